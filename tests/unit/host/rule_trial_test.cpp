// What rules would do, told without doing it.
#include "rule_trial.hpp"

#include "avhost_fixture.hpp"

#include <doctest/doctest.h>

using host_tests::patience;
using test::Process;

namespace {

using Fixture = host_tests::AvhostFixture;

const std::string house =
    R"({"devices":[{"id":"door","plugin":"contact"},{"id":"hall","plugin":"feedthrough"}],
"rules":[
 {"name":"Door","when":{"property":"door.closed","becomes":true},"if":{"property":"hall.count","above":10},
  "do":[{"invoke":"hall.echo","params":{"label":"x"}},{"wait":"10 s"},{"write":"hall.count","value":{"from":"hall.count"}}]},
 {"name":"Quiet","when":{"property":"door.closed","becomes":true,"for":"5 min"},"do":{"invoke":"door.open"}},
 {"name":"Loud","when":{"property":"hall.count","crosses":50},"do":{"invoke":"door.close"}},
 {"name":"Night","when":[{"time":"22:00","days":["fri"]},{"event":"hall.told"},{"start":true}],"do":{"invoke":"door.open"},"mode":"single"}]})";

const host::Manifest* manifest_of(const std::string& device) {
    static const auto door = host::read_manifest(PLUGINS "/contact");
    static const auto hall = host::read_manifest(PLUGINS "/feedthrough");
    return device == "door" ? &door : device == "hall" ? &hall : nullptr;
}

std::string tried(const std::vector<std::string>& tries, const std::vector<std::string>& givens = {},
                  std::int64_t epoch = 1'795'608'000'000) { // Wednesday noon
    const auto site = host::parse_site(house, "s.json");
    avhost::RuleTrial trial{site, manifest_of, [](std::int64_t at) { return at / 60'000; }, epoch};
    for (const auto& given : givens) {
        trial.given(given);
    }
    return trial.run(tries);
}

} // namespace

TEST_CASE("a trial tells what fires and what it does, when") {
    CHECK(tried({"door.closed=true"}, {"hall.count=20"}) ==
          "after 0 s: door.closed becomes true\n"
          "after 0 s:   rule \"Door\": door.closed became true, so: hall.echo (label \"x\"), wait 10 s, "
          "hall.count = hall.count\n"
          "after 0 s:     hall.echo {\"label\":\"x\"}\n"
          "after 10 s:     hall.count = 20\n"
          "after 5 min:   rule \"Quiet\": door.closed has been true for 5 min, so: door.open\n"
          "after 5 min:     door.open\n");
}

TEST_CASE("a trial tells why a rule does nothing") {
    const auto said = tried({"door.closed=true", "door.closed=false"});
    CHECK(said.find("door.closed became true; did nothing: that hall.count is above 10 is not known\n") !=
          std::string::npos);
    CHECK(said.find("door.open") == std::string::npos); // it did not stay closed
    CHECK(tried({"hall.count=60"}) ==
          "after 0 s: hall.count becomes 60\n"
          "    what it was before is not known, so nothing can cross or change; say it with --given\n"
          "after 0 s:   no rule fires\n");
    CHECK(tried({"hall.count=60"}, {"hall.count=40"}).find("    door.close\n") != std::string::npos);
}

TEST_CASE("events, the start and times of day can be tried") {
    CHECK(tried({"hall.told"}).find("    door.open\n") != std::string::npos);
    CHECK(tried({"start"}).find("rule \"Night\": the host has started, so: door.open\n") !=
          std::string::npos);
    constexpr std::int64_t friday_22 = 1'795'608'000'000 + 58 * 3'600'000LL;
    CHECK(tried({}, {}, friday_22 + 20'000).find("rule \"Night\": it is 22:00, so: door.open\n") !=
          std::string::npos);
    CHECK(tried({}, {}, friday_22 + 60'000) == "after 0 s: it is this time\nafter 0 s:   no rule fires\n");
}

TEST_CASE("what cannot be tried gets a sentence") {
    CHECK_THROWS_WITH_AS(tried({"dor.closed=true"}),
                         "--try: expected a device of this site; there is no \"dor\"; did you mean door?",
                         avhost::TrialError);
    CHECK_THROWS_WITH_AS(tried({"door.close=true"}),
                         "--try: expected a property of door; it has no close; did you mean closed?",
                         avhost::TrialError);
    CHECK_THROWS_WITH_AS(tried({"door.closed=ture"}),
                         "--try: door.closed: expected true or false, got \"ture\"", avhost::TrialError);
    CHECK_THROWS_WITH_AS(tried({"hall.count=101"}), "--try: hall.count: expected at most 100, got 101",
                         avhost::TrialError);
    CHECK_THROWS_WITH_AS(tried({"hall.count"}), "--try: expected hall.count=VALUE: count is a property",
                         avhost::TrialError);
    CHECK_THROWS_WITH_AS(tried({"door.opened"}), "--try: expected an event of door; it has no opened",
                         avhost::TrialError);
    CHECK(tried({"door.closed=null"}).find("door.closed becomes null") != std::string::npos);
    CHECK_THROWS_AS(tried({"x"}), avhost::TrialError);
    CHECK_THROWS_AS(tried({"door.closed=true"}, {"door.closed"}), avhost::TrialError);
}

TEST_CASE_FIXTURE(Fixture, "avhost rules lists, and tries with the time zone of the computer") {
    const auto site = folder.write("site.json", house).string();
    Process list{command({"rules", site})};
    CHECK(hears(list, "Night"));
    CHECK(hears(list, "  when it is 22:00 on Friday, or hall reports told, or the host starts"));
    CHECK(hears(list, "  do   door.open"));
    CHECK(hears(list, "  mode single"));
    CHECK(status_of(list) == 0);
    // A Friday on which 22:00 in Berlin is 21:00 in the universal time.
    Process night{command({"rules", site, "--at", "2026-11-27T22:00"}), {{{"TZ", "Europe/Berlin"}}, {}}};
    CHECK(hears(night, "rule \"Night\": it is 22:00"));
    CHECK(status_of(night) == 0);
    Process day{command({"rules", site, "--try", "door.closed=true", "--given=hall.count=11"})};
    CHECK(hears(day, "after 10 s:     hall.count = 11"));
    CHECK(status_of(day) == 0);
    CHECK_FALSE(std::filesystem::exists(state));
    const std::vector<std::vector<std::string>> all_wrong{{"rules", site, "--at", "tomorrow"},
                                                          {"rules", site, "--try"},
                                                          {"rules", site, "--try", "nothing"},
                                                          {"run", site, "--at", "2026-11-27T22:00"},
                                                          {"rules"}};
    for (const auto& wrong : all_wrong) {
        Process process{command(wrong)};
        CHECK(status_of(process) == 2);
        CHECK(process.error_text().find("expected") != std::string::npos);
    }
}
