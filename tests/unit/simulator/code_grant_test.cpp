// Codes for tokens: the right forms, and every refusal of the reference's section 2.6 with its text.
#include "pkce.hpp"
#include "sign_in_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

NameValues changed(NameValues form, const std::string& name, const std::optional<std::string>& value) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    if (value)
        form.emplace_back(name, *value);
    return form;
}

NameValues refresh_form(const std::string& token) {
    return {{"grant_type", "refresh_token"}, {"refresh_token", token}, {"client_id", "demo-client"}};
}

NameValues secret_exchange(const std::string& code) {
    return {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", registered_uri}};
}

std::string text_of(const json::Object::Ptr& body, const std::string& key) {
    return body->getValue<std::string>(key);
}

const std::string invalid_code = "400 invalid_grant: Invalid authorization code";
const std::string wrong_verifier = "400 invalid_grant: code_verifier was incorrect";
const std::string invalid_client = "400 invalid_client: Invalid client";

} // namespace

TEST_CASE("a code is exchanged by PKCE for tokens that work") {
    SignInDesk desk;
    const HttpReply reply =
        desk.ask_token(desk.exchange(desk.code(Link().with("scope", "user-read-playback-state"))));
    REQUIRE(reply.status == 200);
    CHECK(reply.header("Set-Cookie").has_value());
    const auto body = json::parse_object(reply.body);
    CHECK(text_of(body, "token_type") == "Bearer");
    CHECK(body->getValue<int>("expires_in") == 3600);
    CHECK(text_of(body, "scope") == "user-read-playback-state");
    const std::string access = text_of(body, "access_token");
    CHECK(desk.api("GET", "/v1/me/player", access).status == 200);
    CHECK(desk.api("PUT", "/v1/me/player/pause", access).status == 403);
    const auto refreshed = desk.ask_token(refresh_form(text_of(body, "refresh_token")));
    CHECK(refreshed.status == 200);
    CHECK_FALSE(json::parse_object(refreshed.body)->has("refresh_token"));
    CHECK(text_of(json::parse_object(refreshed.body), "scope") == "user-read-playback-state");
}

TEST_CASE("a code is exchanged with a secret, and never without") {
    SignInDesk desk;
    desk.register_secret_client();
    const auto form = secret_exchange(desk.code(plain_link("secret-client")));
    CHECK(refusal_of_token(desk.ask_token(form)) == invalid_client);
    CHECK(refusal_of_token(desk.ask_token(changed(form, "client_id", "secret-client"))) == invalid_client);
    const std::string wrong = "Basic c2VjcmV0LWNsaWVudDpzM2NyZXg=";
    CHECK(refusal_of_token(desk.ask_token(form, wrong)) == invalid_client);
    CHECK(refusal_of_token(desk.ask_token(form, "Basic !!!")) == invalid_client);
    CHECK(refusal_of_token(desk.ask_token(changed(form, "client_id", "demo-client"), secret_client_basic)) ==
          invalid_client);
    const HttpReply reply = desk.ask_token(form, secret_client_basic);
    REQUIRE(reply.status == 200);
    const std::string refresh_token = text_of(json::parse_object(reply.body), "refresh_token");
    const auto refresh = changed(refresh_form(refresh_token), "client_id", "secret-client");
    CHECK(refusal_of_token(desk.ask_token(refresh)) == invalid_client);
    CHECK(desk.ask_token(refresh, secret_client_basic).status == 200);
}

TEST_CASE("an app that has a secret may sign in by PKCE, and then refreshes without it") {
    SignInDesk desk;
    desk.register_secret_client();
    const std::string code = desk.code(Link().with("client_id", "secret-client"));
    const HttpReply reply = desk.ask_token(changed(desk.exchange(code), "client_id", "secret-client"));
    REQUIRE(reply.status == 200);
    const std::string refresh_token = text_of(json::parse_object(reply.body), "refresh_token");
    const auto refresh = changed(refresh_form(refresh_token), "client_id", "secret-client");
    CHECK(desk.ask_token(refresh).status == 200);
    CHECK(desk.ask_token(refresh, secret_client_basic).status == 200);
}

TEST_CASE("a code is good once, for the client that it was given to") {
    SignInDesk desk;
    desk.register_secret_client();
    const auto form = desk.exchange(desk.code(Link()));
    CHECK(refusal_of_token(desk.ask_token(changed(form, "client_id", std::nullopt), secret_client_basic)) ==
          invalid_code);
    CHECK(desk.ask_token(form).status == 200);
    CHECK(refusal_of_token(desk.ask_token(form)) == invalid_code);
    CHECK(refusal_of_token(desk.ask_token(desk.exchange("AQgarbage"))) == invalid_code);
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(""))) ==
          "400 invalid_request: code must be supplied");
}

TEST_CASE("a code ends after its life") {
    SignInDesk desk;
    const std::string expired = "400 invalid_grant: Authorization code expired";
    const std::string early = desk.code(Link());
    desk.control("POST", "/settings", R"({"code_life_ms":5000})");
    const std::string late = desk.code(Link());
    desk.now += 4999;
    CHECK(desk.ask_token(desk.exchange(desk.code(Link()))).status == 200);
    desk.now += 1;
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(late))) == expired);
    desk.now = SignInDesk::start + 599'999;
    CHECK(desk.ask_token(desk.exchange(early)).status == 200);
    desk.control("POST", "/settings", R"({"code_life_ms":0})");
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(desk.code(Link())))) == expired);
}

TEST_CASE("the redirect URI is compared with the authorize call, not with the registration") {
    SignInDesk desk;
    const std::string differs = "400 invalid_grant: Invalid redirect URI";
    const auto form = desk.exchange(desk.code(Link()));
    const auto with_uri = [&](const std::string& uri) {
        return refusal_of_token(desk.ask_token(changed(form, "redirect_uri", uri)));
    };
    CHECK(with_uri(percent_encoded(registered_uri)) == differs);
    CHECK(with_uri("http://127.0.0.1/callback") == differs);
    CHECK(with_uri(registered_uri + "/") == differs);
    CHECK(refusal_of_token(desk.ask_token(changed(form, "redirect_uri", std::nullopt))) ==
          "400 invalid_request: redirect_uri must be supplied");
    CHECK(desk.ask_token(form).status == 200);

    const std::string any_port = "http://127.0.0.1:49152/callback";
    const auto other = desk.exchange(desk.code(Link().with("redirect_uri", any_port)));
    CHECK(refusal_of_token(desk.ask_token(other)) == differs);
    CHECK(desk.ask_token(changed(other, "redirect_uri", any_port)).status == 200);
}

TEST_CASE("a code that was asked for with a challenge needs the verifier") {
    SignInDesk desk;
    const auto form = desk.exchange(desk.code(Link()));
    const auto with_verifier = [&](const std::optional<std::string>& verifier) {
        return refusal_of_token(desk.ask_token(changed(form, "code_verifier", verifier)));
    };
    CHECK(with_verifier(std::nullopt) == wrong_verifier);
    CHECK(with_verifier("") == wrong_verifier);
    CHECK(with_verifier(known_challenge) == wrong_verifier);
    CHECK(with_verifier(known_verifier + "A") == wrong_verifier);
    CHECK(desk.ask_token(form).status == 200);

    SUBCASE("a secret does not stand in for it") {
        desk.register_secret_client();
        const std::string code = desk.code(Link().with("client_id", "secret-client"));
        CHECK(refusal_of_token(desk.ask_token(secret_exchange(code), secret_client_basic)) == wrong_verifier);
    }
    SUBCASE("verifiers that RFC 7636 does not allow are refused, though their hash is right") {
        for (const std::string& odd :
             {std::string(42, 'a'), std::string(129, 'a'), std::string(42, 'a') + "+"}) {
            const std::string code = desk.code(Link().with("code_challenge", challenge_of(odd)));
            CHECK(refusal_of_token(desk.ask_token(changed(desk.exchange(code), "code_verifier", odd))) ==
                  wrong_verifier);
        }
        for (const std::string& right : {std::string(43, '~'), std::string(128, '.')}) {
            const std::string code = desk.code(Link().with("code_challenge", challenge_of(right)));
            CHECK(desk.ask_token(changed(desk.exchange(code), "code_verifier", right)).status == 200);
        }
    }
}

TEST_CASE("a code without a challenge takes no verifier, and a public client gets nothing for it") {
    SignInDesk desk;
    const auto form = desk.exchange(desk.code(plain_link("demo-client")));
    CHECK(refusal_of_token(desk.ask_token(form)) == wrong_verifier);
    CHECK(refusal_of_token(desk.ask_token(changed(form, "code_verifier", std::nullopt))) == invalid_client);
}

TEST_CASE("the challenge is that of the RFC") {
    CHECK(challenge_of(known_verifier) == known_challenge);
}

TEST_CASE("the token endpoint takes forms with a length, and only its grants") {
    SignInDesk desk;
    const std::string unsupported = "400 unsupported_grant_type: grant_type must be client_credentials, "
                                    "authorization_code or refresh_token";
    const auto form = desk.exchange(desk.code(Link()));
    CHECK(refusal_of_token(desk.ask_token(changed(form, "grant_type", "authorisation_code"))) == unsupported);
    CHECK(refusal_of_token(desk.ask_token(changed(form, "grant_type", std::nullopt))) == unsupported);
    CHECK(refusal_of_token(desk.ask_token(changed(form, "client_id", "bogus"))) == invalid_client);

    HttpRequest as_json = request_for("POST", "/api/token");
    as_json.headers = {{"Content-Type", "application/json"}};
    as_json.body = R"({"grant_type":"authorization_code"})";
    as_json.says_its_length = true;
    CHECK(refusal_of_token(desk.send(as_json)) == unsupported);
    as_json.says_its_length = false;
    CHECK(desk.send(as_json).status == 411);
    CHECK(desk.send(request_for("GET", "/api/token")).status == 405);
}

TEST_CASE("error_description may be missing") {
    SignInDesk desk;
    desk.control("POST", "/settings", R"({"omit_error_description":true})");
    CHECK(refusal_of_token(desk.ask_token(desk.exchange("AQgarbage"))) == "400 invalid_grant: -");
    CHECK(refusal_of_token(desk.ask_token(refresh_form("AQgarbage"))) == "400 invalid_grant: -");
    CHECK(refusal_of_token(desk.ask_token({{"grant_type", "authorization_code"}})) ==
          "400 invalid_client: -");
}

TEST_CASE("the life that a code's answer tells may be missing or absurd") {
    SignInDesk desk;
    desk.control("POST", "/accounts/demo/tokens", R"({"expires_in":-7})");
    const auto absurd = desk.sign_in();
    CHECK(absurd->getValue<int>("expires_in") == -7);
    CHECK(desk.api("GET", "/v1/me", text_of(absurd, "access_token")).status == 401);
    desk.control("POST", "/accounts/demo/tokens", R"({"expires_in":null,"drop":"expires_in"})");
    const auto silent = desk.sign_in();
    CHECK_FALSE(silent->has("expires_in"));
    CHECK(desk.api("GET", "/v1/me", text_of(silent, "access_token")).status == 200);
}

TEST_CASE("a first exchange gives a refresh token in every rotation, and leaves earlier ones alive") {
    SignInDesk desk;
    const std::string earlier = desk.world.tokens.newest_refresh_token("demo");
    for (const char* rotation : {"none", "omitted", "empty", "always", "pkce_old"}) {
        INFO(rotation);
        desk.control("POST", "/accounts/demo/tokens",
                     json::text(json::object({{"rotation", std::string(rotation)}})));
        CHECK_FALSE(text_of(desk.sign_in(), "refresh_token").empty());
    }
    CHECK(desk.ask_token(refresh_form(earlier)).status == 200);
}

TEST_CASE("until June 2026 only clients without a secret had their refresh tokens rotated") {
    SignInDesk desk;
    desk.register_secret_client();
    desk.control("POST", "/accounts/demo/tokens", R"({"rotation":"pkce_old"})");
    const auto refreshed = [&](const NameValues& form, const std::string& authorization) {
        const HttpReply reply = desk.ask_token(form, authorization);
        REQUIRE(reply.status == 200);
        return json::parse_object(reply.body)->optValue<std::string>("refresh_token", "(no key)");
    };
    const std::string first = text_of(desk.sign_in(), "refresh_token");
    const std::string second = refreshed(refresh_form(first), "");
    CHECK(second != first);
    CHECK(refusal_of_token(desk.ask_token(refresh_form(first))) ==
          "400 invalid_grant: Refresh token revoked");
    CHECK(refreshed(refresh_form(second), "") != second);

    const auto secret = json::parse_object(
        desk.ask_token(secret_exchange(desk.code(plain_link("secret-client"))), secret_client_basic).body);
    const auto form = changed(refresh_form(text_of(secret, "refresh_token")), "client_id", std::nullopt);
    CHECK(refreshed(form, secret_client_basic) == "(no key)");
    CHECK(refreshed(form, secret_client_basic) == "(no key)");
}

TEST_CASE("six months count from the consent") {
    SignInDesk desk;
    const std::string expired = "400 invalid_grant: Refresh token expired";
    const std::string token = text_of(desk.sign_in(), "refresh_token");
    SUBCASE("not from the exchange, nor from a link that passed it on unseen") {
        desk.now += refresh_token_life - 1;
        const std::string passed_on = text_of(desk.sign_in(), "refresh_token");
        const std::string new_one =
            text_of(json::parse_object(
                        desk.ask_token(desk.exchange(desk.code(Link().with("show_dialog", "true")))).body),
                    "refresh_token");
        CHECK(desk.ask_token(refresh_form(passed_on)).status == 200);
        desk.now += 1;
        CHECK(refusal_of_token(desk.ask_token(refresh_form(token))) == expired);
        CHECK(refusal_of_token(desk.ask_token(refresh_form(passed_on))) == expired);
        CHECK(desk.ask_token(refresh_form(new_one)).status == 200);
    }
    SUBCASE("and can be dated back") {
        const auto age = [&](Millis milliseconds) {
            const auto body = json::object({{"consent_age_ms", milliseconds}});
            REQUIRE(desk.control("POST", "/accounts/demo/tokens", json::text(body)).status == 200);
        };
        age(refresh_token_life - 1);
        CHECK(desk.ask_token(refresh_form(token)).status == 200);
        desk.now += 1;
        CHECK(refusal_of_token(desk.ask_token(refresh_form(token))) == expired);
        age(0);
        CHECK(desk.ask_token(refresh_form(token)).status == 200);
        CHECK(desk.control("POST", "/accounts/demo/tokens", R"({"consent_age_ms":-1})").status == 400);
    }
}

TEST_CASE("faults reach the token endpoint; a code that was not looked at is still good") {
    SignInDesk desk;
    const auto form = desk.exchange(desk.code(Link()));
    const auto after = [&](const std::string& fault) {
        REQUIRE(desk.control("POST", "/faults", fault).status == 200);
        return desk.ask_token(form);
    };
    CHECK(after(R"({"kind":"status","status":500,"path":"/api/token"})").body.empty());
    CHECK(after(R"({"kind":"cut","path":"/api/token"})").body.empty());
    CHECK(after(R"({"kind":"stall","path":"/api/token"})").body.empty());
    // Spent at the server, and the answer is lost on its way.
    CHECK(after(R"({"kind":"cut","path":"/api/token","apply":true})").status == 200);
    CHECK(refusal_of_token(desk.ask_token(form)) == invalid_code);
}

TEST_CASE("who comes back too early to the token endpoint is counted; a person's browser is not") {
    SignInDesk desk;
    desk.control("POST", "/faults",
                 R"({"kind":"status","status":429,"path":"/api/token","headers":{"Retry-After":"30"}})");
    desk.ask_token(desk.exchange("x"));
    desk.now += 1000;
    Browser browser(desk);
    browser.go_to(Link().target());
    CHECK(desk.world.early_requests == 0);
    desk.ask_token(desk.exchange("x"));
    CHECK(desk.world.early_requests == 1);
}
