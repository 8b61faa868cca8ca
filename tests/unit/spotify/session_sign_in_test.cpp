// Signing in and out as a session's listeners see it.
#include "base/wall_clock.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace fakes;
using spotify::Result;
using spotify::Secret;
using spotify::Status;
using spotify::net::Request;

namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

bool is_token_request(const Request& request) {
    return request.target == "/api/token";
}

// A service where the code "good" is good, and only it.
spotify::net::Response service_answer(const Request& request) {
    if (!is_token_request(request)) {
        return answer(200, playing(true));
    }
    if (request.body.find("code=good") != std::string::npos) {
        return answer(200, token("access", R"(,"refresh_token":"refresh")"));
    }
    return answer(400, R"({"error":"invalid_grant","error_description":"Invalid authorization code"})");
}

std::string state_in(const std::string& url) {
    const auto at = url.find("state=") + 6;
    return url.substr(at, url.find('&', at) - at);
}

std::string pasted(Listener& listener, const std::string& code) {
    const auto url = listener.views().back().sign_in_url.get();
    return "http://127.0.0.1/callback?code=" + code + "&state=" + state_in(url);
}

} // namespace

TEST_CASE("nobody is signed in: one event with the link; a sign-in, and the panel lives") {
    Account account(service_answer, "");
    account.begin();
    REQUIRE(account.listener.wait_event<spotify::SignInNeeded>());
    const auto needed = account.listener.events<spotify::SignInNeeded>().front();
    CHECK(needed.url.starts_with("https://"));
    CHECK(needed.text.find("sign-in link") != std::string::npos);

    Awaited wrong;
    account.session->sign_in(account.listener, Secret{pasted(account.listener, "bad")}, 15s,
                             wrong.completion());
    CHECK(wrong.outcome().result == Result::forbidden);
    // Each use makes another link: wait for it.
    REQUIRE(account.listener.wait(
        [&](const spotify::View& view) { return view.sign_in_url.get() != needed.url; }));

    Awaited right;
    account.session->sign_in(account.listener, Secret{pasted(account.listener, "good")}, 15s,
                             right.completion());
    CHECK(right.outcome() == spotify::Outcome{Result::ok, "Signed in"});
    CHECK(account.listener.wait_status(Status::online));
    CHECK(account.listener.views().back().sign_in_ends_ms);
    CHECK(account.listener.events<spotify::SignInNeeded>().size() == 1);
}

TEST_CASE("a user who is not on the app's list: the sign-in is stored, and the outcome says what to do") {
    Account account(
        [](const Request& request) {
            return is_token_request(request) ? service_answer(request)
                                             : answer(403,
                                                      "Check settings on developer.spotify.com/dashboard, "
                                                      "the user may not be registered.",
                                                      {{"content-type", "text/plain"}});
        },
        "");
    account.begin();
    REQUIRE(account.listener.wait_event<spotify::SignInNeeded>());
    Awaited awaited;
    account.session->sign_in(account.listener, Secret{pasted(account.listener, "good")}, 15s,
                             awaited.completion());
    const auto outcome = awaited.outcome();
    CHECK(outcome.result == Result::forbidden);
    CHECK(outcome.text.find("list") != std::string::npos);
    CHECK(account.secrets.text("account/a/refresh_token") == "refresh");
    CHECK(account.listener.wait_status(Status::not_allowed));
}

TEST_CASE("signing in works while the old sign-in is refused, and cures it") {
    std::atomic<bool> revoked = true;
    Account account([&](const Request& request) {
        if (is_token_request(request) && request.body.find("refresh-1") != std::string::npos && revoked) {
            return answer(400, R"({"error":"invalid_grant","error_description":"Refresh token expired"})");
        }
        return service_answer(request);
    });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::sign_in_needed));
    REQUIRE(account.listener.wait_event<spotify::SignInNeeded>());
    Awaited awaited;
    account.session->sign_in(account.listener, Secret{pasted(account.listener, "good")}, 15s,
                             awaited.completion());
    CHECK(awaited.result() == Result::ok);
    CHECK(account.listener.wait_status(Status::online));
    CHECK(account.service.count("POST", "/api/token") == 2); // the refused one was asked about once
}

TEST_CASE("signing out forgets what was shown, and nothing comes back") {
    Account account([](const Request& request) {
        return is_token_request(request) ? answer(200, token("t")) : answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::online));
    Awaited awaited;
    account.session->sign_out(account.listener, 15s, awaited.completion());
    const auto outcome = awaited.outcome();
    CHECK(outcome.result == Result::ok);
    CHECK(outcome.text.find("wiped") != std::string::npos);
    const auto view = account.listener.views().back();
    CHECK(view.is_signed_out);
    CHECK_FALSE(view.is_known);
    CHECK_FALSE(view.player.item->name);
    CHECK_FALSE(view.sign_in_ends_ms);
    CHECK(view.status.status == Status::sign_in_needed);
    CHECK_FALSE(account.secrets.get("account/a/refresh_token"));
    Awaited play;
    account.submit(spotify::player::Play{}, play);
    CHECK(play.result() == Result::sign_in_needed);
}

TEST_CASE("a look that was under way when somebody signed out shows nothing any more") {
    std::atomic<bool> hold = false;
    std::mutex gate;
    Account account([&](const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t"));
        }
        if (hold) {
            const std::lock_guard wait(gate);
        }
        return answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::online));
    Awaited refresh;
    {
        const std::lock_guard held(gate);
        hold = true;
        account.refresh(refresh);
        REQUIRE(account.service.wait_for("GET", "/me/player", 2));
        Awaited out;
        account.session->sign_out(account.listener, 15s, out.completion());
        CHECK(out.result() == Result::ok);
    }
    CHECK(refresh.result() == Result::sign_in_needed);
    for (const auto& view : account.listener.views()) {
        CHECK((!view.is_signed_out || !view.is_known));
    }
    CHECK(account.listener.views().back().is_signed_out);
}

TEST_CASE("the end of the sign-in is announced once, by event and in the status") {
    Account account([](const Request& request) {
        return is_token_request(request) ? answer(200, token("t")) : answer(200, playing(true));
    });
    const auto consent = spotify::epoch_ms_now() - 180 * day_ms + 6 * day_ms + day_ms / 2;
    account.vault->set_consent_date(Secret{"refresh-1"}, consent, 30);
    account.begin();
    REQUIRE(account.listener.wait_event<spotify::SignInExpiring>());
    CHECK(account.listener.events<spotify::SignInExpiring>().front().days_left == 7);
    REQUIRE(account.listener.wait_status(Status::online));
    CHECK(account.listener.views().back().status.text.find("ends on") != std::string::npos);
    Awaited refresh;
    account.refresh(refresh);
    CHECK(refresh.result() == Result::ok);
    CHECK(account.listener.events<spotify::SignInExpiring>().size() == 1);
    account.desk->finish(); // what was told is stored by now, or never
    CHECK(account.vault->consent_date(Secret{"refresh-1"})->warned == 7);
}

TEST_CASE("stopping completes a sign-in that waits, and one that is under way") {
    Account account(
        [&](const Request& request) {
            return is_token_request(request)
                       ? throw spotify::net::NetError(spotify::net::Failure::canceled, "ended")
                       : answer(200, playing(true));
        },
        "");
    account.begin();
    REQUIRE(account.listener.wait_event<spotify::SignInNeeded>());
    Awaited waits;
    account.session->sign_in(account.listener, std::nullopt, 60s, waits.completion());
    account.session->withdraw(account.listener);
    CHECK(waits.result() == Result::canceled);
    CHECK(waits.times() == 1);
}

TEST_CASE("a wait for a browser is taken back by cancel, and ended by a paste that works") {
    Account account(service_answer, "");
    account.begin();
    REQUIRE(account.listener.wait_event<spotify::SignInNeeded>());
    Awaited first;
    const auto id = account.session->sign_in(account.listener, std::nullopt, 60s, first.completion());
    CHECK(account.session->cancel(id));
    CHECK(first.result() == Result::canceled);
    Awaited second;
    account.session->sign_in(account.listener, std::nullopt, 60s, second.completion());
    REQUIRE(account.listener.wait([](const spotify::View& view) {
        return view.sign_in_url.get().find("127.0.0.1%3A") != std::string::npos; // it listens
    }));
    Awaited paste;
    account.session->sign_in(account.listener, Secret{pasted(account.listener, "good")}, 15s,
                             paste.completion());
    CHECK(paste.result() == Result::ok);
    CHECK(second.result() == Result::canceled);
}

TEST_CASE("a wait for a browser has a time limit") {
    Account account(service_answer, "");
    account.begin();
    REQUIRE(account.listener.wait_event<spotify::SignInNeeded>());
    Awaited waits;
    account.session->sign_in(account.listener, std::nullopt, 1ms, waits.completion());
    CHECK(waits.result() == Result::timeout);
}
