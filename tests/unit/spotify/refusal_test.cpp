#include "api/refusal.hpp"

#include <doctest/doctest.h>

using namespace spotify::api;
using spotify::net::Response;

namespace {

Refusal judged(int status, const std::string& body, const std::string& challenge = {}) {
    Response response;
    response.status = status;
    response.body = body;
    if (!challenge.empty()) {
        response.headers.emplace_back("www-authenticate", challenge);
    }
    const auto verdict = judge(response);
    CHECK(verdict.text.empty() == (verdict.refusal == Refusal::none));
    return verdict.refusal;
}

} // namespace

namespace {

std::string said(int status, const std::string& body) {
    Response response;
    response.status = status;
    response.body = body;
    return judge(response).text;
}

std::string said_of(const std::string& reason) {
    return said(403, R"({"error":{"status":403,"message":"x","reason":")" + reason + "\"}}");
}

} // namespace

TEST_CASE("a refusal's sentence says what the code means, and repeats no text that is none") {
    CHECK(said_of("NO_PREV_TRACK") == "There is nothing before this to go back to");
    CHECK(said_of("ENDLESS_CONTEXT") == "Spotify does not allow this now (ENDLESS_CONTEXT)");
    CHECK(said_of("<b>" + std::string(30, 'x')) == "Spotify does not allow this now");
    CHECK(said_of(std::string(61, 'X')) == "Spotify does not allow this now");
    CHECK(said(403, "{}") == "Spotify does not allow this now");
}

TEST_CASE("a sentence claims no more than the answer tells") {
    CHECK(said(404, R"({"error":{"status":404,"message":"Device not found"}})") ==
          "Spotify does not find the device: it may be asleep or switched off");
    CHECK(said(404, R"({"error":{"status":404,"message":"Resource not found"}})").find("removed") !=
          std::string::npos);
    CHECK(said(302, "").find("redirect") != std::string::npos);
    CHECK(said(302, "").find("driver") == std::string::npos);
    CHECK(said(400, R"({"error":{"status":400,"message":"Invalid context uri"}})").find("may not exist") !=
          std::string::npos);
    CHECK(said(502, "<html>").find("tried again") == std::string::npos); // a command is not
}

TEST_CASE("success is any 2xx, whatever its body") {
    CHECK(judged(200, "AX3qZk0uYVb7s1Jm2nPw9d") == Refusal::none);
    CHECK(judged(202, "") == Refusal::none);
    CHECK(judged(204, "") == Refusal::none);
}

TEST_CASE("401 by its challenge, not by its words") {
    CHECK(judged(401, R"({"error":{"status":401,"message":"The access token expired"}})") == Refusal::token);
    CHECK(judged(401, R"({"error":{"status":401,"message":"Missing/invalid/expired access token"}})") ==
          Refusal::token);
    CHECK(judged(401, "") == Refusal::token);
    CHECK(judged(401, R"({"error":{"status":401,"message":"Permissions missing"}})") == Refusal::scope);
    CHECK(judged(401, "{}", R"(Bearer realm="spotify", error="insufficient_scope")") == Refusal::scope);
}

TEST_CASE("403 by reason, and by form where there is none") {
    CHECK(judged(403, R"({"error":{"status":403,"message":"x","reason":"PREMIUM_REQUIRED"}})") ==
          Refusal::premium);
    CHECK(judged(403, R"({"error":{"status":403,"message":"x","reason":"VOLUME_CONTROL_DISALLOW"}})") ==
          Refusal::volume_fixed);
    CHECK(judged(403, R"({"error":{"status":403,"message":"x","reason":"DEVICE_NOT_CONTROLLABLE"}})") ==
          Refusal::device_restricted);
    CHECK(
        judged(
            403,
            R"({"error":{"status":403,"message":"Player command failed: Restriction violated","reason":"UNKNOWN"}})") ==
        Refusal::not_now);
    CHECK(judged(403, R"({"error":{"status":403,"message":"Forbidden"}})") == Refusal::not_now);
    CHECK(judged(403, R"({"error":{"status":403,"message":"Insufficient client scope"}})",
                 R"(Bearer realm="spotify", error="insufficient_scope")") == Refusal::scope);
    CHECK(judged(403, "User not registered in the Developer Dashboard") == Refusal::not_listed);
    CHECK(judged(403, "Active premium subscription required for the owner of the app.") ==
          Refusal::owner_premium);
    CHECK(judged(403, "Check settings on developer.spotify.com/dashboard, the user may not be registered.") ==
          Refusal::not_listed);
    CHECK(judged(403, "") == Refusal::server); // which says nothing of the user
    CHECK(judged(403, "<html><body>Access denied</body></html>") == Refusal::server);
}

TEST_CASE("the other statuses") {
    CHECK(judged(404, R"({"error":{"status":404,"message":"x","reason":"NO_ACTIVE_DEVICE"}})") ==
          Refusal::no_device);
    CHECK(judged(404, R"({"error":{"status":404,"message":"Device not found"}})") == Refusal::not_found);
    CHECK(judged(404, "") == Refusal::not_found);
    CHECK(judged(429, "Too many requests") == Refusal::rate);
    CHECK(judged(502, "<html>") == Refusal::server);
    for (const int status : {302, 400, 403, 404, 411}) { // a gateway's page says nothing of the account
        CHECK(judged(status, " <html>") == Refusal::server);
    }
    CHECK(judged(401, "<html>") == Refusal::token);
    CHECK(judged(429, "<html>") == Refusal::rate);
    CHECK(judged(411, "") == Refusal::request);
    CHECK(judged(301, "") == Refusal::request); // redirects are not followed
}
