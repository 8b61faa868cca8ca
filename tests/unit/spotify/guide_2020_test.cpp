// The rows of "Where the 2020 guide is wrong" (reference, section 10) that concern what this driver sends and
// how it reads answers. Each would fail with the guide's form. The requests that the service refuses are in
// tests/unit/simulator/guide_2020_test.cpp.
#include "api/decode_player.hpp"
#include "api/refusal.hpp"
#include "api/retry_after.hpp"
#include "auth/consent_dates.hpp"
#include "auth/consent_link.hpp"
#include "auth/consent_return.hpp"
#include "auth/token_answer.hpp"
#include "auth/token_requests.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

using namespace fakes;
using namespace spotify;
using api::decode_player;
using api::judge;
using api::Refusal;
using player::Content;

namespace {

net::Request exchange_request() {
    return auth::code_request("", {"client", std::nullopt}, Secret{"c"}, "http://127.0.0.1:8888/callback",
                              Secret{"verifier"});
}

bool has_header(const net::Request& request, const std::string& name, const std::string& value) {
    return std::ranges::count(request.headers, net::Header{name, value}) == 1;
}

// What a session that plays one pause sends.
std::vector<net::Request> sent_by_a_session() {
    Account account([](const net::Request& request) {
        return request.target == "/api/token" ? answer(200, token("t"))
               : request.method == "PUT"      ? answer(200, "ok-word")
                                              : answer(200, playing(true));
    });
    account.begin();
    REQUIRE(account.listener.wait_status(Status::online));
    Awaited awaited;
    account.submit(spotify::player::Pause{}, awaited);
    CHECK(awaited.result() == Result::ok); // 200 with a word is success
    account.end();
    return account.service.requests();
}

} // namespace

TEST_CASE("guide: grant_type with s") {
    CHECK(exchange_request().body.starts_with("grant_type=authorization_code&"));
}

TEST_CASE("guide: %2D in the redirect URI; it is escaped once") {
    CHECK(exchange_request().body.find("&redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback&") !=
          std::string::npos);
}

TEST_CASE("guide: redirect to localhost") {
    CHECK_THROWS_AS(auth::parse_redirect_uri("http://localhost:8888/callback"), net::UrlError);
}

TEST_CASE("guide: a colon after Bearer; pause as GET; success is 204") {
    bool paused = false;
    for (const auto& request : sent_by_a_session()) {
        if (request.target.starts_with("/v1/")) {
            CHECK(has_header(request, "Authorization", "Bearer t"));
        }
        if (request.target.starts_with("/v1/me/player/pause")) {
            CHECK(request.method == "PUT");
            paused = true;
        }
    }
    CHECK(paused);
}

TEST_CASE("guide: scopes joined by a plus sign") {
    const auto url = auth::to_url({{"accounts.spotify.com", 443},
                                   "",
                                   "client",
                                   auth::parse_redirect_uri("http://127.0.0.1:8888/callback"),
                                   "state",
                                   std::nullopt});
    CHECK(url.find("user-read-playback-state%20user-read-currently-playing%20") != std::string::npos);
    CHECK(url.find("%2B") == std::string::npos);
    CHECK(url.find("&state=state") != std::string::npos); // guide: no state
}

TEST_CASE("guide: Basic is the only header") {
    const auto confidential = auth::refresh_request("", {"client", Secret{"secret"}}, Secret{"token"});
    CHECK(has_header(confidential, "Content-Type", "application/x-www-form-urlencoded"));
    const auto request = auth::refresh_request("", {"client", std::nullopt}, Secret{"token"});
    CHECK(has_header(request, "Content-Type", "application/x-www-form-urlencoded"));
    CHECK(std::ranges::none_of(request.headers,
                               [](const auto& header) { return header.first == "Authorization"; }));
}

TEST_CASE("guide: a refresh never gives a new token, and the first one stays valid") {
    net::Response response;
    response.status = 200;
    response.body = R"({"access_token":"a","refresh_token":"new"})";
    CHECK(std::get<auth::TokenGrant>(auth::read_token_answer(response)).refresh_token.reveal() == "new");
    const auth::ConsentDate date{"m", 0, 0};
    CHECK(auth::due_warning(date, date.ends_at_ms() - 1)); // it ends, and that is known before
}

TEST_CASE("guide: no PKCE") {
    CHECK(exchange_request().body.find("&code_verifier=verifier") != std::string::npos);
}

TEST_CASE("guide: the code is the rest of the address, of certain letters, and long") {
    const auto read = auth::read_consent_return("http://127.0.0.1:8888/callback?code=~.$&state=xyz");
    CHECK(std::get<auth::ConsentReturn>(read).code.reveal() == "~.$");
}

TEST_CASE("guide: timestamp is when the data was fetched") {
    const std::string body =
        R"({"progress_ms":41000,"item":{"type":"track","duration_ms":180000},"is_playing":true)";
    CHECK(decode_player(body + "}") == decode_player(body + R"(,"timestamp":1})"));
    CHECK(decode_player(body + "}") == decode_player(body + R"(,"timestamp":99999999999999})"));
}

TEST_CASE("guide: there is always a JSON answer, with an item that has a name and artists") {
    CHECK_THROWS_AS(decode_player(""), json::NotJson);
    CHECK(decode_player(R"({"item":null,"is_playing":true,"currently_playing_type":"ad"})").item->content ==
          Content::advert);
    const auto episode = decode_player(
        R"({"item":{"type":"episode","name":"E","show":{"name":"S"}},"currently_playing_type":"episode","is_playing":true})");
    CHECK(episode.item->artists == std::vector<std::string>{"S"});
    const auto odd = decode_player(
        R"({"item":{"type":"track","name":null,"artists":[{"name":null},{"name":""}]},"is_playing":true})");
    CHECK_FALSE(odd.item->name);
    CHECK(odd.item->artists.empty());
    bool asks = false;
    for (const auto& request : sent_by_a_session()) {
        asks = asks || request.target == "/v1/me/player?additional_types=track,episode";
    }
    CHECK(asks); // without it a podcast comes without its item
}

TEST_CASE("guide: 403 is paused already; 404 is no client; nothing else happens") {
    const auto refusal = [](int status, const std::string& body, const char* type = "application/json") {
        return judge(answer(status, body, {{"content-type", type}})).refusal;
    };
    CHECK(refusal(403, R"({"error":{"status":403,"message":"x","reason":"UNKNOWN"}})") == Refusal::not_now);
    CHECK(refusal(403, R"({"error":{"status":403,"message":"x","reason":"PREMIUM_REQUIRED"}})") ==
          Refusal::premium);
    CHECK(refusal(403, R"({"error":{"status":403,"message":"Insufficient client scope"}})") ==
          Refusal::scope);
    CHECK(refusal(403, "Check settings on developer.spotify.com/dashboard, the user may not be registered.",
                  "text/plain") == Refusal::not_listed);
    CHECK(refusal(403, "Active premium subscription required for the owner of the app.", "text/plain") ==
          Refusal::owner_premium);
    CHECK(refusal(404, R"({"error":{"status":404,"message":"x","reason":"NO_ACTIVE_DEVICE"}})") ==
          Refusal::no_device);
    CHECK(refusal(404, R"({"error":{"status":404,"message":"Device not found"}})") == Refusal::not_found);
    CHECK(refusal(429, "Too many requests") == Refusal::rate);
    CHECK(refusal(502, "<html>") == Refusal::server);
}

TEST_CASE("guide: nothing on limits") {
    CHECK(api::parse_retry_after(nullptr, nullptr) ==
          std::nullopt); // and then an own wait; see retry_after_test.cpp
    const std::string hours = "57712";
    CHECK(api::parse_retry_after(&hours, nullptr) == std::chrono::seconds{57712});
}
