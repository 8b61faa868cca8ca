// What the session makes of a budget that is used up, and of a gate that opens for many at once.
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace fakes;
using spotify::Result;
using spotify::Status;
using spotify::View;
using spotify::api::Priority;
using spotify::net::Clock;
using spotify::net::Request;

namespace {

Service::Handler playing_one() {
    return [](const Request& request) {
        return request.target == "/api/token" ? answer(200, token("t1")) : answer(200, playing(true));
    };
}

spotify::SessionSettings budget_of(std::int64_t requests) {
    spotify::SessionSettings settings{{}, "/v1"};
    settings.requests_per_day = requests;
    return settings;
}

void use_up(spotify::api::Governor& governor, Priority priority) {
    // A few minutes' worth, and long enough ago that the window of thirty seconds is empty.
    for (const auto ago : {5min, 4min, 3min, 2min}) {
        while (governor.leave(spotify::api::Service::web_api, priority, Clock::now() - ago)) {
        }
    }
    REQUIRE(governor.spent_until(priority, Clock::now()));
}

} // namespace

TEST_CASE("looks that have used up their share of the day say so; commands still go") {
    Account account(playing_one(), "refresh-1", budget_of(200));
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known; }));
    CHECK(account.listener.views().back().requests_per_day == 200);
    use_up(account.governor, Priority::poll);
    const auto looks = account.service.count("GET", "/me/player?");
    Awaited refresh;
    account.refresh(refresh);
    CHECK(refresh.result() == Result::rate_limited);
    CHECK(refresh.outcome().text.find("budget of 200") != std::string::npos);
    REQUIRE(account.listener.wait_status(Status::rate_limited));
    const auto view = account.listener.views().back();
    CHECK(view.status.text.find("budget of 200") != std::string::npos);
    CHECK(view.is_stale);
    CHECK(view.is_known);
    CHECK(view.rate_limited_until_ms);
    Awaited pause;
    account.submit(spotify::player::Pause{}, pause);
    CHECK(pause.result() == Result::ok);
    CHECK(account.service.count("PUT", "/pause") == 1);
    CHECK(account.service.count("GET", "/me/player?") == looks);
}

TEST_CASE("when commands have used up the rest they are refused at once, with a sentence") {
    Account account(playing_one(), "refresh-1", budget_of(200));
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known; }));
    use_up(account.governor, Priority::command);
    Awaited pause;
    account.submit(spotify::player::Pause{}, pause);
    CHECK(pause.result() == Result::rate_limited);
    CHECK(pause.outcome().text.find("requests_per_day") != std::string::npos);
    CHECK(account.service.count("PUT", "/pause") == 0);
}

TEST_CASE("when Spotify takes requests again not everybody comes in the same moment") {
    spotify::SessionSettings settings{{}, "/v1"};
    settings.jitter = [] { return 1.0; };
    settings.pace.own().reopening = 700ms;
    std::atomic<bool> limited = true;
    Account account(
        [&](const Request& request) {
            return request.target == "/api/token" ? answer(200, token("t1"))
                   : limited.exchange(false)      ? answer(429, "", {{"retry-after", "1"}})
                                                  : answer(200, playing(true));
        },
        "refresh-1", settings);
    account.begin();
    REQUIRE(account.listener.wait_status(Status::rate_limited));
    const auto until = account.governor.closed_until(spotify::api::Service::web_api, Clock::now());
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known; }));
    REQUIRE(until);
    CHECK(Clock::now() >= *until + 700ms);
}

TEST_CASE("a session that was stopped takes no share of the budget any more") {
    Account account(playing_one(), "refresh-1", budget_of(200));
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known; }));
    CHECK(account.governor.stretch(Clock::now()) > 2);
    account.end();
    CHECK(account.governor.stretch(Clock::now()) == 1);
}

TEST_CASE("a refresh while the window of thirty seconds is full goes out when the window opens") {
    Account account([](const Request& request) {
        return request.target == "/api/token" ? answer(200, token("t1"))
               : request.target == "/v1/me"   ? answer(200, R"({"id":"a"})")
                                              : answer(200, playing(false));
    });
    account.begin({spotify::player::Attention::none, "", 100}); // the next poll by itself is a minute away
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known && view.account_name; }));
    const auto window_opens_soon = Clock::now() - 29s;
    while (account.governor.leave(spotify::api::Service::web_api, Priority::poll, window_opens_soon)) {
    }
    REQUIRE(account.governor.full_until(Priority::poll, Clock::now()));
    Awaited refresh;
    account.refresh(refresh); // before, it slept to its own limit
    CHECK(refresh.result() == Result::ok);
    CHECK(account.service.count("GET", "/me/player?") == 2);
}
