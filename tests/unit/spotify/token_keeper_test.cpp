#include "fakes.hpp"

#include <doctest/doctest.h>

using namespace fakes;
using spotify::auth::Secret;
using spotify::auth::SignIn;
using spotify::auth::TokenKeeper;
using spotify::net::Clock;
using spotify::net::Request;

namespace {

// A keeper whose endpoint answers what is in `next`.
struct Fixture {
    Fixture() { secrets.put("account/a/refresh_token", Secret{"old"}); }

    SignIn renew() {
        REQUIRE(keeper.begin_renewal(Clock::now() + 24h)); // whatever the wait
        keeper.renew();
        return keeper.sign_in();
    }
    std::string stored() { return secrets.text("account/a/refresh_token"); }

    spotify::net::Response next = answer(200, token("t1"));
    std::function<void()> on_request;
    Secrets secrets;
    State state;
    spotify::api::Governor governor;
    Service service{[this](const Request&) {
        if (on_request) {
            on_request();
        }
        return next;
    }};
    std::shared_ptr<spotify::Deadlines> deadlines =
        std::make_shared<spotify::Deadlines>(state, governor, "client");
    TokenKeeper keeper{{"a", "client", {}, ""}, secrets, state, service, governor, deadlines};
};

} // namespace

TEST_CASE("an omitted or empty refresh token keeps the old one") {
    for (const char* rest : {"", R"(,"refresh_token":"")", R"(,"refresh_token":null)"}) {
        CAPTURE(rest);
        Fixture fixture;
        fixture.next = answer(200, token("t1", rest));
        CHECK(fixture.renew().state == SignIn::State::good);
        CHECK(fixture.stored() == "old");
        CHECK(fixture.keeper.access(Clock::now())->token.reveal() == "t1");
    }
}

TEST_CASE("a rotated token is stored before the access token may be used") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    fixture.secrets.break_down(true);
    CHECK(fixture.renew().state == SignIn::State::storage);
    CHECK_FALSE(fixture.keeper.access(Clock::now())); // not durable, so not used
    CHECK(fixture.stored() == "old");
    fixture.secrets.break_down(false);
    CHECK(fixture.renew().state == SignIn::State::good); // the same answer, stored now
    CHECK(fixture.stored() == "new");
    CHECK(fixture.keeper.access(Clock::now())->token.reveal() == "t1");
    CHECK(fixture.service.requests().size() == 1); // the old token, perhaps dead by now, was not sent again
}

TEST_CASE("somebody who signs in while a renewal is under way is not overwritten") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"rotated")"));
    fixture.on_request = [&] { fixture.secrets.put("account/a/refresh_token", Secret{"newer consent"}); };
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK(fixture.stored() == "newer consent");
}

TEST_CASE("invalid_grant for a token that somebody replaced meanwhile is not held against the new one") {
    Fixture fixture;
    fixture.next = answer(400, R"({"error":"invalid_grant"})");
    fixture.on_request = [&] { fixture.secrets.put("account/a/refresh_token", Secret{"newer consent"}); };
    CHECK(fixture.renew().state == SignIn::State::unknown);
    fixture.next = answer(200, token("t1"));
    fixture.on_request = {};
    CHECK(fixture.renew().state == SignIn::State::good);
}

TEST_CASE("trouble at the token endpoint keeps the token and is tried again, later and later") {
    Fixture fixture;
    for (const auto& trouble : {answer(500, "<html>"), answer(503), answer(200, "oops"), answer(200)}) {
        fixture.next = trouble;
        CHECK(fixture.renew().state == SignIn::State::trouble);
        CHECK(fixture.keeper.next_renewal() > Clock::now());
    }
    CHECK(fixture.keeper.next_renewal() > Clock::now() + 10s);
    CHECK(fixture.stored() == "old");
    fixture.next = answer(200, token("t1"));
    CHECK(fixture.renew().state == SignIn::State::good);
}

TEST_CASE("429 at the token endpoint: nothing is sent there before the deadline") {
    Fixture fixture;
    fixture.next = answer(429, "", {{"retry-after", "3600"}});
    CHECK(fixture.renew().state == SignIn::State::waiting);
    CHECK(fixture.keeper.next_renewal() > Clock::now() + 3500s);
    CHECK(fixture.renew().state == SignIn::State::waiting); // even when made to try
    CHECK(fixture.service.requests().size() == 1);
}

TEST_CASE("another process that renews is waited for, not raced") {
    Fixture fixture;
    fixture.secrets.hold_lock(true);
    CHECK(fixture.renew().state == SignIn::State::trouble);
    CHECK(fixture.service.requests().empty());
}

TEST_CASE("with a client secret the credentials go into the header, and only there") {
    Fixture fixture;
    fixture.secrets.put("account/a/client_secret", Secret{"s3cret"});
    CHECK(fixture.renew().state == SignIn::State::good);
    const auto request = fixture.service.requests().front();
    CHECK(request.body == "grant_type=refresh_token&refresh_token=old");
    bool found = false;
    for (const auto& [name, value] : request.headers) {
        found = found || (name == "Authorization" && value == "Basic Y2xpZW50OnMzY3JldA==");
    }
    CHECK(found);
}

TEST_CASE("a client id that Spotify does not know is a matter of configuration, tried again seldom") {
    Fixture fixture;
    fixture.next = answer(400, R"({"error":"invalid_client","error_description":"Invalid client"})");
    CHECK(fixture.renew().state == SignIn::State::client_wrong);
    CHECK(fixture.keeper.next_renewal() > Clock::now() + 10min);
}

TEST_CASE("a token is renewed before its end, and a 401 at once, once per token") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    const auto now = Clock::now();
    CHECK_FALSE(fixture.keeper.begin_renewal(now + 50min));
    CHECK(fixture.keeper.access(now + 59min));
    CHECK_FALSE(fixture.keeper.access(now + 61min));
    const auto access = *fixture.keeper.access(now);
    fixture.keeper.rejected(access.generation, now);
    fixture.keeper.rejected(access.generation, now); // two lanes may hear of it
    CHECK_FALSE(fixture.keeper.access(now));
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK(fixture.keeper.access(Clock::now())->generation == access.generation + 1);
}

TEST_CASE("a token that could not be stored is stored at the end, when there is room by then") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    fixture.secrets.break_down(true);
    CHECK(fixture.renew().state == SignIn::State::storage);
    fixture.secrets.break_down(false);
    fixture.keeper.finish();
    CHECK(fixture.stored() == "new");
}

TEST_CASE("a token that was refused for one client id is tried with another") {
    Fixture fixture;
    fixture.next = answer(400, R"({"error":"invalid_grant","error_description":"Invalid refresh token"})");
    CHECK(fixture.renew().state == SignIn::State::refused);
    fixture.next = answer(200, token("t1"));
    TokenKeeper corrected{{"a", "other-client", {}, ""},
                          fixture.secrets,
                          fixture.state,
                          fixture.service,
                          fixture.governor,
                          fixture.deadlines};
    REQUIRE(corrected.begin_renewal(Clock::now()));
    corrected.renew();
    CHECK(corrected.sign_in().state == SignIn::State::good);
}

TEST_CASE(
    "tokens that are refused as soon as they are given: the sign-in stays refused until one is accepted") {
    Fixture fixture;
    for (int i = 0; i < 3; ++i) {
        fixture.renew();
        const auto access = fixture.keeper.access(Clock::now());
        REQUIRE(access);
        CHECK(fixture.keeper.sign_in().state == (i < 2 ? SignIn::State::good : SignIn::State::refused));
        fixture.keeper.rejected(access->generation, Clock::now());
    }
    CHECK(fixture.keeper.sign_in().state == SignIn::State::refused);
    CHECK(fixture.renew().state == SignIn::State::refused);
    fixture.keeper.accepted();
    CHECK(fixture.keeper.sign_in().state == SignIn::State::good);
}

TEST_CASE("one service's deadline does not wipe out the other's") {
    Fixture fixture;
    fixture.deadlines->refused(spotify::api::Service::web_api, answer(429, "", {{"retry-after", "3600"}}));
    fixture.deadlines->refused(spotify::api::Service::web_api, answer(429, "", {{"retry-after", "5"}}));
    fixture.deadlines->refused(spotify::api::Service::accounts, answer(429, "", {{"retry-after", "7"}}));
    spotify::api::Governor restarted;
    spotify::Deadlines{fixture.state, restarted, "client"}.restore();
    const auto now = Clock::now();
    CHECK(*restarted.closed_until(spotify::api::Service::web_api, now) > now + 3500s);
    CHECK(restarted.closed_until(spotify::api::Service::accounts, now));
}

TEST_CASE("one renewal at a time") {
    Fixture fixture;
    REQUIRE(fixture.keeper.begin_renewal(Clock::now()));
    CHECK_FALSE(fixture.keeper.begin_renewal(Clock::now()));
    fixture.keeper.renew();
    CHECK(fixture.keeper.begin_renewal(Clock::now() + 24h));
    fixture.keeper.renew();
    fixture.keeper.finish();
    CHECK_FALSE(fixture.keeper.begin_renewal(Clock::now() + 48h));
}
