// The accounts service answers strangely for a while, or in part, and the tokens are good all the same.
#include "sign_in_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

struct Strange : SignInDesk {
    std::string refresh_token = world.tokens.newest_refresh_token("demo");

    void answers_once(WindowAnswer answer, WindowStart when = WindowStart::now) {
        Window window;
        window.scope = WindowScope::accounts;
        window.answer = answer;
        window.answers = 1;
        window.start = when;
        world.weather.windows.add(window, now);
    }
    HttpReply refresh() { return refresh_with(refresh_token); }
    HttpReply refresh_with(const std::string& token) {
        return ask_token(
            {{"grant_type", "refresh_token"}, {"client_id", "demo-client"}, {"refresh_token", token}});
    }
    json::Object::Ptr refreshed() {
        const HttpReply reply = refresh();
        REQUIRE(reply.status == 200);
        return json::parse_object(reply.body);
    }
};

} // namespace

TEST_CASE("one strange answer of the token endpoint, and the token is good") {
    Strange desk;
    SUBCASE("a page") {
        desk.answers_once(WindowAnswer::html);
        CHECK(desk.refresh().body.starts_with("<!DOCTYPE html>"));
    }
    SUBCASE("nothing in it") {
        desk.answers_once(WindowAnswer::empty_object);
        CHECK(desk.refresh().body == "{}");
    }
    SUBCASE("an unknown error") {
        desk.answers_once(WindowAnswer::unknown_error);
        CHECK(refusal_of_token(desk.refresh()) == "400 temporarily_withdrawn: Try another time");
    }
    SUBCASE("to a login page") {
        desk.answers_once(WindowAnswer::redirect);
        const HttpReply reply = desk.refresh();
        CHECK(reply.status == 302);
        CHECK(reply.header("Location").value_or("").starts_with("/login"));
    }
    SUBCASE("a good token is called revoked") {
        desk.answers_once(WindowAnswer::invalid_grant);
        CHECK(refusal_of_token(desk.refresh()) == "400 invalid_grant: Refresh token revoked");
    }
    SUBCASE("the client is called unknown, with 401") {
        desk.answers_once(WindowAnswer::invalid_client);
        CHECK(refusal_of_token(desk.refresh()) == "401 invalid_client: Invalid client");
    }
    SUBCASE("a refresh token that does not exist, and no access token") {
        desk.answers_once(WindowAnswer::refresh_token_only);
        const auto answer = desk.refreshed();
        CHECK_FALSE(answer->has("access_token"));
        CHECK(refusal_of_token(desk.refresh_with(answer->getValue<std::string>("refresh_token"))) ==
              "400 invalid_grant: Invalid refresh token");
    }
    CHECK(desk.refreshed()->has("access_token"));
}

TEST_CASE("a window of the accounts service lets browsers through, and codes are not spent in it") {
    Strange desk;
    const std::string code = desk.code(Link());
    desk.answers_once(WindowAnswer::server_error);
    Browser browser(desk);
    browser.go_to(Link().target());
    CHECK(browser.shown().status == 200);
    CHECK(desk.ask_token(desk.exchange(code)).status == 500);
    CHECK(desk.ask_token(desk.exchange(code)).status == 200);
}

TEST_CASE("a window of the token endpoint opens by what happens to the token's account") {
    Strange desk;
    desk.answers_once(WindowAnswer::server_error, WindowStart::command);
    const std::string code = desk.code(Link());
    const std::string access = desk.refreshed()->getValue<std::string>("access_token");
    desk.now += 10;
    CHECK(desk.api("PUT", "/v1/me/player/pause", access).status < 300);
    SUBCASE("known by its refresh token") {
        CHECK(desk.refresh().status == 500);
        CHECK(desk.refresh().status == 200);
    }
    SUBCASE("known by its code") {
        CHECK(desk.ask_token(desk.exchange(code)).status == 500);
        CHECK(desk.ask_token(desk.exchange(code)).status == 200);
    }
    SUBCASE("and for nobody known") {
        CHECK(desk.refresh_with("AQgarbage").status == 400);
    }
}

TEST_CASE("a key is missing from an answer that is right otherwise") {
    Strange desk;
    Account& demo = *desk.world.find_account("demo");
    SUBCASE("refresh_token, at the first exchange") {
        demo.dropped = TokenField::refresh_token;
        const auto answer = desk.sign_in();
        CHECK_FALSE(answer->has("refresh_token"));
        CHECK(answer->has("access_token"));
    }
    SUBCASE("access_token") {
        demo.dropped = TokenField::access_token;
        demo.rotation = Rotation::none;
        const auto answer = desk.refreshed();
        CHECK_FALSE(answer->has("access_token"));
        CHECK(answer->getValue<std::string>("refresh_token") == desk.refresh_token);
    }
    SUBCASE("expires_in") {
        demo.dropped = TokenField::expires_in;
        CHECK_FALSE(desk.refreshed()->has("expires_in"));
    }
}

TEST_CASE("a new refresh token is not known when it comes, and its predecessor is") {
    Strange desk;
    desk.world.find_account("demo")->rotation = Rotation::unknown_new;
    const auto answer = desk.refreshed();
    const std::string fresh = answer->getValue<std::string>("refresh_token");
    CHECK(fresh != desk.refresh_token);
    CHECK(desk.api("GET", "/v1/me", answer->getValue<std::string>("access_token")).status == 200);
    CHECK(refusal_of_token(desk.refresh_with(fresh)) == "400 invalid_grant: Invalid refresh token");
    CHECK(desk.refresh().status == 200);
}

TEST_CASE("consents, codes and refresh tokens end by the wall clock") {
    Strange desk;
    const std::string code = desk.code(Link());
    desk.world.weather.clock_offset = 700'000; // a code lives for ten minutes
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(code))) ==
          "400 invalid_grant: Authorization code expired");
    CHECK(desk.sign_in()->has("access_token"));
    desk.world.weather.clock_offset = refresh_token_life;
    CHECK(refusal_of_token(desk.refresh()) == "400 invalid_grant: Refresh token expired");
    const std::string granted = desk.world.tokens.newest_refresh_token("demo");
    CHECK(desk.control("POST", "/accounts/demo/grant", "{}").status == 200);
    CHECK(desk.world.tokens.newest_refresh_token("demo") != granted);
    CHECK(desk.refresh_with(desk.world.tokens.newest_refresh_token("demo")).status == 200);
}
