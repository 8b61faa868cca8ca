#include "base/wall_clock.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

using namespace fakes;
using spotify::Secret;
using spotify::auth::SignIn;
using spotify::auth::TokenKeeper;
using spotify::auth::TokenVault;
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
    std::shared_ptr<TokenVault> vault = std::make_shared<TokenVault>("a", "client", secrets, state);
    TokenKeeper keeper{{"client", {}, ""}, vault, borrowed(service), governor, deadlines};
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
    TokenKeeper corrected{{"other-client", {}, ""},
                          std::make_shared<TokenVault>("a", "other-client", fixture.secrets, fixture.state),
                          borrowed(fixture.service),
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
    fixture.deadlines->refused(spotify::api::Service::web_api, answer(429, "", {{"retry-after", "3600"}}),
                               Clock::now());
    fixture.deadlines->refused(spotify::api::Service::web_api, answer(429, "", {{"retry-after", "5"}}),
                               Clock::now());
    fixture.deadlines->refused(spotify::api::Service::accounts, answer(429, "", {{"retry-after", "7"}}),
                               Clock::now());
    spotify::api::Governor restarted;
    spotify::Deadlines{fixture.state, restarted, "client"}.restore(Clock::now());
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

TEST_CASE("a start after a restart uses the access token that is left: nothing is asked") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    TokenKeeper restarted{
        {"client", {}, ""}, fixture.vault, borrowed(fixture.service), fixture.governor, fixture.deadlines};
    REQUIRE(restarted.begin_renewal(Clock::now()));
    restarted.renew();
    CHECK(restarted.access(Clock::now())->token.reveal() == "t1");
    CHECK(restarted.next_renewal() > Clock::now() + 50min);
    CHECK_FALSE(restarted.access(Clock::now() + 61min));
    CHECK(fixture.service.requests().size() == 1);
}

TEST_CASE("two processes on one store: the second adopts what the first has renewed") {
    Fixture fixture;
    TokenKeeper other{{"client", {}, ""},
                      std::make_shared<TokenVault>("a", "client", fixture.secrets, fixture.state),
                      borrowed(fixture.service),
                      fixture.governor,
                      fixture.deadlines};
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"rotated")"));
    CHECK(fixture.renew().state == SignIn::State::good);
    REQUIRE(other.begin_renewal(Clock::now()));
    other.renew();
    CHECK(other.access(Clock::now())->token.reveal() == "t1");
    CHECK(fixture.service.requests().size() == 1); // the old token, dead by now, was not sent again
    // And when it is at its end for both, one of them asks and the other adopts again.
    fixture.next = answer(200, token("t2"));
    fixture.keeper.rejected(fixture.keeper.access(Clock::now())->generation, Clock::now());
    CHECK(fixture.renew().state == SignIn::State::good);
    other.rejected(other.access(Clock::now())->generation, Clock::now());
    REQUIRE(other.begin_renewal(Clock::now() + 24h));
    other.renew();
    CHECK(other.access(Clock::now())->token.reveal() == "t2");
    CHECK(fixture.service.requests().size() == 2);
}

TEST_CASE("an access token in the store that was answered with 401, has ended, or is of another sign-in is "
          "not used") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    fixture.keeper.rejected(fixture.keeper.access(Clock::now())->generation, Clock::now());
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK(fixture.keeper.access(Clock::now())->token.reveal() == "t2");
    std::size_t asked = fixture.service.requests().size();
    const auto restarts_and_asks = [&](const char* stored) {
        fixture.secrets.put("account/a/access_token", Secret{stored});
        TokenKeeper restarted{{"client", {}, ""},
                              fixture.vault,
                              borrowed(fixture.service),
                              fixture.governor,
                              fixture.deadlines};
        REQUIRE(restarted.begin_renewal(Clock::now()));
        restarted.renew();
        CHECK(restarted.access(Clock::now())->token.reveal() == "t2");
        CHECK(fixture.service.requests().size() == ++asked);
    };
    const auto mark = Secret{"client\nold"}.fingerprint();
    const auto hour = std::to_string(spotify::epoch_ms_now() + 3'600'000);
    restarts_and_asks("");
    restarts_and_asks("garbage");
    restarts_and_asks(("1 " + hour + ' ' + hour + " othermark bad").c_str());
    restarts_and_asks(("1 1000 " + hour + ' ' + mark + " bad").c_str()); // to be renewed
    restarts_and_asks(("1 " + hour + " 1000 " + mark + " bad").c_str()); // ended
    restarts_and_asks(
        ("1 " + hour + " 99999999999999 " + mark + " bad").c_str());              // by a clock that was wrong
    restarts_and_asks(("1 " + hour + ' ' + hour + ' ' + mark + " ba d").c_str()); // no token
    restarts_and_asks(("2 " + hour + ' ' + hour + ' ' + mark + " bad").c_str());  // of a later version
}

TEST_CASE("the date of consent stays through rotations, restarts and a failed renewal") {
    Fixture fixture;
    fixture.vault->store_consent(Secret{"old"}, 1'700'000'000'000);
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"second")"));
    CHECK(fixture.renew().state == SignIn::State::good);
    REQUIRE(fixture.keeper.consent());
    CHECK(fixture.keeper.consent()->consent_at_ms == 1'700'000'000'000);
    TokenKeeper restarted{
        {"client", {}, ""}, fixture.vault, borrowed(fixture.service), fixture.governor, fixture.deadlines};
    fixture.secrets.remove("account/a/access_token");
    fixture.next = answer(503);
    REQUIRE(restarted.begin_renewal(Clock::now()));
    restarted.renew();
    CHECK(restarted.sign_in().state == SignIn::State::trouble);
    REQUIRE(restarted.consent());
    CHECK(restarted.consent()->consent_at_ms == 1'700'000'000'000);
}

TEST_CASE("a token that was put by hand is dated when it first works, and keeps that date") {
    Fixture fixture;
    const auto before = spotify::epoch_ms_now();
    CHECK(fixture.renew().state == SignIn::State::good);
    REQUIRE(fixture.keeper.consent());
    const auto first = fixture.keeper.consent()->consent_at_ms;
    CHECK(first >= before);
    fixture.secrets.remove("account/a/access_token");
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK(fixture.keeper.consent()->consent_at_ms == first);
}

TEST_CASE("what was told of the end is not told again, over a restart and though the store failed") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    fixture.keeper.warned(30);
    CHECK(fixture.keeper.consent()->warned == 30);
    fixture.secrets.remove("account/a/access_token");
    CHECK(fixture.renew().state == SignIn::State::good); // reads the store, which does not know yet
    CHECK(fixture.keeper.consent()->warned == 30);
    fixture.keeper.store_warned();
    TokenKeeper restarted{
        {"client", {}, ""}, fixture.vault, borrowed(fixture.service), fixture.governor, fixture.deadlines};
    REQUIRE(restarted.begin_renewal(Clock::now()));
    restarted.renew();
    CHECK(restarted.consent()->warned == 30);
}

TEST_CASE("a new secret wakes a sign-in that was refused or missing, at once") {
    Fixture fixture;
    fixture.next = answer(400, R"({"error":"invalid_grant"})");
    CHECK(fixture.renew().state == SignIn::State::refused);
    CHECK_FALSE(fixture.keeper.next_renewal());
    fixture.secrets.put("account/a/refresh_token", Secret{"new"});
    fixture.keeper.secrets_changed(Clock::now());
    CHECK(fixture.keeper.sign_in().state == SignIn::State::unknown);
    REQUIRE(fixture.keeper.begin_renewal(Clock::now()));
    fixture.next = answer(200, token("t1"));
    fixture.keeper.renew();
    CHECK(fixture.keeper.sign_in().state == SignIn::State::good);
}
