// What people read of a device and of a site: which names are taken, what stands where there is none, and that panels hear of
// a change while the devices go on.
#include "avhost_fixture.hpp"
#include "recorder.hpp"

#include "host/shown_name.hpp"
#include "host/site_check.hpp"

#include <doctest/doctest.h>

using host::is_shown_name;
using host::shown_names;
using host_tests::RunningHost;
using test::Process;

namespace {

std::string site_of(const std::string& devices, const std::string& more = "") {
    return R"({"devices":[)" + devices + "]" + more + '}';
}

std::vector<std::string> faults(const std::string& text) {
    return host::sentences("s.json", host::examine_site(text, "s.json").mistakes);
}

std::vector<std::string> names_of(const host::Host& host) {
    std::vector<std::string> names;
    for (const auto& device : host.devices()) {
        names.push_back(device.name);
    }
    return names;
}

const std::string hall = R"({"id":"hall","plugin":"feedthrough")";
const std::string relay = R"({"id":"relay","plugin":"contact")";

} // namespace

TEST_CASE("a name is a line that can be seen, of at most 64 characters") {
    const std::string longest(64, 'x');
    for (const auto& good : std::vector<std::string>{"Lobby", "Ann\u2019s Room", "B\u00e2r 2", "\u5ba2\u5385",
                                                     "a b", longest, "\U0001F3B5 Bar"}) {
        CAPTURE(good);
        CHECK(is_shown_name(good));
    }
    std::string many;
    for (int i = 0; i < 64; ++i) {
        many += "\u00e9"; // two bytes each
    }
    CHECK(is_shown_name(many));
    CHECK_FALSE(is_shown_name(many + "\u00e9"));
    for (const auto& bad :
         std::vector<std::string>{"", " ", "Bar ", " Bar", "\u00a0Bar", "Bar\u200b", "\u200b", "\ufeffBar",
                                  "a\nb", "a\tb", "a\x7f", std::string("a\0b", 3), "a\u0085b", "a\u2028b",
                                  "a\u202eb", "a\u2066b", longest + "x"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_shown_name(bad));
    }
}

TEST_CASE("names and title are read, and what is wrong with one has its place") {
    const auto site = host::parse_site(
        site_of(hall + R"(,"name":"Ballroom"},)" + relay + "}", R"(,"title":"Harbour House")"), "s.json");
    CHECK(site.title == "Harbour House");
    std::string longest; // characters are counted, not bytes, by the schema as well
    for (int i = 0; i < 64; ++i) {
        longest += "\u00e9";
    }
    CHECK(host::parse_site(site_of(hall + R"(,"name":")" + longest + "\"}"), "s.json").devices[0].name ==
          longest);
    CHECK(site.devices[0].name == "Ballroom");
    CHECK(site.devices[1].name.empty());
    const std::string form =
        " of 1 to 64 characters, without blanks around it, line breaks, control characters "
        "and marks of direction";
    CHECK(faults("{\"title\":5,\n\"devices\":[" + hall + ",\n\"name\":\" \"},\n" + relay +
                 R"(,"name":"a\nb"},)" + R"({"id":"x","plugin":"contact","name":""}]})") ==
          std::vector<std::string>{"s.json:1:2: /title: expected a title" + form,
                                   "s.json:3:1: /devices/0/name: expected a name" + form,
                                   "s.json:4:34: /devices/1/name: expected a name" + form,
                                   "s.json:4:78: /devices/2/name: expected a name" + form});
    CHECK(faults(site_of(hall + R"(,"nmae":"x"})")).front().find("did you mean name?") != std::string::npos);
}

TEST_CASE("without a name a device is what its plugin is, with its id where others would look like it") {
    CHECK(shown_names({{"lobby", "", "Player"}, {"door", "", "Contact"}}) ==
          std::vector<std::string>{"Player", "Contact"});
    CHECK(shown_names({{"lobby", "", "Player"}, {"bar", "", "Player"}}) ==
          std::vector<std::string>{"Player (lobby)", "Player (bar)"});
    CHECK(shown_names({{"lobby", "Lobby", "Player"}, {"bar", "", "Player"}}) ==
          std::vector<std::string>{"Lobby", "Player"});
    CHECK(shown_names({{"lobby", "Player", "Player"}, {"bar", "", "Player"}}) ==
          std::vector<std::string>{"Player", "Player (bar)"});
    CHECK(shown_names({{"gone", "", "gone"}, {"a", "", ""}}) == std::vector<std::string>{"gone", "a"});
    CHECK(shown_names({{"a", "Bar", "P"}, {"b", "Bar", "P"}}) == std::vector<std::string>{"Bar", "Bar"});
}

TEST_CASE("two devices of one name are worth a warning, and no mistake") {
    const auto site =
        host::parse_site(site_of(hall + R"(,"name":"Bar"},)" + relay + R"(,"name":"Bar"},)" +
                                 R"({"id":"a","plugin":"contact"},{"id":"b","plugin":"contact"})"),
                         "s.json");
    CHECK(host::name_warnings(site) ==
          std::vector<std::string>{
              "s.json:1:96: /devices/1/name: warning: \"Bar\" is the name of hall too; panels "
              "show two devices alike"});
}

TEST_CASE_FIXTURE(host_tests::AvhostFixture, "check tells of two devices of one name, and is content") {
    const auto file =
        folder.write("site.json", site_of(hall + R"(,"name":"Bar"},)" + relay + R"(,"name":"Bar"})"));
    Process process{command({"check", file.string()})};
    CHECK(status_of(process) == 0);
    CHECK(process.error_text().find("/devices/1/name: warning: \"Bar\" is the name of hall too") !=
          std::string::npos);
}

TEST_CASE("a host tells names and title, and of a reload that changes only them while the devices go on") {
    RunningHost running{site_of(hall + "}," + relay + R"(,"name":"Back door"})")};
    CHECK(names_of(running.host) == std::vector<std::string>{"Feedthrough", "Back door"});
    CHECK_FALSE(running.host.devices()[0].is_named);
    CHECK(running.host.devices()[1].is_named);
    CHECK(running.host.devices()[1].title == "Virtual contact");
    CHECK(running.host.title().empty());
    const auto configured = [&] { // how often a plugin was given a config
        std::size_t count = 0;
        for (const auto& change : running.recorder->all<host::HealthChange>()) {
            count += change.device == "hall" ? 1U : 0U;
        }
        return count;
    };
    REQUIRE(running.recorder->wait_for<host::HealthChange>(
        [](const auto& change) { return change.device == "hall" && change.health == dp::Health::ready; }));
    const auto before = configured();
    const auto result = running.host.reload(
        host::parse_site(site_of(hall + R"(,"name":"Ballroom"},)" + relay + R"(,"name":"Back door"})",
                                 R"(,"title":"Harbour House")"),
                         "s.json"));
    CHECK(result.ok);
    CHECK(result.text == "named anew: hall; went on untouched: relay; rules: 0, of which 0 went on");
    CHECK(names_of(running.host) == std::vector<std::string>{"Ballroom", "Back door"});
    CHECK(running.host.title() == "Harbour House");
    CHECK(configured() == before);
    CHECK(running.recorder->wait_for<host::SiteChange>([](const auto&) { return true; }));
}

TEST_CASE_FIXTURE(host_tests::AvhostFixture,
                  "a config that is changed with the name is taken, and so is the name") {
    RunningHost running{site_of(hall + R"(,"name":"A","config":{"count":5}})")};
    const auto result = running.host.reload(
        host::parse_site(site_of(hall + R"(,"name":"B","config":{"count":9}})"), "s.json"));
    CHECK(result.text == "configured anew: hall; rules: 0, of which 0 went on");
    CHECK(names_of(running.host) == std::vector<std::string>{"B"});
    CHECK(running.host
              .reload(host::parse_site(site_of(hall + R"(,"name":"B","config":{"count":9}})"), "s.json"))
              .text == "went on untouched: hall; rules: 0, of which 0 went on");
}
