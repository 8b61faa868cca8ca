#include "fakes.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

using namespace fakes;
using spotify::Result;
using spotify::Status;
using spotify::View;
using spotify::net::Failure;
using spotify::net::NetError;
using spotify::net::Request;
using spotify::net::Response;

namespace {

bool is_token_request(const Request& request) {
    return request.target == "/api/token";
}
bool is_look(const Request& request) {
    return request.method == "GET";
}

std::string bearer_of(const Request& request) {
    for (const auto& [name, value] : request.headers) {
        if (name == "Authorization") {
            return value;
        }
    }
    return {};
}

bool shows(const View& view, bool is_playing) {
    return view.is_known && view.status.status == Status::online && view.player.is_playing == is_playing;
}

} // namespace

TEST_CASE("from a stored refresh token to what plays") {
    Account account([](const Request& request) {
        return is_token_request(request) ? answer(200, token("t1")) : answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    const auto views = account.listener.views();
    CHECK_FALSE(views.front().is_known);
    CHECK(views.front().status.status == Status::connecting);
    CHECK(views.back().player.item->name == "One");
    CHECK_FALSE(views.back().is_stale);
    const auto requests = account.service.requests();
    CHECK(requests[0].method == "POST");
    CHECK(requests[0].body == "grant_type=refresh_token&refresh_token=refresh-1&client_id=client");
    CHECK(requests[1].target == "/v1/me/player?additional_types=track,episode");
    CHECK(bearer_of(requests[1]) == "Bearer t1");
}

TEST_CASE("204 is nothing playing, and that is no trouble") {
    Account account([](const Request& request) {
        return is_token_request(request) ? answer(200, token("t1")) : answer(204);
    });
    account.begin();
    CHECK(account.listener.wait([](const View& view) {
        return shows(view, false) && view.player.item->content == spotify::player::Content::none;
    }));
}

TEST_CASE("no refresh token: sign-in needed, and nothing is sent") {
    Account account([](const Request&) { return answer(500); }, "");
    account.begin();
    CHECK(account.listener.wait_status(Status::sign_in_needed));
    Awaited awaited;
    account.submit(spotify::player::Pause{}, awaited);
    CHECK(awaited.result() == Result::sign_in_needed);
    CHECK(account.service.requests().empty());
}

TEST_CASE("invalid_grant is asked for once, and not by a restart either; a new token is tried at once") {
    std::atomic<bool> good = false;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return good ? answer(200, token("t1"))
                        : answer(400,
                                 R"({"error":"invalid_grant","error_description":"Refresh token revoked"})");
        }
        return answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::sign_in_needed));
    Awaited first;
    account.refresh(first);
    CHECK(first.result() == Result::sign_in_needed);
    CHECK(account.service.count("POST", "/api/token") == 1);

    // Another keeper over the same stores is what a restart comes to.
    const auto vault =
        std::make_shared<spotify::auth::TokenVault>("a", "client", account.secrets, account.state);
    Inline at_once;
    const auto restarted = std::make_shared<spotify::auth::TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, ""}, spotify::Executors{at_once, at_once}, vault,
        borrowed(account.service), account.governor, account.deadlines);
    REQUIRE(restarted->begin_renewal(spotify::net::Clock::now()));
    restarted->renew();
    CHECK(restarted->sign_in().state == spotify::auth::SignIn::State::refused);
    CHECK(account.service.count("POST", "/api/token") == 1);

    good = true;
    account.secrets.put("account/a/refresh_token", spotify::Secret{"refresh-2"});
    account.session->secrets_changed();
    CHECK(account.listener.wait([](const View& view) { return shows(view, true); }));
}

TEST_CASE("a 401 costs one renewal and one replay, and nobody sees it") {
    std::atomic<int> renewals = 0;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t" + std::to_string(++renewals)));
        }
        return bearer_of(request) == "Bearer t0" ? answer(401) : answer(200, playing(true));
    });
    account.hold_access("t0");
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    CHECK(renewals == 1);
    for (const auto& view : account.listener.views()) {
        CHECK((view.status.status == Status::connecting || view.status.status == Status::online));
    }
}

TEST_CASE("access tokens that are refused as soon as they are given do not make a loop") {
    Account account([&](const Request& request) {
        return is_token_request(request) ? answer(200, token("t")) : answer(401);
    });
    account.begin();
    REQUIRE(account.service.wait_for("GET", "/me/player", 4));
    CHECK(account.service.count("POST", "/api/token") == 2); // a third would be refused alike
}

TEST_CASE("Retry-After: nothing is sent, the state stays and is marked, commands are answered at once") {
    std::atomic<bool> limited = false;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        const bool is_poll = request.target.find("/me/player?") != std::string::npos;
        return limited && is_poll ? answer(429, "Too many requests", {{"retry-after", "57712"}})
                                  : answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    limited = true;
    Awaited awaited;
    account.refresh(awaited);
    CHECK(awaited.result() == Result::rate_limited);
    REQUIRE(account.listener.wait_status(Status::rate_limited));
    const auto view = account.listener.views().back();
    CHECK(view.is_stale);
    CHECK(view.player.item->name == "One");
    REQUIRE(view.rate_limited_until_ms);
    const auto sent = account.service.requests().size();
    for (const auto& wish : {spotify::player::Wish{spotify::player::Pause{}},
                             spotify::player::Wish{spotify::player::PlayPause{}}}) {
        Awaited refused;
        account.submit(wish, refused);
        CHECK(refused.result() == Result::rate_limited);
    }
    Awaited refused;
    account.refresh(refused);
    CHECK(refused.result() == Result::rate_limited);
    CHECK(account.service.requests().size() == sent);

    // After a restart the deadline stands before the first request.
    spotify::api::Governor governor;
    account.engine.drain_storage(patience);
    Inline at_once;
    const auto restarted = std::make_shared<spotify::Deadlines>(account.state, at_once, governor, "client");
    restarted->restore(spotify::net::Clock::now());
    const auto now = spotify::net::Clock::now();
    const auto until = governor.closed_until(spotify::api::Service::web_api, now);
    REQUIRE(until);
    CHECK(*until - now > 57'700s);
}

TEST_CASE("429 at the sign-in service: the panel tells until when, and nothing is sent") {
    Account account([](const Request&) { return answer(429, "", {{"retry-after", "3600"}}); });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::rate_limited));
    CHECK(account.listener.views().back().rate_limited_until_ms);
    Awaited awaited;
    account.refresh(awaited);
    CHECK(awaited.result() == Result::rate_limited);
    CHECK(account.service.requests().size() == 1);
}

TEST_CASE("while the gate is shut no token is asked for either") {
    Account account([](const Request& request) {
        return is_token_request(request) ? answer(200, token("t1")) : answer(204);
    });
    account.governor.restore(spotify::api::Service::web_api, spotify::net::Clock::now() + 1h);
    account.begin();
    REQUIRE(account.listener.wait_status(Status::rate_limited));
    account.end(); // a renewal that had begun is waited for here
    CHECK(account.service.requests().empty());
}

TEST_CASE("a command that is connecting while a 429 comes in is held back") {
    std::promise<void> connecting;
    std::promise<void> limited;
    const auto may_go_on = limited.get_future().share();
    std::atomic<bool> limit = false;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        return limit ? answer(429, "", {{"retry-after", "600"}}) : answer(200, playing(true));
    });
    account.service.on_connect = [&](const Request& request) {
        if (request.method == "PUT") {
            connecting.set_value();
            may_go_on.wait();
        }
    };
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited pause;
    account.submit(spotify::player::Pause{}, pause);
    connecting.get_future().wait();
    limit = true;
    Awaited look;
    account.refresh(look);
    CHECK(look.result() == Result::rate_limited);
    limited.set_value();
    CHECK(pause.result() == Result::rate_limited);
    CHECK(account.service.count("PUT", "/me/player") == 0);
    CHECK(account.listener.wait([](const View& view) {
        return view.player.is_playing && view.status.status == Status::rate_limited;
    }));
}

TEST_CASE("after a pause that Spotify asked for nothing is called online before a look has shown it") {
    std::atomic<int> limits = 0;
    std::atomic<bool> broken = false;
    Account account([&](const Request& request) -> Response {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        if (limits > 0) {
            --limits;
            broken = true;
            return answer(429, "", {{"retry-after", "1"}});
        }
        if (broken) {
            throw NetError(Failure::connect, "no connection");
        }
        return answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    limits = 1;
    Awaited awaited;
    account.refresh(awaited);
    REQUIRE(account.listener.wait_status(Status::rate_limited));
    const auto before = account.listener.views().size();
    REQUIRE(account.listener.wait_status(Status::offline)); // the first look after the pause fails
    const auto views = account.listener.views();
    for (auto i = before; i < views.size(); ++i) {
        CHECK(views[i].is_stale);
        CHECK(views[i].status.status != Status::online);
    }
    broken = false;
    CHECK(account.listener.wait([](const View& view) { return shows(view, true) && !view.is_stale; }));
}

TEST_CASE("a promise goes with the device that made it; the others on the account see what is true") {
    Listener other;
    std::atomic<bool> hold_tokens = false;
    std::promise<void> release;
    const auto released = release.get_future().share();
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            if (hold_tokens) {
                released.wait();
            }
            return answer(200, token("t1"));
        }
        return hold_tokens ? answer(401) : answer(200, playing(true));
    });
    account.hold_access("t0");
    account.session->join(other, {});
    account.begin();
    REQUIRE(other.wait([](const View& view) { return shows(view, true); }));
    hold_tokens = true;
    Awaited look;
    account.refresh(look);
    REQUIRE(account.service.wait_for("POST", "/api/token", 1)); // the renewal hangs, so commands wait
    Awaited pause;
    account.submit(spotify::player::Pause{}, pause);
    REQUIRE(other.wait([](const View& view) { return !view.player.is_playing; }));
    account.session->withdraw(account.listener);
    CHECK(pause.result() == Result::canceled);
    CHECK(other.wait([](const View& view) { return view.player.is_playing; }));
    hold_tokens = false;
    release.set_value();
    account.session->withdraw(other);
}

TEST_CASE("a refresh whose look hangs ends at its own limit") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::atomic<bool> hang = false;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        if (hang) {
            released.wait();
        }
        return answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    hang = true;
    Awaited awaited;
    account.refresh(awaited, 50ms);
    CHECK(awaited.result() == Result::timeout);
    hang = false;
    release.set_value();
}

TEST_CASE("a command before the first answer does not make that answer unbelievable") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            released.wait();
            return answer(200, token("t1"));
        }
        return is_look(request) ? answer(200, playing(true)) : answer(204);
    });
    account.begin();
    Awaited awaited;
    account.submit(spotify::player::Pause{}, awaited);
    release.set_value();
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known; }));
    for (const auto& view : account.listener.views()) {
        CHECK((!view.is_known || view.player.item->name == "One"));
    }
    CHECK(awaited.result() == Result::ok);
}

TEST_CASE("what fails for a moment is not to be seen, and a refresh in it is done") {
    std::atomic<int> failures = 0;
    Account account([&](const Request& request) -> Response {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        if (failures > 0 && request.target.starts_with("/v1/me/player")) {
            --failures;
            throw NetError(Failure::connect, "no connection to 127.0.0.1");
        }
        return answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    failures = 1;
    Awaited awaited;
    account.refresh(awaited);
    CHECK(awaited.result() == Result::ok);
    for (const auto& view : account.listener.views()) {
        CHECK(view.status.status != Status::offline);
    }
}

TEST_CASE("a certificate that is not to be trusted is said at once") {
    Account account([&](const Request& request) -> Response {
        if (is_token_request(request)) {
            throw NetError(Failure::certificate, "the certificate of 127.0.0.1 is for another host name");
        }
        return answer(204);
    });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::offline));
    CHECK(account.listener.views().back().status.text.find("certificate") != std::string::npos);
}

TEST_CASE("garbage costs the look and not the state") {
    std::atomic<bool> garbage = false;
    Account account([&](const Request& request) {
        return is_token_request(request) ? answer(200, token("t1"))
                                         : answer(200, garbage ? "<html>" : playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    garbage = true;
    Awaited awaited;
    account.refresh(awaited);
    CHECK(awaited.result() == Result::offline);
    REQUIRE(account.listener.wait_status(Status::offline));
    CHECK(account.listener.views().back().player.item->name == "One");
}

TEST_CASE("a pause shows at once, and answers that do not know of it yet never undo it") {
    std::atomic<int> stale_reads = 3;
    std::atomic<bool> paused = false;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        if (is_look(request)) {
            const bool lagging = paused && stale_reads > 0 && stale_reads-- > 0;
            return answer(200, playing(!paused || lagging));
        }
        paused = true;
        return answer(200, "AX3qZk0uYVb7s1Jm2nPw9d"); // not 204, and not JSON
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited awaited;
    account.submit(spotify::player::Pause{}, awaited);
    CHECK_FALSE(account.listener.views().back().player.is_playing); // before any answer
    CHECK(awaited.result() == Result::ok);
    CHECK(awaited.times() == 1);
    const auto before = account.service.count("GET", "/me/player");
    REQUIRE(account.service.wait_for("GET", "/me/player", before + 3));
    bool seen_paused = false;
    for (const auto& view : account.listener.views()) {
        seen_paused = seen_paused || (view.is_known && !view.player.is_playing);
        if (seen_paused) {
            CHECK_FALSE(view.player.is_playing);
        }
    }
}

TEST_CASE("a refused command goes back to what is true, with a sentence") {
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        return is_look(request)
                   ? answer(200, playing(true))
                   : answer(403, R"({"error":{"status":403,"message":"x","reason":"PREMIUM_REQUIRED"}})");
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited awaited;
    account.submit(spotify::player::Pause{}, awaited);
    CHECK(awaited.result() == Result::forbidden);
    CHECK(account.listener.wait([](const View& view) { return shows(view, true); }));
}

TEST_CASE("403 for a player that is in that state already is success; for one that is not it is a refusal") {
    std::atomic<bool> really_paused = false;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        return is_look(request)
                   ? answer(200, playing(!really_paused))
                   : answer(
                         403,
                         R"({"error":{"status":403,"message":"Player command failed: Restriction violated","reason":"UNKNOWN"}})");
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited refused;
    account.submit(spotify::player::Pause{}, refused);
    CHECK(refused.result() == Result::forbidden);
    really_paused = true; // by somebody else's hand, a moment ago
    Awaited needless;
    account.submit(spotify::player::Pause{}, needless);
    CHECK(needless.result() == Result::ok);
}

TEST_CASE("no active device is a clear outcome") {
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        return is_look(request)
                   ? answer(204)
                   : answer(404, R"({"error":{"status":404,"message":"x","reason":"NO_ACTIVE_DEVICE"}})");
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, false); }));
    Awaited awaited;
    account.submit(spotify::player::Play{}, awaited);
    CHECK(awaited.result() == Result::no_target);
}

TEST_CASE("the newest press wins; those that wait behind a hanging one give way") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::atomic<int> puts = 0;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        if (is_look(request)) {
            return answer(200, playing(true));
        }
        if (++puts == 1) {
            released.wait();
        }
        return answer(204);
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited first;
    Awaited second;
    Awaited third;
    account.submit(spotify::player::Pause{}, first);
    REQUIRE(account.service.wait_for("PUT", "/me/player/pause", 1));
    account.submit(spotify::player::Play{}, second);
    account.submit(spotify::player::Pause{}, third);
    CHECK(second.result() == Result::canceled);
    release.set_value();
    CHECK(first.result() == Result::ok);
    CHECK(third.result() == Result::ok);
    CHECK(account.service.count("PUT", "/me/player/play") == 0);
    CHECK_FALSE(account.listener.views().back().player.is_playing);
}

TEST_CASE("play_pause does what the press meant, and pressing what is so already sends nothing") {
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        return is_look(request) ? answer(200, playing(true)) : answer(204);
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited already;
    account.submit(spotify::player::Play{}, already);
    CHECK(already.result() == Result::ok);
    CHECK(account.service.count("PUT", "/me/player/play") == 0);
    Awaited toggled;
    account.submit(spotify::player::PlayPause{}, toggled);
    CHECK(toggled.result() == Result::ok);
    CHECK(account.service.count("PUT", "/me/player/pause") == 1);
}

TEST_CASE("stop completes what is pending as canceled, exactly once") {
    auto release = std::make_shared<std::promise<void>>();
    const auto released = release->get_future().share();
    Awaited in_flight;
    Awaited waiting;
    {
        Account account([&](const Request& request) -> Response {
            if (is_token_request(request)) {
                return answer(200, token("t1"));
            }
            if (is_look(request)) {
                return answer(200, playing(true));
            }
            released.wait();
            throw NetError(Failure::canceled, "canceled", true);
        });
        account.begin();
        REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
        account.submit(spotify::player::Pause{}, in_flight);
        REQUIRE(account.service.wait_for("PUT", "/me/player/pause", 1));
        account.submit(spotify::player::Play{}, waiting);
        account.session->withdraw(account.listener);
        CHECK(in_flight.result() == Result::canceled);
        CHECK(waiting.result() == Result::canceled);
        release->set_value(); // the real transport is woken by the cancel
    }
    CHECK(in_flight.times() == 1);
    CHECK(waiting.times() == 1);
}

TEST_CASE("what cannot be sent in time is dropped") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t1"));
        }
        if (!is_look(request)) {
            released.wait();
        }
        return is_look(request) ? answer(200, playing(true)) : answer(204);
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    Awaited first;
    Awaited second;
    account.submit(spotify::player::Pause{}, first);
    REQUIRE(account.service.wait_for("PUT", "/me/player/pause", 1));
    account.submit(spotify::player::Play{}, second, 50ms);
    CHECK(second.result() == Result::timeout);
    release.set_value();
    CHECK(first.result() == Result::ok);
    CHECK(account.service.count("PUT", "/me/player/play") == 0);
}

TEST_CASE("track_changed comes once per change and not for the first one") {
    std::atomic<int> number = 1;
    Account account([&](const Request& request) {
        return is_token_request(request) ? answer(200, token("t1"))
                                         : answer(200, playing(true, "T" + std::to_string(number)));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return shows(view, true); }));
    for (int i = 0; i < 2; ++i) { // twice the same: one change
        number = 2;
        Awaited awaited;
        account.refresh(awaited);
        REQUIRE(awaited.result() == Result::ok);
    }
    CHECK(account.listener.tracks() == std::vector<std::string>{"T2"});
}

TEST_CASE("a view is published only when something differs") {
    Account account([&](const Request& request) {
        return is_token_request(request) ? answer(200, token("t1")) : answer(200, playing(false));
    });
    account.begin();
    REQUIRE(account.listener.wait([](const View& view) { return view.status.status == Status::online; }));
    const auto count = account.listener.views().size();
    for (int i = 0; i < 3; ++i) {
        Awaited awaited;
        account.refresh(awaited);
        REQUIRE(awaited.result() == Result::ok);
    }
    CHECK(account.listener.views().size() == count);
}

TEST_CASE("a token that a search finds refused is renewed at once") {
    Account account([](const Request& request) {
        return request.target == "/api/token"                        ? answer(200, token("t1"))
               : request.target == "/v1/me"                          ? answer(200, R"({"id":"a"})")
               : request.target.find("/search") != std::string::npos ? answer(401, "{}")
                                                                     : answer(200, playing(false));
    });
    account.hold_access("t0");
    account.begin({spotify::player::Attention::none, "", 100}); // the next poll by itself is a minute away
    REQUIRE(account.listener.wait([](const View& view) { return view.is_known && view.account_name; }));
    Awaited found;
    account.session->search(account.listener, "tide", 1min, found.completion()); // its limit is a timer too
    CHECK(found.result() == Result::offline);
    CHECK(account.service.wait_for("POST", "/api/token", 1));
}
