#include "base/wall_clock.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
        REQUIRE(keeper.begin_renewal(now + 24h)); // whatever the wait
        keeper.renew();
        return keeper.sign_in();
    }
    // As soon as it is due.
    SignIn renew_when_due() {
        const auto due = keeper.next_renewal();
        REQUIRE(due);
        now = std::max(now, *due);
        REQUIRE(keeper.begin_renewal(now));
        keeper.renew();
        return keeper.sign_in();
    }
    spotify::Executors executors() { return {at_once, at_once}; }
    std::uint64_t generation() { return keeper.access(now)->generation; }
    std::string stored() { return secrets.text("account/a/refresh_token"); }

    spotify::net::Response next = answer(200, token("t1"));
    std::function<void()> on_request;
    spotify::net::TimePoint now = Clock::now(); // stands still
    Inline at_once;
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
        std::make_shared<spotify::Deadlines>(state, at_once, governor, "client");
    std::shared_ptr<TokenVault> vault = std::make_shared<TokenVault>("a", "client", secrets, state);
    std::shared_ptr<TokenKeeper> owned = std::make_shared<TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, "", [this] { return now; }, [] { return 0.0; }},
        executors(), vault, borrowed(service), governor, deadlines);
    TokenKeeper& keeper = *owned;
};

const auto invalid_grant =
    answer(400, R"({"error":"invalid_grant","error_description":"Refresh token revoked"})");
const auto invalid_client = answer(400, R"({"error":"invalid_client","error_description":"Invalid client"})");

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
    fixture.on_request = [&] { fixture.secrets.put("account/a/refresh_token", Secret{"newer-consent"}); };
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK(fixture.stored() == "newer-consent");
}

TEST_CASE("a token that is removed while it is renewed stays removed, whatever came in its place") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"rotated")"));
    fixture.on_request = [&] {
        fixture.secrets.remove("account/a/refresh_token");
        fixture.keeper.secrets_changed(fixture.now);
    };
    fixture.renew();
    CHECK(fixture.stored().empty());
    CHECK(fixture.renew_when_due().state == SignIn::State::missing);
    CHECK_FALSE(fixture.keeper.access(fixture.now));
}

TEST_CASE("invalid_grant for a token that somebody replaced meanwhile is not held against the new one") {
    Fixture fixture;
    fixture.next = answer(400, R"({"error":"invalid_grant"})");
    fixture.on_request = [&] { fixture.secrets.put("account/a/refresh_token", Secret{"newer-consent"}); };
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

TEST_CASE(
    "a client id that Spotify does not know is asked about again in growing pauses, and how often is told") {
    Fixture fixture;
    fixture.next = invalid_client;
    const auto begin = fixture.now;
    std::vector<std::int64_t> pauses;
    for (unsigned times = 1; times <= 12; ++times) {
        CHECK(fixture.renew_when_due().state == SignIn::State::client_wrong);
        const auto reading = fixture.keeper.read(fixture.now);
        CHECK(reading.bad_since == begin);
        CHECK(reading.attempts == times);
        pauses.push_back(
            std::chrono::duration_cast<std::chrono::seconds>(*reading.next_renewal - fixture.now).count());
    }
    CHECK(pauses == std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900});
    fixture.next = answer(200, token("t1"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK_FALSE(fixture.keeper.read(fixture.now).bad_since);
    CHECK(fixture.keeper.read(fixture.now).attempts == 0);
    fixture.next = invalid_client;
    CHECK(fixture.renew_when_due().state == SignIn::State::client_wrong);
    CHECK(fixture.keeper.read(fixture.now).bad_since == fixture.now); // it begins anew
    CHECK(fixture.keeper.read(fixture.now).attempts == 1);
}

TEST_CASE("what another failure said between does not count, and does not begin anew what was repeated") {
    Fixture fixture;
    const auto fails = [&](const spotify::net::Response& how) {
        fixture.next = how;
        fixture.renew_when_due();
        return fixture.keeper.read(fixture.now);
    };
    CHECK(fails(answer(503)).attempts == 1);
    CHECK(fails(answer(503)).attempts == 2);
    const auto doubt = fails(invalid_client);
    CHECK(doubt.attempts == 1);
    CHECK(doubt.bad_since == fixture.now);
    CHECK(fails(answer(200, "<html>")).attempts == 3);
    const auto again = fails(invalid_client);
    CHECK(again.attempts == 2);
    CHECK(again.bad_since == doubt.bad_since);
    CHECK(fails(answer(429, "", {{"retry-after", "1"}})).attempts == 0); // it asks to wait, and no more
    fixture.now += 1min;
    fixture.keeper.secrets_changed(fixture.now); // another may be good
    CHECK_FALSE(fixture.keeper.read(fixture.now).bad_since);
    CHECK(fails(invalid_client).attempts == 1);
}

TEST_CASE("a living access token outlives whatever strange the token endpoint answers") {
    for (const auto& strange :
         {answer(200, "<html>"), answer(200, "{}"), answer(200, R"({"refresh_token":"strange"})"),
          answer(302, "", {{"location", "https://elsewhere.example/"}}),
          answer(400, R"({"error":"whatever"})"), answer(401, R"({"error":"invalid_client"})"),
          invalid_client, answer(500), answer(503, "<html>"), answer(429, "", {{"retry-after", "60"}})}) {
        CAPTURE(strange.status);
        CAPTURE(strange.body);
        Fixture fixture;
        REQUIRE(fixture.renew().state == SignIn::State::good);
        const auto end = *fixture.keeper.read(fixture.now).access_until;
        fixture.now += 55min; // it is due, and lives
        fixture.next = strange;
        CHECK(fixture.renew_when_due().state != SignIn::State::good);
        CHECK(fixture.keeper.read(fixture.now).access_until == end);
        CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "t1");
        CHECK(fixture.stored() == "old");
        fixture.next = answer(200, token("t2"));
        CHECK(fixture.renew_when_due().state == SignIn::State::good);
        CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "t2");
    }
}

TEST_CASE("however long the pause is by then, it is asked again when the access token ends") {
    Fixture fixture;
    REQUIRE(fixture.renew().state == SignIn::State::good);
    const auto end = *fixture.keeper.read(fixture.now).access_until;
    fixture.next = invalid_client;
    while (fixture.now < end) {
        REQUIRE(fixture.renew_when_due().state == SignIn::State::client_wrong);
        CHECK((fixture.now >= end || *fixture.keeper.next_renewal() <= end));
    }
    CHECK(fixture.now == end);
    CHECK(*fixture.keeper.next_renewal() > end + 1min); // and the pauses go on
}

TEST_CASE("a token is renewed before its end") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK_FALSE(fixture.keeper.begin_renewal(fixture.now + 50min));
    CHECK(fixture.keeper.begin_renewal(fixture.now + 55min));
    CHECK(fixture.keeper.access(fixture.now + 59min));
    CHECK_FALSE(fixture.keeper.access(fixture.now + 61min));
    fixture.keeper.renew();
}

TEST_CASE("a 401: renewed at once, once per token, and not used meanwhile") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    const auto first = fixture.generation();
    fixture.now += 2s;
    fixture.keeper.rejected(first, fixture.now);
    fixture.keeper.rejected(first, fixture.now); // two exchanges may hear of it
    CHECK_FALSE(fixture.keeper.access(fixture.now));
    CHECK(fixture.keeper.next_renewal() == fixture.now);
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK(fixture.generation() == first + 1);
    fixture.now += 10min;
    fixture.keeper.rejected(first, fixture.now); // of the token before
    CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "t2");
}

TEST_CASE("a 401 to the token that a forced renewal gave changes nothing for five minutes: another would be "
          "refused alike") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    fixture.keeper.rejected(fixture.generation(), fixture.now);
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    const auto before = fixture.keeper.read(fixture.now);
    for (int seconds = 0; seconds < 299; seconds += 10) {
        fixture.keeper.rejected(fixture.generation(), fixture.now + std::chrono::seconds{seconds});
        CHECK(fixture.keeper.read(fixture.now) == before);
    }
    CHECK(fixture.service.requests().size() == 2);
    fixture.now += 5min;
    fixture.keeper.rejected(fixture.generation(), fixture.now);
    CHECK_FALSE(fixture.keeper.access(fixture.now));
}

TEST_CASE(
    "a renewal that a 401 forced and that fails gives the old token back, and is forced again after 30 s "
    "at the earliest") {
    for (const auto& strange : {answer(503), invalid_client, answer(200, "{}"), answer(429)}) {
        CAPTURE(strange.status);
        CAPTURE(strange.body);
        Fixture fixture;
        CHECK(fixture.renew().state == SignIn::State::good);
        const auto end = *fixture.keeper.read(fixture.now).access_until;
        fixture.now += 10min;
        fixture.next = strange;
        const auto forced_at = fixture.now;
        fixture.keeper.rejected(fixture.generation(), fixture.now);
        CHECK(fixture.renew_when_due().state != SignIn::State::good);
        CHECK(fixture.keeper.read(fixture.now).access_until == end);
        CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "t1");
        CHECK(*fixture.keeper.next_renewal() > fixture.now); // and it is tried again by itself
        CHECK(*fixture.keeper.next_renewal() < fixture.now + 5min);
        fixture.now = std::max(*fixture.keeper.next_renewal(), fixture.now);
        if (fixture.now < forced_at + 30s) {
            fixture.keeper.rejected(fixture.generation(), fixture.now);
            CHECK(fixture.keeper.access(fixture.now));
        }
        fixture.now = std::max(fixture.now, forced_at + 30s);
        fixture.keeper.rejected(fixture.generation(), fixture.now);
        CHECK_FALSE(fixture.keeper.access(fixture.now));
    }
}

TEST_CASE("a 401 while a failed renewal waits to be tried again does not take the token out of use") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    fixture.now += 55min;
    fixture.next = answer(503);
    CHECK(fixture.renew_when_due().state == SignIn::State::trouble);
    const auto next = fixture.keeper.next_renewal();
    fixture.keeper.rejected(fixture.generation(), fixture.now);
    CHECK(fixture.keeper.access(fixture.now));
    CHECK(fixture.keeper.next_renewal() == next);
}

TEST_CASE("a token of another start is not taken for fresh") {
    Fixture fixture;
    fixture.vault->share_access(Secret{"old"}, {Secret{"adopted"}, spotify::epoch_ms_now() + 45 * 60'000,
                                                spotify::epoch_ms_now() + 50 * 60'000});
    CHECK(fixture.renew().state == SignIn::State::good);
    CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "adopted");
    fixture.keeper.rejected(fixture.generation(), fixture.now);
    CHECK_FALSE(fixture.keeper.access(fixture.now));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "t1");
}

TEST_CASE("a new refresh token that does not work the first time lets its predecessor be tried, once") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    fixture.now += 55min;
    fixture.next = invalid_grant;
    CHECK(fixture.renew_when_due().state == SignIn::State::unknown);
    CHECK(fixture.keeper.access(fixture.now)); // it lives
    CHECK(fixture.keeper.next_renewal() == fixture.now);
    CHECK(fixture.stored() == "old");
    SUBCASE("it works: its grant is stored as usual") {
        fixture.next = answer(200, token("t2"));
        CHECK(fixture.renew_when_due().state == SignIn::State::good);
        CHECK(fixture.keeper.access(fixture.now)->token.reveal() == "t2");
        CHECK(fixture.stored() == "old");
        CHECK_FALSE(fixture.secrets.get("account/a/refresh_token_before"));
        CHECK(fixture.keeper.consent());
    }
    SUBCASE("it works and is rotated") {
        fixture.next = answer(200, token("t2", R"(,"refresh_token":"newer")"));
        CHECK(fixture.renew_when_due().state == SignIn::State::good);
        CHECK(fixture.stored() == "newer");
    }
    SUBCASE("it is refused too: a new sign-in is needed at once, after a restart as well") {
        CHECK(fixture.renew_when_due().state == SignIn::State::refused);
        CHECK_FALSE(fixture.keeper.access(fixture.now));
        CHECK_FALSE(fixture.keeper.next_renewal());
        const auto owned_restarted = std::make_shared<TokenKeeper>(
            spotify::auth::TokenKeeperSettings{"client", {}, ""}, fixture.executors(), fixture.vault,
            borrowed(fixture.service), fixture.governor, fixture.deadlines);
        TokenKeeper& restarted = *owned_restarted;
        REQUIRE(restarted.begin_renewal(Clock::now()));
        restarted.renew();
        CHECK(restarted.sign_in().state == SignIn::State::refused);
    }
    SUBCASE("it meets trouble: it is tried again later, as any other") {
        fixture.next = answer(503);
        CHECK(fixture.renew_when_due().state == SignIn::State::trouble);
        fixture.next = answer(200, token("t2"));
        CHECK(fixture.renew_when_due().state == SignIn::State::good);
        CHECK(fixture.service.requests().size() == 4);
        return;
    }
    CHECK(fixture.service.requests().size() == 3);
    CHECK(fixture.service.requests()[1].body.find("refresh_token=new&") != std::string::npos);
    CHECK(fixture.service.requests()[2].body.find("refresh_token=old&") != std::string::npos);
}

TEST_CASE("a new refresh token that has worked once has no predecessor any more: invalid_grant is final") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK(fixture.secrets.get("account/a/refresh_token_before"));
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK_FALSE(fixture.secrets.get("account/a/refresh_token_before"));
    fixture.next = invalid_grant;
    CHECK(fixture.renew_when_due().state == SignIn::State::refused);
    CHECK(fixture.stored() == "new");
}

TEST_CASE("a predecessor that cannot be put in place is tried when there is room; the refused token is not "
          "asked for "
          "again") {
    Fixture fixture;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    fixture.next = invalid_grant;
    fixture.secrets.break_down(true);
    CHECK(fixture.renew_when_due().state == SignIn::State::storage);
    CHECK(fixture.renew_when_due().state == SignIn::State::storage);
    CHECK(fixture.service.requests().size() == 2);
    fixture.secrets.break_down(false);
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew_when_due().state == SignIn::State::unknown);
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK(fixture.stored() == "old");
}

TEST_CASE("a token that is put by hand, a new consent and a sign-out leave no predecessor") {
    Fixture fixture;
    const auto kept = [&] { return fixture.secrets.get("account/a/refresh_token_before").has_value(); };
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    REQUIRE(kept());
    SUBCASE("put") {
        fixture.secrets.put("account/a/refresh_token", Secret{"by hand"});
        fixture.keeper.secrets_changed(fixture.now);
        fixture.next = invalid_grant;
        CHECK(fixture.renew_when_due().state == SignIn::State::refused); // at once
        CHECK(fixture.stored() == "by hand");
    }
    SUBCASE("consent") {
        fixture.vault->store_consent(Secret{"consented"}, 1'700'000'000'000);
    }
    SUBCASE("sign-out") {
        fixture.keeper.sign_out([](const auto&) {});
    }
    CHECK_FALSE(kept());
}

TEST_CASE("secrets are sent without what editors and pipes put around them") {
    Fixture fixture;
    fixture.secrets.put("account/a/refresh_token", Secret{"\xEF\xBB\xBFold\r\n"});
    fixture.secrets.put("account/a/client_secret", Secret{" s3cret\r\n"});
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"new")"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    const auto request = fixture.service.requests().front();
    CHECK(request.body == "grant_type=refresh_token&refresh_token=old");
    CHECK(std::ranges::find(request.headers,
                            spotify::net::Header{"Authorization", "Basic Y2xpZW50OnMzY3JldA=="}) !=
          request.headers.end());
    CHECK(fixture.stored() == "new"); // in the place of what was put
}

TEST_CASE("a secret with a space or a control character inside is not sent, and the sentence says which") {
    const auto refused_when_put = [](const std::string& key, const char* put, SignIn::State state) {
        CAPTURE(key);
        CAPTURE(put);
        Fixture fixture;
        fixture.secrets.put(key, Secret{put});
        const auto sign_in = fixture.renew_when_due();
        CHECK(sign_in.state == state);
        CHECK(sign_in.text.find(key) != std::string::npos);
        CHECK(sign_in.text.find(put) == std::string::npos);
        CHECK(fixture.service.requests().empty());
        fixture.secrets.put(key, Secret{"good"});
        fixture.keeper.secrets_changed(fixture.now);
        CHECK(fixture.renew_when_due().state == SignIn::State::good);
    };
    for (const char* put : {"two words", "a\tb", "a\nb", "a\x01z", "t\xC3\xBCr"}) {
        refused_when_put("account/a/refresh_token", put, SignIn::State::refused);
        refused_when_put("account/a/client_secret", put, SignIn::State::client_wrong);
    }
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
    const auto owned_corrected = std::make_shared<TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"other-client", {}, ""}, fixture.executors(),
        std::make_shared<TokenVault>("a", "other-client", fixture.secrets, fixture.state),
        borrowed(fixture.service), fixture.governor, fixture.deadlines);
    TokenKeeper& corrected = *owned_corrected;
    REQUIRE(corrected.begin_renewal(Clock::now()));
    corrected.renew();
    CHECK(corrected.sign_in().state == SignIn::State::good);
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
    std::make_shared<spotify::Deadlines>(fixture.state, fixture.at_once, restarted, "client")->restore(Clock::now());
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
    const auto owned_restarted = std::make_shared<TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, ""}, fixture.executors(), fixture.vault,
        borrowed(fixture.service), fixture.governor, fixture.deadlines);
    TokenKeeper& restarted = *owned_restarted;
    REQUIRE(restarted.begin_renewal(Clock::now()));
    restarted.renew();
    CHECK(restarted.access(Clock::now())->token.reveal() == "t1");
    CHECK(restarted.next_renewal() > Clock::now() + 50min);
    CHECK_FALSE(restarted.access(Clock::now() + 61min));
    CHECK(fixture.service.requests().size() == 1);
}

TEST_CASE("two processes on one store: the second adopts what the first has renewed") {
    Fixture fixture;
    const auto owned_other = std::make_shared<TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, ""}, fixture.executors(),
        std::make_shared<TokenVault>("a", "client", fixture.secrets, fixture.state),
        borrowed(fixture.service), fixture.governor, fixture.deadlines);
    TokenKeeper& other = *owned_other;
    fixture.next = answer(200, token("t1", R"(,"refresh_token":"rotated")"));
    CHECK(fixture.renew().state == SignIn::State::good);
    REQUIRE(other.begin_renewal(Clock::now()));
    other.renew();
    CHECK(other.access(Clock::now())->token.reveal() == "t1");
    CHECK(fixture.service.requests().size() == 1); // the old token, dead by now, was not sent again
    // And when it is at its end for both, one of them asks and the other adopts again.
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew().state == SignIn::State::good);
    REQUIRE(other.begin_renewal(Clock::now() + 24h));
    other.renew();
    CHECK(other.access(Clock::now())->token.reveal() == "t2");
    CHECK(fixture.service.requests().size() == 2);
}

TEST_CASE("an access token in the store that was answered with 401, has ended, or is of another sign-in is "
          "not used") {
    Fixture fixture;
    CHECK(fixture.renew().state == SignIn::State::good);
    fixture.now += 10min;
    fixture.keeper.rejected(fixture.generation(), fixture.now);
    fixture.next = answer(200, token("t2"));
    CHECK(fixture.renew_when_due().state == SignIn::State::good);
    CHECK(fixture.keeper.access(Clock::now())->token.reveal() == "t2");
    std::size_t asked = fixture.service.requests().size();
    const auto restarts_and_asks = [&](const char* stored) {
        fixture.secrets.put("account/a/access_token", Secret{stored});
        const auto owned_restarted = std::make_shared<TokenKeeper>(
            spotify::auth::TokenKeeperSettings{"client", {}, ""}, fixture.executors(), fixture.vault,
            borrowed(fixture.service), fixture.governor, fixture.deadlines);
        TokenKeeper& restarted = *owned_restarted;
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
    const auto owned_restarted = std::make_shared<TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, ""}, fixture.executors(), fixture.vault,
        borrowed(fixture.service), fixture.governor, fixture.deadlines);
    TokenKeeper& restarted = *owned_restarted;
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
    const auto owned_restarted = std::make_shared<TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, ""}, fixture.executors(), fixture.vault,
        borrowed(fixture.service), fixture.governor, fixture.deadlines);
    TokenKeeper& restarted = *owned_restarted;
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
