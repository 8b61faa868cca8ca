// Tokens and the service that gives them out.
#include "accounts_service.hpp"
#include "json.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

constexpr Millis now = 5'000'000'000'000;

struct Shop {
    World world{1, now};
    std::string refresh_token = world.tokens.newest_refresh_token("demo");

    HttpReply post(const std::string& body, const NameValues& more = {}, Millis at = now) {
        HttpRequest request = request_for("POST", "/api/token");
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.headers.insert(request.headers.end(), more.begin(), more.end());
        request.body = body;
        request.says_its_length = true;
        return answer_accounts(world, request, at);
    }
    HttpReply refresh(const std::string& token, Millis at = now) {
        return post("grant_type=refresh_token&client_id=demo-client&refresh_token=" + token, {}, at);
    }
    void rotate(Rotation rotation) { world.find_account("demo")->rotation = rotation; }
};

std::string error_of(const HttpReply& reply) {
    const auto body = json::parse_object(reply.body);
    return std::to_string(reply.status) + ' ' + body->optValue<std::string>("error", "-") + ": " +
           body->optValue<std::string>("error_description", "-");
}

} // namespace

TEST_CASE("a refresh answers with a working access token for an hour") {
    Shop shop;
    const HttpReply reply = shop.refresh(shop.refresh_token);
    REQUIRE(reply.status == 200);
    const auto body = json::parse_object(reply.body);
    CHECK(body->getValue<int>("expires_in") == 3600);
    CHECK(body->getValue<std::string>("token_type") == "Bearer");
    const AccessToken* token = shop.world.tokens.find_access(body->getValue<std::string>("access_token"));
    REQUIRE(token);
    CHECK(token->expires_at == now + 3'600'000);
}

TEST_CASE("what a refresh says of the refresh token depends on the rotation") {
    Shop shop;
    const auto said = [&]() -> std::string {
        const auto body = json::parse_object(shop.refresh(shop.refresh_token).body);
        return body->has("refresh_token") ? body->getValue<std::string>("refresh_token") : "(no key)";
    };
    CHECK(said() == "(no key)");
    shop.rotate(Rotation::none);
    CHECK(said() == shop.refresh_token);
    shop.rotate(Rotation::empty);
    CHECK(said() == "");
    shop.rotate(Rotation::always);
    const std::string next = said();
    CHECK(next != shop.refresh_token);
    CHECK(shop.refresh(next).status == 200);
    CHECK(error_of(shop.refresh(shop.refresh_token)) == "400 invalid_grant: Refresh token revoked");
}

TEST_CASE("a refresh token ends six months after the consent, however often it was rotated") {
    Shop shop;
    CHECK(shop.refresh(shop.refresh_token, now + refresh_token_life - 1).status == 200);
    shop.rotate(Rotation::always);
    const auto body = json::parse_object(shop.refresh(shop.refresh_token, now + refresh_token_life - 1).body);
    const std::string late = body->getValue<std::string>("refresh_token");
    CHECK(error_of(shop.refresh(late, now + refresh_token_life)) ==
          "400 invalid_grant: Refresh token expired");
}

TEST_CASE("attempts with a dead token are counted beyond the first") {
    Shop shop;
    shop.world.tokens.revoke_refresh("demo");
    shop.refresh(shop.refresh_token);
    CHECK(shop.world.tokens.repeated_dead_attempts() == 0);
    shop.refresh(shop.refresh_token);
    CHECK(shop.world.tokens.repeated_dead_attempts() == 1);
}

TEST_CASE("sloppy token requests fail as at the real service") {
    Shop shop;
    NewAccount lobby;
    lobby.name = "lobby";
    lobby.client_id = "secret-client";
    lobby.client_secret = "s3cret";
    shop.world.add_account(lobby, now);
    const std::string token = shop.world.tokens.grant("lobby", "secret-client", lobby.scopes, now);
    const std::string form = "grant_type=refresh_token&refresh_token=" + token;
    const std::string right = "Basic c2VjcmV0LWNsaWVudDpzM2NyZXQ="; // secret-client:s3cret
    const std::string wrong = "Basic c2VjcmV0LWNsaWVudDpzM2NyZXg=";

    CHECK(shop.post(form, {{"Authorization", right}}).status == 200);
    CHECK(error_of(shop.post(form, {{"Authorization", wrong}})) == "400 invalid_client: Invalid client");
    CHECK(error_of(shop.post(form + "&client_id=secret-client")) == "400 invalid_client: Invalid client");
    CHECK(error_of(shop.post(form)) == "400 invalid_client: Invalid client");
    CHECK(error_of(shop.post(form + "&client_id=demo-client")) == "400 invalid_grant: Invalid refresh token");
    CHECK(error_of(shop.refresh("AQgarbage")) == "400 invalid_grant: Invalid refresh token");
    CHECK(error_of(shop.post("grant_type=authorisation_code")).rfind("400 unsupported_grant_type", 0) == 0);

    HttpRequest as_json = request_for("POST", "/api/token");
    as_json.headers = {{"Content-Type", "application/json"}};
    as_json.body = R"({"grant_type":"refresh_token"})";
    as_json.says_its_length = true;
    CHECK(error_of(answer_accounts(shop.world, as_json, now)).rfind("400 unsupported_grant_type", 0) == 0);
    CHECK(answer_accounts(shop.world, request_for("GET", "/api/token"), now).status == 405);
}

TEST_CASE("expires_in can be changed and left out") {
    Shop shop;
    Account& demo = *shop.world.find_account("demo");
    demo.expires_in = 5;
    CHECK(json::parse_object(shop.refresh(shop.refresh_token).body)->getValue<int>("expires_in") == 5);
    demo.dropped = TokenField::expires_in;
    CHECK_FALSE(json::parse_object(shop.refresh(shop.refresh_token).body)->has("expires_in"));
}
