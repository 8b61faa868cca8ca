#include "panel_key.hpp"

#include "avhost_fixture.hpp"

#include "host/site.hpp"

#include <doctest/doctest.h>

#include <array>
#include <regex>
#include <set>

TEST_CASE("sixteen bytes become 26 letters and digits in groups, each byte of them told") {
    std::array<std::uint8_t, avhost::panel_key_bytes> bytes{};
    CHECK(avhost::panel_key_text(bytes) == "00000-00000-00000-00000-00000-0");
    bytes.fill(0xff);
    CHECK(avhost::panel_key_text(bytes) == "zzzzz-zzzzz-zzzzz-zzzzz-zzzzz-w");
    std::set<std::string> texts;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            bytes.fill(0);
            bytes[i] = static_cast<std::uint8_t>(1U << bit);
            texts.insert(avhost::panel_key_text(bytes));
        }
    }
    CHECK(texts.size() == 128);
}

TEST_CASE("two keys are not the same") {
    CHECK(avhost::new_panel_key() != avhost::new_panel_key());
    CHECK(std::regex_match(avhost::new_panel_key(), std::regex{"([0-9a-hjkmnp-tv-z]{5}-){5}[0-9a-z]"}));
}

TEST_CASE("the entry holds name, role and hash, and is what a site file takes") {
    const auto entry = avhost::panel_key_entry("lobby \"wall\"", host::Role::operate, "abc");
    CHECK(entry == R"({"name": "lobby \"wall\"", "role": "operate", "sha256": )"
                   R"("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})");
    const auto site =
        host::parse_site(R"({"devices":[],"panel":{"listen":"0.0.0.0:1","keys":[)" + entry + "]}}", "s.json");
    CHECK(site.panel->keys.front().name == "lobby \"wall\"");
}

TEST_CASE_FIXTURE(host_tests::AvhostFixture,
                  "avhost panel-key shows a key once, with its entry and what to do") {
    test::Process process{{AVHOST, "panel-key", "lobby wall", "--role", "set_up"}};
    std::string text;
    while (const auto line = process.read_line(host_tests::patience)) {
        text += *line + '\n';
    }
    CHECK(status_of(process) == 0);
    std::smatch key;
    REQUIRE(std::regex_search(text, key, std::regex{"\n  (([0-9a-z]{5}-){5}[0-9a-z])\n"}));
    CHECK(text.find("  " + avhost::panel_key_entry("lobby wall", host::Role::set_up, key.str(1)) + "\n") !=
          std::string::npos);
    CHECK(text.find("/#key=" + key.str(1)) != std::string::npos);
    CHECK(text.find("Reload the host (systemctl reload avhost, or SIGHUP)") != std::string::npos);
}

TEST_CASE_FIXTURE(host_tests::AvhostFixture, "a name and a role that is one are needed") {
    for (const auto& [words, part] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"panel-key"}, "expected a name for whoever gets the key"},
             {{"panel-key", "x", "--role", "admin"}, "--role: expected operate or set_up, got admin"},
             {{"panel-key", "x", "--role"}, "--role: expected operate or set_up after it"},
             {{"check", "x", "--role", "operate"}, "--role: expected with panel-key only"}}) {
        auto command = words;
        command.insert(command.begin(), AVHOST);
        test::Process process{command};
        CHECK(status_of(process) == 2);
        CHECK(process.error_text().find(part) != std::string::npos);
    }
}
