#include "host/host.hpp"
#include "host/lines.hpp"

#include <doctest/doctest.h>

using host::read_command;
using host::write_line;

namespace {

std::string fault(const std::string& line) {
    const auto command = read_command(line);
    const auto* const error = std::get_if<host::LineError>(&command);
    return error != nullptr ? error->sentence : "";
}

} // namespace

TEST_CASE("happenings have exactly the forms that programs outside rely on") {
    constexpr std::int64_t at = 1764000000000;
    CHECK(
        write_line(host::Batch{"lobby", 7, at, {{"track_name", std::string{"x"}}, {"volume", {}}}}) ==
        R"({"device":"lobby","revision":7,"at":1764000000000,"properties":{"track_name":"x","volume":null}})");
    CHECK(write_line(host::Event{"lobby", "track_changed", at, {{"a", std::int64_t{1}}}}) ==
          R"({"device":"lobby","event":"track_changed","at":1764000000000,"data":{"a":1}})");
    CHECK(write_line(host::Completion{"lobby", 12, dp::Status::ok, "", {}}) ==
          R"({"device":"lobby","completed":12,"status":"ok","text":"","result":null})");
    CHECK(write_line(host::Completion{"lobby", -1, dp::Status::rate_limited, "wait", dp::Json{"[1]"}}) ==
          R"({"device":"lobby","completed":-1,"status":"rate_limited","text":"wait","result":[1]})");
    CHECK(write_line(host::HealthChange{"lobby", dp::Health::ready, "ok", ""}) ==
          R"({"device":"lobby","health":"ready","cause":"ok","text":""})");
    CHECK(write_line(host::Snapshot{"lobby", 7, at, {{"a", true}}}) ==
          R"({"device":"lobby","snapshot":{"a":true},"revision":7,"at":1764000000000})");
    CHECK(
        write_line(host::RuleCauses{"lobby", {{"a", "Night", "Off by the rule “Night”"}, {"b", "c", "d"}}}) ==
        R"({"device":"lobby","because":[{"property":"a","rule":"Night","text":"Off by the rule “Night”"},)"
        R"({"property":"b","rule":"c","text":"d"}]})");
    CHECK(write_line(host::RuleCauses{"lobby", {}}) == R"({"device":"lobby","because":[]})");
}

TEST_CASE("the line about the site carries the manifest's own words") {
    CHECK(host::write_site_line(
              "Harbour \"House\"",
              {{"door", "Contact", "Back door", true, R"({"closed":{"type":"boolean"}})", "{}"},
               {"x", "x", "x", false, "{}", "{}"}},
              host::Role::set_up, "1.2", false) ==
          R"({"site":{"devices":[{"id":"door","title":"Contact","name":"Back door",)"
          R"("properties":{"closed":{"type":"boolean"}},"actions":{}},)"
          R"({"id":"x","title":"x","name":"x","properties":{},"actions":{}}],)"
          R"("title":"Harbour \"House\"","role":"set_up","version":"1.2"}})");
    CHECK(
        host::write_site_line("", {{"a", "A", "N", false, "{}", "{}", R"({"url":"u"})"}}, host::Role::operate,
                              "1", true) ==
        R"({"site":{"devices":[{"id":"a","title":"A","name":"N","properties":{},"actions":{},"sign_in":{"url":"u"}}],)"
        R"("title":"","role":"operate","keys":true,"version":"1"}})");
}

TEST_CASE("a folded batch says from where, and a line of the log has its parts") {
    CHECK(write_line(host::Batch{"lobby", 9, 5, {{"volume", std::int64_t{1}}}, 7}) ==
          R"({"device":"lobby","from":7,"revision":9,"at":5,"properties":{"volume":1}})");
    CHECK(host::write_log_line({dp::LogLevel::warning, "contact/config", "a\n\"b\""}, 5) ==
          R"({"log":{"at":5,"level":"warning","text":"contact/config: a \"b\""}})");
}

TEST_CASE("commands are read in the forms of the design") {
    CHECK(read_command(R"({"device":"lobby","invoke":"pause","params":{},"token":12,"timeout_ms":5000})") ==
          host::Command{host::InvokeCommand{"lobby", "pause", {}, 12, 5000}});
    CHECK(
        read_command(R"({"device":"lobby","invoke":"seek","params":{"position_ms":5,"l":[1]},"token":12})") ==
        host::Command{host::InvokeCommand{
            "lobby", "seek", {{"position_ms", std::int64_t{5}}, {"l", dp::Json{"[1]"}}}, 12, 0}});
    CHECK(read_command(R"({"token":13,"value":30,"write":"volume","device":"lobby"})") ==
          host::Command{host::WriteCommand{"lobby", "volume", std::int64_t{30}, 13, 0}});
    CHECK(read_command(R"({"device":"lobby","write":"volume","value":null,"token":13})") ==
          host::Command{host::WriteCommand{"lobby", "volume", {}, 13, 0}});
    CHECK(read_command(R"({"device":"lobby","attention":"looking"})") ==
          host::Command{host::AttentionCommand{"lobby", DP_ATTENTION_LOOKING}});
    CHECK(read_command(R"({"log":true})") == host::Command{host::LogCommand{true}});
    CHECK(read_command(R"({"log":false})") == host::Command{host::LogCommand{false}});
    CHECK(fault(R"({"log":1})") == "log: expected true or false");
    CHECK(read_command(R"({"device":"lobby","attention":"none"})") ==
          host::Command{host::AttentionCommand{"lobby", DP_ATTENTION_NONE}});
    CHECK(read_command(R"({"device":"lobby","snapshot":true})") ==
          host::Command{host::SnapshotCommand{"lobby"}});
    CHECK(read_command(R"({"device":"lobby","cancel":12})") ==
          host::Command{host::CancelCommand{"lobby", 12}});
    CHECK(read_command(R"({"quit":true})") == host::Command{host::QuitCommand{}});
}

TEST_CASE("a line that is no command gets a sentence with its key") {
    CHECK(fault("") != "");
    CHECK(fault("[]") == "expected a JSON object");
    CHECK(fault("{}").starts_with("expected exactly one of the keys"));
    CHECK(fault(R"({"device":"a","invoke":"x","write":"y","token":1})").starts_with("expected exactly one"));
    CHECK(fault(R"({"invoke":"x","token":1})") == "device: expected a text");
    CHECK(fault(R"({"device":"a","invoke":"x"})") == "token: expected an integer");
    CHECK(fault(R"({"device":"a","invoke":"x","token":1.5})") == "token: expected an integer");
    CHECK(fault(R"({"device":"a","invoke":"x","token":"1"})") == "token: expected an integer");
    CHECK(fault(R"({"device":"a","invoke":"x","params":[],"token":1})") == "params: expected an object");
    CHECK(fault(R"({"device":"a","invoke":"x","token":1,"timeout_ms":-1})")
              .starts_with("timeout_ms: expected"));
    CHECK(
        fault(R"({"device":"a","invoke":"x","token":1,"timeout_ms":4294967296})").starts_with("timeout_ms"));
    CHECK(fault(R"({"device":"a","write":"x","token":1})") == "value: expected a value; it is missing");
    CHECK(fault(R"({"device":"a","attention":"much"})") == "attention: expected none, background or looking");
    CHECK(fault(R"({"device":"a","snapshot":1})") == "snapshot: expected true");
    CHECK(fault(R"({"device":"a","cancel":"1"})") == "cancel: expected an integer");
    CHECK(fault(R"({"quit":false})") == "quit: expected true");
    CHECK(fault(R"({"quit":true,"device":"a"})") == "device: expected no such key in this command");
    CHECK(fault(R"({"device":"a","device":"b","snapshot":true})").find("expected each key once") !=
          std::string::npos);
}

TEST_CASE("an error line quotes 200 characters and no more") {
    CHECK(host::write_error_line("no", "a\n\"b\"") == R"({"error":"no","line":"a\n\"b\""})");
    std::string accents;
    for (int i = 0; i < 300; ++i) {
        accents += "\xC3\xA9";
    }
    CHECK(host::write_error_line("no", accents) ==
          "{\"error\":\"no\",\"line\":\"" + accents.substr(0, 400) + "\"}");
    CHECK(host::write_error_line("no", std::string(1000, 'x')) ==
          "{\"error\":\"no\",\"line\":\"" + std::string(200, 'x') + "\"}");
    CHECK(host::write_error_line("no", "\xFF").find("\xEF\xBF\xBD") != std::string::npos);
}
