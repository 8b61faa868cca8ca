// A zone whose name Spotify has never shown on the account: when that is said, what it costs, and when it is over.
#include "account/unknown_zones.hpp"
#include "speaker.hpp"
#include "timeline.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace account_tests;
using namespace spotify;
using spotify::account::Joined;
using spotify::account::Memory;
using spotify::account::Remembered;
using spotify::account::SeenNames;
using spotify::account::UnknownZones;
using spotify::player::Attention;

namespace {

// A speaker in an account that has these devices beside it, or a list that fails.
struct House {
    Speaker speaker;
    std::vector<std::string> devices{"Hall", "Echo"};
    int list_status = 200;

    Answer operator()(const Request& request, Millis at) {
        if (request.target != "/me/player/devices") {
            return speaker(request, at);
        }
        std::string rows;
        for (const auto& name : devices) {
            rows += (rows.empty() ? "" : ",") + (R"({"id":"id of )" + name) + R"(","name":")" + name +
                    R"(","type":"Speaker","is_active":false})";
        }
        return response(list_status, list_status == 200 ? R"({"devices":[)" + rows + "]}" : "");
    }
};

// Of days, in which the sign-in goes on.
struct LongTimeline : Timeline {
    LongTimeline(House& house, Membership membership)
        : Timeline(std::ref(house), std::move(membership)) {
        moment().sign_in.access_until = moment().now + 48h;
    }
};

Membership of_zone(const std::string& zone, Attention attention = Attention::background) {
    return {attention, zone, 100};
}

std::vector<Millis> lists(const Timeline& timeline) {
    return timeline.sent("GET", "/me/player/devices");
}

std::string sentence(const View& view, const std::string& zone) {
    for (const auto& one : view.unknown_zones) {
        if (one.zone == zone) {
            return one.text;
        }
    }
    return {};
}

// How often what is shown went from unknown to known or back.
std::size_t turns(const Timeline& timeline) {
    std::size_t count = 0;
    bool was_unknown = false;
    for (const auto& shown : timeline.views()) {
        const bool is_unknown = !shown.view.unknown_zones.empty();
        count += is_unknown != was_unknown ? 1 : 0;
        was_unknown = is_unknown;
    }
    return count;
}

} // namespace

TEST_CASE("a zone that Spotify has never shown is found by the first list, with the nearest name, for one "
          "request") {
    House house;
    house.devices = {"Hall", "Ann\u2019s Room"};
    LongTimeline timeline(house, of_zone("Ann's Room"));
    timeline.pass(40s);
    CHECK(lists(timeline).size() == 1);
    CHECK(timeline.view().status.status == Status::online); // the account is well
    CHECK_FALSE(timeline.view().is_stale);
    CHECK(sentence(timeline.view(), "Ann's Room") ==
          "Spotify has never shown a device \"Ann's Room\" on this account, but \"Ann\u2019s Room\": write "
          "zone in the "
          "config to the letter");
    CHECK(timeline.remembered(Memory::device_names) == "Hall\nAnn\u2019s Room\n");
}

TEST_CASE("a name that is near is named, and where none is near, none") {
    House house;
    house.devices = {"Lobby"};
    for (const auto& [zone, said] : std::vector<std::pair<std::string, std::string>>{
             {"Loby", ", but \"Lobby\": correct zone in the config, or switch on \"Loby\" and open Spotify "
                      "there once"},
             {"Kitchen",
              ": correct zone in the config, or switch on \"Kitchen\" and open Spotify there once"}}) {
        LongTimeline timeline(house, of_zone(zone));
        timeline.pass(30s);
        CHECK(sentence(timeline.view(), zone) ==
              "Spotify has never shown a device \"" + zone + "\" on this account" + said);
    }
}

TEST_CASE("a zone that is active costs no list, and neither does one without a zone") {
    for (const auto* zone : {"Hall", ""}) {
        CAPTURE(zone);
        House house;
        LongTimeline timeline(house, of_zone(zone));
        timeline.pass(2h);
        CHECK(lists(timeline).empty());
        CHECK(turns(timeline) == 0);
    }
}

TEST_CASE(
    "a zone that was seen before sleeps: nothing is asked and nothing is said, after a restart either") {
    House house;
    std::string kept;
    {
        LongTimeline timeline(house, of_zone("Echo"));
        timeline.pass(30s);
        CHECK(lists(timeline).size() == 1);
        house.devices = {"Hall"};
        timeline.pass(5h);
        CHECK(lists(timeline).size() == 1);
        CHECK(turns(timeline) == 0);
        kept = timeline.remembered(Memory::device_names);
    }
    LongTimeline timeline(house, of_zone("Echo"));
    timeline.take(Remembered{Memory::device_names, kept});
    timeline.pass(5h);
    CHECK(lists(timeline).empty());
    CHECK(turns(timeline) == 0);
}

TEST_CASE("nothing is said before a list was read") {
    House house;
    house.list_status = 500;
    LongTimeline timeline(house, of_zone("Bar"));
    timeline.pass(2h);
    CHECK(lists(timeline).size() > 2);
    CHECK(turns(timeline) == 0);
    house.list_status = 200;
    timeline.pass(2h);
    CHECK(turns(timeline) == 1);
    house.list_status = 500; // which takes nothing back
    timeline.pass(3h);
    CHECK(turns(timeline) == 1);
}

TEST_CASE("the list is read again in pauses that grow from a minute to an hour") {
    House house;
    LongTimeline timeline(house, of_zone("Bar"));
    timeline.pass(24h);
    const auto at = lists(timeline);
    REQUIRE(at.size() > 8);
    CHECK(at.size() < 32); // of 10,000 requests a day
    for (std::size_t i = 1; i < at.size(); ++i) {
        const Millis pause = std::min<Millis>(1min * (1U << std::min<std::size_t>(i - 1, 10)), 60min);
        CHECK(at[i] - at[i - 1] >= pause);
        CHECK(at[i] - at[i - 1] < pause + 1min);
    }
    CHECK(turns(timeline) == 1);
}

TEST_CASE("it is over at once when the name shows up: in a list, on the player, on a command's way") {
    House house;
    LongTimeline timeline(house, of_zone("Bar"));
    timeline.pass(10min);
    REQUIRE(turns(timeline) == 1);
    SUBCASE("in a list") {
        house.devices.emplace_back("Bar");
        timeline.refresh();
        timeline.pass(70s);
    }
    SUBCASE("on the player") {
        house.speaker.state.device = "Bar";
        timeline.pass(30s);
    }
    SUBCASE("on a command's way") {
        house.devices.emplace_back("Bar");
        timeline.submit(player::Play{});
        timeline.pass(1s);
    }
    CHECK(timeline.view().unknown_zones.empty());
    house.devices = {"Hall"};
    house.speaker.state.device = "Hall";
    const auto so_far = lists(timeline).size();
    timeline.pass(5h);
    CHECK(turns(timeline) == 2);
    CHECK(lists(timeline).size() == so_far);
}

TEST_CASE("a command to an unknown zone keeps its own sentence") {
    House house;
    LongTimeline timeline(house, of_zone("Ecko"));
    timeline.pass(30s);
    const auto play = timeline.submit(player::Play{});
    timeline.pass(12s);
    REQUIRE(timeline.outcome(play));
    CHECK(*timeline.outcome(play) ==
          Outcome{Result::no_target,
                  "Spotify does not see the device \"Ecko\", but \"Echo\": correct the name, or "
                  "switch on \"Ecko\" and open Spotify there once"});
}

TEST_CASE("who watches closely reads the list anyway, and no more for this") {
    std::size_t usual = 0;
    for (const auto* zone : {"Hall", "Bar"}) {
        House house;
        LongTimeline timeline(house, of_zone(zone, Attention::looking));
        timeline.pass(3h);
        usual = usual == 0 ? lists(timeline).size() : usual;
        CHECK(lists(timeline).size() <= usual + 3); // at first the pauses are shorter
        CHECK(turns(timeline) == (zone == std::string{"Bar"} ? 1U : 0U));
    }
}

TEST_CASE("a refresh wants to know, but not more than once a minute") {
    House house;
    LongTimeline timeline(house, of_zone("Bar"));
    timeline.pass(2h);
    const auto before = lists(timeline).size();
    for (int i = 0; i < 30; ++i) {
        timeline.refresh();
        timeline.pass(10s);
    }
    CHECK(lists(timeline).size() >= before + 4);
    CHECK(lists(timeline).size() <= before + 6);
}

TEST_CASE("each zone of an account is for itself, and one that joins later gets a list of its own") {
    House house;
    LongTimeline timeline(house, of_zone("Echo"));
    timeline.pass(1h);
    const auto before = lists(timeline).size();
    timeline.take(Joined{2, of_zone("Bar")});
    CHECK(timeline.view().unknown_zones.empty());
    timeline.pass(2s);
    CHECK(lists(timeline).size() == before + 1);
    CHECK_FALSE(sentence(timeline.view(), "Bar").empty());
    CHECK(sentence(timeline.view(), "Echo").empty());
    timeline.pass(10s); // less than a pause
    const auto later = lists(timeline).size();
    timeline.take(Joined{3, of_zone("Baz")});
    timeline.pass(2s);
    CHECK(lists(timeline).size() == later + 1);
    CHECK_FALSE(sentence(timeline.view(), "Baz").empty());
    timeline.take(account::Withdrawn{2});
    timeline.take(account::Withdrawn{3});
    CHECK(timeline.view().unknown_zones.empty());
}

TEST_CASE("of an account that was signed out no names are kept") {
    House house;
    LongTimeline timeline(house, of_zone("Bar"));
    timeline.pass(1min);
    CHECK_FALSE(timeline.remembered(Memory::device_names).empty());
    timeline.moment().sign_in.sign_in = {auth::SignIn::State::missing, "Nobody is signed in"};
    timeline.moment().sign_in.access_until.reset();
    timeline.take(account::MomentChanged{});
    CHECK(timeline.remembered(Memory::device_names).empty());
    CHECK(timeline.view().unknown_zones.empty());
}

TEST_CASE("what is seen again and again is stored once") {
    House house;
    LongTimeline timeline(house, of_zone("Echo", Attention::looking));
    timeline.pass(1min);
    const auto before = timeline.times_remembered();
    timeline.pass(3h);
    CHECK(timeline.times_remembered() == before);
}

TEST_CASE("of many names the longest unseen goes, but none of a zone's") {
    SeenNames names;
    const std::vector<std::string> zones{"Bar"};
    CHECK(names.add("Bar", zones));
    for (std::size_t i = 0; i < 3 * SeenNames::max_names; ++i) {
        names.add("Guest " + std::to_string(i), zones);
        CHECK(names.add("Echo", zones) == (i == 0)); // seen all the time
    }
    CHECK(names.all().size() == SeenNames::max_names);
    CHECK(names.contains("Bar"));
    CHECK(names.contains("Echo"));
    CHECK_FALSE(names.contains("Guest 0"));
    CHECK_FALSE(names.add("Echo", zones));
}

TEST_CASE("names are read back as they were kept, and odd ones are no trouble") {
    SeenNames names;
    names.add("Ann\u2019s Room", {});
    names.add("two\nlines", {});
    names.add("", {});
    CHECK(names.text() == "Ann\u2019s Room\n");
    CHECK(SeenNames::parse(names.text()).all() == std::vector<std::string>{"Ann\u2019s Room"});
    CHECK(SeenNames::parse("").all().empty());
    CHECK(SeenNames::parse("\n\na\nb").all() == std::vector<std::string>{"a", "b"});
    CHECK(SeenNames::parse(std::string(100'000, '\n') + "a").all().size() == 1);
}
