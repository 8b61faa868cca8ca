#include "tcp/sentences.hpp"
#include "tcp/values.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace avhost::tcp;
using host::SchemaType;

namespace {

dp::Value read(const std::string& text, SchemaType type) {
    const auto result = read_value(text, type);
    REQUIRE(std::holds_alternative<dp::Value>(result));
    return std::get<dp::Value>(result);
}

host::ActionSpec action(const std::vector<std::pair<std::string, SchemaType>>& params,
                        std::vector<std::string> required = {}) {
    host::ActionSpec spec;
    spec.id = "act";
    spec.input.type = SchemaType::object;
    for (const auto& [name, type] : params) {
        host::Schema schema;
        schema.type = type;
        spec.input.properties.push_back({name, schema});
    }
    spec.input.required = std::move(required);
    return spec;
}

std::string params(const std::string& text, const host::ActionSpec& spec) {
    const auto result = read_params(text, &spec);
    const auto* const fault = std::get_if<Fault>(&result);
    return fault != nullptr ? fault->sentence
                            : host::write_json(std::get<std::vector<dp::NamedValue>>(result));
}

} // namespace

TEST_CASE("values are written bare") {
    const std::vector<std::pair<dp::Value, std::string>> table{
        {dp::Value{}, ""},
        {dp::Value{true}, "true"},
        {dp::Value{std::int64_t{-42}}, "-42"},
        {dp::Value{1.5}, "1.5"},
        {dp::Value{std::string{}}, ""},
        {dp::Value{std::string{"Harbour Master = \"x\""}}, "Harbour Master = \"x\""},
        {dp::Value{std::string{"a\nb\rc\td\\e"}}, R"(a\nb\rc\td\\e)"},
        {dp::Value{dp::Json{R"(["a\n",{"b":1}])"}}, R"(["a\n",{"b":1}])"},
    };
    for (const auto& row : table) {
        CAPTURE(row.second);
        CHECK(shown(row.first) == row.second);
    }
}

TEST_CASE("a text that was told is taken as it was told") {
    for (const std::string text :
         {"Harbour Master", "a\nb\rc\td\\e", "\\n", "\\x", "C:\\new", " in blanks "}) {
        const auto told = shown(dp::Value{text});
        CAPTURE(told);
        CHECK(read(told, SchemaType::string) == dp::Value{text});
    }
}

TEST_CASE("what is written for a value is taken by the type of what it is for") {
    CHECK(read("30", SchemaType::integer) == dp::Value{std::int64_t{30}});
    CHECK(read("30", SchemaType::string) == dp::Value{std::string{"30"}});
    CHECK(read("true", SchemaType::boolean) == dp::Value{true});
    CHECK(read("true", SchemaType::string) == dp::Value{std::string{"true"}});
    CHECK(read("\"Sunday brunch\"", SchemaType::string) == dp::Value{std::string{"Sunday brunch"}});
    CHECK(read("", SchemaType::string) == dp::Value{std::string{}});
    CHECK(read("null", SchemaType::integer) == dp::Value{});
    CHECK(read("[1, 2]", SchemaType::array) == dp::Value{dp::Json{"[1,2]"}});
    CHECK(read("loud", SchemaType::integer) == dp::Value{std::string{"loud"}}); // for the host to refuse
    CHECK(read("x", SchemaType::any) == dp::Value{std::string{"x"}});
    CHECK(std::get<Fault>(read_value("", SchemaType::integer)).sentence == "expected a value");
    CHECK(std::get<Fault>(read_value("\"open", SchemaType::string)).sentence.find("quote") !=
          std::string::npos);
}

TEST_CASE("parameters come by name, or alone where there is one") {
    const auto seek = action({{"position_ms", SchemaType::integer}});
    CHECK(params("", seek) == "{}");
    CHECK(params("30000", seek) == R"({"position_ms":30000})");
    CHECK(params("position_ms=30000", seek) == R"({"position_ms":30000})");
    CHECK(params("pos=1", seek) == R"({"pos":1})"); // for the host to refuse
    const auto preset = action({{"name", SchemaType::string}});
    CHECK(params("Sunday brunch", preset) == R"({"name":"Sunday brunch"})");
    CHECK(params("name=\"Sunday brunch\"", preset) == R"({"name":"Sunday brunch"})");
    CHECK(params("\"a=b\"", preset) == R"({"name":"a=b"})");
    const auto play = action(
        {{"uri", SchemaType::string}, {"at", SchemaType::integer}, {"list", SchemaType::array}}, {"uri"});
    CHECK(params("x:y?si=1", play) == R"({"uri":"x:y?si=1"})");
    CHECK(params("uri=\"a \\\" b\"  at=5", play) == R"({"uri":"a \" b","at":5})");
    CHECK(params("list=[1, {\"a\": \"] b\"}] at=2", play) == R"({"list":[1,{"a":"] b"}],"at":2})");
}

TEST_CASE("parameters that cannot be taken are told with what was expected") {
    const auto none = action({});
    CHECK(params("5", none) == "expected no parameters; act takes none");
    const auto two = action({{"a", SchemaType::integer}, {"b", SchemaType::string}});
    CHECK(params("5", two) == "expected NAME=VALUE, with blanks in between where there are several");
    CHECK(params("a=1 5", two) == "expected NAME=VALUE at \"5\"; a value with blanks in it stands in quotes");
    CHECK(params("a=1 a=2", two) == "expected each parameter once; a is there twice");
    CHECK(params("a=", two) == "a: expected a value");
    CHECK(params("b=\"open", two) == "b: expected a text that ends with the quote that it begins with");
}

TEST_CASE("lines say what there is, what happened and what came of it") {
    const auto device = [](const std::string& id, const std::string& name) {
        host::DeviceInfo info;
        info.id = id;
        info.name = name;
        return info;
    };
    const auto lobby = device("lobby", "Lobby \n bar");
    CHECK(greeting({lobby, device("door", "Door")}) == "avhost 1 lobby door");
    CHECK(greeting_for_strangers() == "avhost 1 key");
    CHECK(device_line(lobby) == R"(device lobby Lobby \n bar)");
    CHECK(value_line("lobby", {"volume", std::int64_t{30}}) == "lobby.volume=30");
    CHECK(event_line({"lobby", "track_changed", 1, {{"track_name", std::string{"x"}}}}) ==
          R"(lobby!track_changed {"track_name":"x"})");
    CHECK(error_line({dp::Status::out_of_range, "too\nloud"}) == R"(error out_of_range too\nloud)");
    CHECK(outcome_line({"lobby", 1, dp::Status::ok, "done", {}}) == "ok");
    CHECK(outcome_line({"lobby", 1, dp::Status::ok, "", dp::Json{"[1]"}}) == "ok [1]");
    CHECK(outcome_line({"lobby", 1, dp::Status::no_target, "no player", {}}) == "error no_target no player");
}
