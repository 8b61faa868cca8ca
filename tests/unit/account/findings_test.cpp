// One bad answer, or a second of them, is not taken for a lasting truth; what lasts is found, and over at the first good
// answer.
#include "timeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace account_tests;
using spotify::net::Failure;
using spotify::net::NetError;
namespace player = spotify::player;

namespace {

bool is_poll(const Request& request) {
    return request.method == "GET" && request.target.starts_with("/me/player?");
}

const Answer well = response(200, PlayerText{}.text());

struct Odd {
    std::string name;
    Answer answer;
    Status found;
};

const std::vector<Odd> odd_answers{
    {"401", response(401, error(401, "Access token missing")), Status::sign_in_needed},
    {"403 premium", response(403, error(403, "Premium required", "PREMIUM_REQUIRED")),
     Status::premium_required},
    {"403 not listed", response(403, "User not registered in the Developer Dashboard"), Status::not_allowed},
    {"403 HTML", response(403, "<html><body>Forbidden</body></html>"), Status::offline},
    {"302", response(302, ""), Status::failed},
    {"418", response(418, ""), Status::failed},
    {"500 HTML", response(500, "<html></html>"), Status::offline},
    {"200 HTML", response(200, "<!doctype html><html></html>"), Status::offline},
    {"200 empty", response(200, ""), Status::offline},
    {"200 empty object", response(200, "{}"), Status::offline},
    {"200 list", response(200, "[]"), Status::offline},
    {"200 string", response(200, "\"ok\""), Status::offline},
    {"200 other body", response(200, R"({"items":[],"total":0})"), Status::offline},
    {"no connection", NetError(Failure::connect, "no connection to 127.0.0.1"), Status::offline},
    {"a certificate", NetError(Failure::certificate, "the certificate of 127.0.0.1 is for another host"),
     Status::offline},
};

// Polled once a second while it lasts: what is tried is an odd answer, not the pace.
Timeline answers(const Answer& odd, Millis from, Millis to, bool has_worked = true) {
    return Timeline(
        [=](const Request& request, Millis at) {
            return is_poll(request) && at >= from && at < to ? odd : is_poll(request) ? well : response(204);
        },
        {player::Attention::looking, "", 100}, has_worked);
}

} // namespace

TEST_CASE("one odd answer of the player is not to be seen") {
    for (const auto& [name, answer, found] : odd_answers) {
        const auto& this_name = name;
        CAPTURE(this_name);
        int polls = 0;
        Timeline timeline([&, odd = answer](const Request& request, Millis) {
            return !is_poll(request) ? Answer{response(204)} : ++polls == 3 ? odd : well;
        });
        timeline.pass(60s);
        REQUIRE(polls > 4);
        CHECK(timeline.statuses() == std::vector{Status::connecting, Status::online});
        CHECK(timeline.count<spotify::PlaybackStopped>() == 0);
        CHECK(timeline.count<spotify::TrackChanged>() == 0);
        CHECK(std::ranges::none_of(timeline.views(), [](const auto& shown) { return shown.view.is_stale; }));
    }
}

TEST_CASE("odd answers for three seconds come to nothing that lasts, and a refresh in them is done") {
    for (const auto& [name, answer, found] : odd_answers) {
        const auto& this_name = name;
        CAPTURE(this_name);
        auto timeline = answers(answer, 20s, 23s);
        timeline.pass(20'100ms);
        const auto refresh = timeline.refresh();
        timeline.pass(40s);
        CHECK(timeline.statuses() == std::vector{Status::connecting, Status::online});
        REQUIRE(timeline.outcome(refresh));
        CHECK(timeline.outcome(refresh)->result == Result::ok);
    }
}

TEST_CASE("what lasts is offline after five seconds, and what only a person can end is found within twenty, "
          "and over "
          "at the first good answer") {
    for (const auto& [name, answer, found] : odd_answers) {
        const auto& this_name = name;
        CAPTURE(this_name);
        auto timeline = answers(answer, 20s, 80s);
        timeline.pass(200s);
        std::vector<Status> expected{Status::connecting, Status::online, Status::offline};
        if (found != Status::offline) {
            expected.push_back(found);
        }
        expected.push_back(Status::online);
        CHECK(timeline.statuses() == expected);
        const auto first = std::ranges::find_if(
            timeline.sent(), [](const auto& sent) { return is_poll(sent.request) && sent.at >= 20s; });
        for (const auto& [at, view] : timeline.views()) {
            if (view.status.status == Status::offline && at < 60s) {
                CHECK(at >= first->at + 5s);
                CHECK(at < first->at + 6s);
                CHECK(view.is_stale);
                CHECK(view.player.item->name == "One");
            }
            if (view.status.status == found && found != Status::offline) {
                CHECK(at >= first->at + 10s);
                CHECK(at <= first->at + 20s);
            }
        }
    }
}

TEST_CASE("what was found to last is looked at again after 10 s, 30 s, a minute and two") {
    auto timeline = answers(odd_answers[1].answer, 20s, 1h);
    timeline.pass(600s);
    REQUIRE(timeline.view().status.status == Status::premium_required);
    const auto found = std::ranges::find_if(timeline.views(), [](const auto& shown) {
        return shown.view.status.status == Status::premium_required;
    });
    std::vector<Millis> waits;
    auto last = found->at;
    for (const auto at : timeline.sent("GET", "/me/player")) {
        if (at > found->at) {
            waits.push_back(at - last);
            last = at + Timeline::way;
        }
    }
    REQUIRE(waits.size() >= 5);
    CHECK(waits[0] == 10s);
    CHECK(waits[1] == 30s);
    CHECK(waits[2] == 60s);
    CHECK(waits[3] == 120s);
    CHECK(waits[4] == 120s);
}

TEST_CASE(
    "of an account that was never seen to work one certain refusal is said at once, an odd answer is not") {
    for (const auto& [name, answer, found] : odd_answers) {
        const auto& this_name = name;
        CAPTURE(this_name);
        auto timeline = answers(answer, 0s, 1h, false);
        timeline.pass(1s);
        const bool is_certain = found == Status::premium_required || found == Status::not_allowed;
        CHECK(timeline.view().status.status == (is_certain ? found : Status::connecting));
    }
}

TEST_CASE("an answer that does not come is no good one: offline after five seconds") {
    Timeline timeline([](const Request& request, Millis at) -> Answer {
        return is_poll(request) && at >= 20s ? Answer{NetError(Failure::timeout, "no answer in time")} : well;
    });
    timeline.pass(30s);
    auto& moment = timeline.moment();
    const auto hanging = timeline.account().take(spotify::account::MomentChanged{}, moment);
    CHECK(hanging.empty());
    CHECK(timeline.view().status.status == Status::offline);
}

TEST_CASE("an endpoint that is not the player takes down nothing but its own property, and comes back") {
    for (const auto& [name, answer, found] : odd_answers) {
        for (const std::string path : {"/me", "/me/player/queue", "/me/player/devices", "/me/playlists"}) {
            const auto& this_name = name;
            CAPTURE(this_name);
            CAPTURE(path);
            Timeline timeline(
                [=, odd = answer](const Request& request, Millis at) -> Answer {
                    const auto target = request.target.substr(0, request.target.find('?'));
                    if (target == path && !is_poll(request) && at < 60s) {
                        return odd;
                    }
                    return target == "/me"                  ? response(200, R"({"display_name":"N"})")
                           : target == "/me/player/queue"   ? response(200, R"({"queue":[]})")
                           : target == "/me/player/devices" ? response(200, R"({"devices":[]})")
                           : target == "/me/playlists"      ? response(200, R"({"items":[]})")
                           : is_poll(request)               ? well
                                                            : response(200, "[false]");
                },
                {player::Attention::looking, "", 100});
            timeline.pass(45s);
            CHECK(timeline.statuses() == std::vector{Status::connecting, Status::online});
            CHECK(timeline.renewals() == 0);
            timeline.pass(3h);
            CHECK(*timeline.view().account_name == "N");
            CHECK(timeline.view().queue);
            CHECK(timeline.view().devices);
            CHECK(timeline.view().playlists);
        }
    }
}

TEST_CASE("a list that is refused is asked for in growing pauses, however often the item changes") {
    Timeline timeline(
        [](const Request& request, Millis at) {
            PlayerText text;
            text.name = std::to_string(at / 60s); // another one each minute
            return is_poll(request) ? response(200, text.text()) : response(404);
        },
        {player::Attention::looking, "", 100});
    timeline.pass(3'600s);
    CHECK(timeline.sent("GET", "/me/player/queue").size() <= 8); // in 30 s, 1 min, 2, 4, 8, 16, 32
    CHECK(timeline.sent("GET", "/me/library/contains").size() <= 8);
}
