#include "auth/token_answer.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace spotify::auth;
using namespace std::chrono_literals;
using spotify::Secret;
using spotify::net::Response;

namespace {

TokenAnswer answer(int status, const std::string& body) {
    Response response;
    response.status = status;
    response.body = body;
    return read_token_answer(response);
}

TokenGrant grant(const std::string& body) {
    const auto read = answer(200, body);
    REQUIRE(std::holds_alternative<TokenGrant>(read));
    return std::get<TokenGrant>(read);
}

} // namespace

TEST_CASE("a grant with and without a new refresh token") {
    const auto rotated = grant(
        R"({"access_token":"BQa","token_type":"Bearer","expires_in":3600,"refresh_token":"AQb","scope":"x"})");
    CHECK(rotated.access_token.reveal() == "BQa");
    CHECK(rotated.refresh_token.reveal() == "AQb");
    CHECK(rotated.lifetime == 3600s);
    CHECK(grant(R"({"access_token":"BQa","expires_in":3600})").refresh_token.empty());
    CHECK(grant(R"({"access_token":"BQa","expires_in":3600,"refresh_token":""})").refresh_token.empty());
    CHECK(grant(R"({"access_token":"BQa","expires_in":3600,"refresh_token":null})").refresh_token.empty());
}

TEST_CASE("a lifetime that is missing or absurd is an hour") {
    for (const char* value :
         {"0", "-5", "\"soon\"", "null", "true", "1e999", "99999999", "3600.5e300", "[]"}) {
        CAPTURE(value);
        CHECK(grant(std::string{R"({"access_token":"BQa","expires_in":)"} + value + "}").lifetime == 3600s);
    }
    CHECK(grant(R"({"access_token":"BQa"})").lifetime == 3600s);
    CHECK(grant(R"({"access_token":"BQa","expires_in":2})").lifetime == 2s);
}

TEST_CASE("an answer without an access token is no grant, whatever else is in it") {
    for (const char* body : {R"({"refresh_token":"AQb"})", R"({"access_token":"","refresh_token":"AQb"})",
                             R"({"access_token":null,"refresh_token":"AQb","expires_in":3600})",
                             R"({"access_token":"a b","refresh_token":"AQb"})", "{}"}) {
        CAPTURE(body);
        const auto read = answer(200, body);
        REQUIRE(std::holds_alternative<TokenTrouble>(read));
        CHECK(std::get<TokenTrouble>(read).is_no_grant);
    }
    CHECK_FALSE(std::get<TokenTrouble>(answer(200, "<html>")).is_no_grant); // of something on the way
    CHECK_FALSE(std::get<TokenTrouble>(answer(503, "{}")).is_no_grant);
}

TEST_CASE("a text that cannot be a token is none: it would go into a header") {
    CHECK(std::holds_alternative<TokenTrouble>(answer(200, R"({"access_token":"a\r\nX: y"})")));
    CHECK(std::holds_alternative<TokenTrouble>(answer(200, R"({"access_token":""})")));
}

TEST_CASE("refusals by OAuth's codes") {
    const auto reason = [](const char* body) {
        const auto read = answer(400, body);
        REQUIRE(std::holds_alternative<TokenRefused>(read));
        return std::get<TokenRefused>(read);
    };
    CHECK(reason(R"({"error":"invalid_grant","error_description":"Refresh token revoked"})").reason ==
          TokenRefused::Reason::sign_in_again);
    CHECK(reason(R"({"error":"invalid_grant","error_description":"Refresh token expired"})").text ==
          "Refresh token expired");
    CHECK(reason(R"({"error":"invalid_grant"})").text == "invalid_grant");
    CHECK(reason(R"({"error":"invalid_client","error_description":"Invalid client"})").reason ==
          TokenRefused::Reason::client);
    CHECK(reason(R"({"error":"unsupported_grant_type"})").reason == TokenRefused::Reason::request);
    CHECK(reason(R"({"error":"invalid_grant","error_description":"a\nb"})").text ==
          "invalid_grant"); // goes to a panel
}

TEST_CASE("everything else is passing trouble, and the token is kept") {
    for (const auto& given :
         std::initializer_list<std::pair<int, const char*>>{{500, "<html>oops</html>"},
                                                            {503, ""},
                                                            {200, ""},
                                                            {200, "not json"},
                                                            {200, "[]"},
                                                            {200, "{}"},
                                                            {400, "<html>"},
                                                            {400, "{}"},
                                                            {400, R"({"error":{"status":400}})"},
                                                            {502, R"({"error":"invalid_grant"})"},
                                                            {302, ""},
                                                            {429, ""}}) {
        CAPTURE(given.first);
        CAPTURE(given.second);
        CHECK(std::holds_alternative<TokenTrouble>(answer(given.first, given.second)));
    }
}

TEST_CASE("a secret does not print, and is known again by its fingerprint") {
    const Secret secret{"canary-4711"};
    std::ostringstream out;
    out << secret;
    CHECK(out.str() == "***");
    CHECK(secret.fingerprint().size() == 64);
    CHECK(secret.fingerprint() == Secret{"canary-4711"}.fingerprint());
    CHECK(secret.fingerprint() != Secret{"canary-4712"}.fingerprint());
    CHECK(secret == Secret{"canary-4711"});
    CHECK_FALSE(secret == Secret{"canary-471"});
}
