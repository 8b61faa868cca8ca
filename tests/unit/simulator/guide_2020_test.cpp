// Every row of the reference's section 10 that is about the form of a request: the guide's old form is
// refused, and the right one is accepted.
#include "sign_in_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

NameValues changed(NameValues form, const std::string& name, const std::string& value) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    form.emplace_back(name, value);
    return form;
}

std::string access_token_of(const json::Object::Ptr& body) {
    return body->getValue<std::string>("access_token");
}

// A body exactly as written, for rows that are about escaping.
HttpReply post_raw(SignInDesk& desk, const std::string& body, const NameValues& headers) {
    HttpRequest request = request_for("POST", "/api/token");
    request.headers = headers;
    request.body = body;
    request.says_its_length = true;
    return desk.send(request);
}

const NameValues form_type{{"Content-Type", "application/x-www-form-urlencoded"}};

HttpReply command(SignInDesk& desk, const std::string& method, const std::string& path, bool with_length) {
    HttpRequest request = request_for(method, path);
    request.headers = {{"Authorization", "Bearer " + access_token_of(desk.sign_in())}};
    request.says_its_length = with_length;
    return desk.send(request);
}

} // namespace

TEST_CASE("guide: grant_type=authorisation_code") {
    SignInDesk desk;
    const auto form = desk.exchange(desk.code(Link()));
    CHECK(refusal_of_token(desk.ask_token(changed(form, "grant_type", "authorisation_code")))
              .rfind("400 unsupported_grant_type", 0) == 0);
    CHECK(desk.ask_token(form).status == 200);
}

TEST_CASE("guide: token body redirect_uri=https%3A%2D%2Flocalhost") {
    SignInDesk desk;
    const std::string begins =
        "grant_type=authorization_code&client_id=demo-client&code_verifier=" + known_verifier +
        "&code=" + desk.code(Link()) + "&redirect_uri=";
    const std::string differs = "400 invalid_grant: Invalid redirect URI";
    CHECK(refusal_of_token(post_raw(desk, begins + "https%3A%2D%2Flocalhost%3A8888%2Fcallback", form_type)) ==
          differs);
    // The hyphen alone is wrong enough, and so is https where the link had http.
    CHECK(refusal_of_token(post_raw(desk, begins + "http%3A%2D%2F127.0.0.1%3A8888%2Fcallback", form_type)) ==
          differs);
    CHECK(refusal_of_token(post_raw(desk, begins + "https%3A%2F%2F127.0.0.1%3A8888%2Fcallback", form_type)) ==
          differs);
    CHECK(post_raw(desk, begins + "http%3A%2F%2F127.0.0.1%3A8888%2Fcallback", form_type).status == 200);
}

TEST_CASE("guide: the redirect URI escaped twice") {
    SignInDesk desk;
    const std::string begins =
        "grant_type=authorization_code&client_id=demo-client&code_verifier=" + known_verifier +
        "&code=" + desk.code(Link()) + "&redirect_uri=";
    CHECK(refusal_of_token(post_raw(desk, begins + "http%253A%252F%252F127.0.0.1%253A8888%252Fcallback",
                                    form_type)) == "400 invalid_grant: Invalid redirect URI");
    CHECK(desk.open(Link().with("redirect_uri", percent_encoded(registered_uri))) ==
          "page: INVALID_CLIENT: Invalid redirect URI");
    CHECK(post_raw(desk, begins + percent_encoded(registered_uri), form_type).status == 200);
}

TEST_CASE("guide: redirect http://localhost:8888/callback") {
    SignInDesk desk;
    const std::string localhost = "http://localhost:8888/callback";
    CHECK(desk.open(Link().with("redirect_uri", localhost)) == "page: INVALID_CLIENT: Insecure redirect URI");
    const HttpReply refused =
        desk.control("PATCH", "/apps/demo-client", R"({"redirect_uris":["http://localhost:8888/callback"]})");
    CHECK(refused.status == 400);
    CHECK(refused.body.find("localhost") != std::string::npos);
    CHECK(desk.open(Link().with("redirect_uri", "http://127.0.0.1:8888/callback"))
              .rfind("http://127.0.0.1:8888/callback?code=", 0) == 0);
}

TEST_CASE("guide: Authorization: Bearer: <token>") {
    SignInDesk desk;
    const std::string token = access_token_of(desk.sign_in());
    HttpRequest request = request_for("GET", "/v1/me/player");
    request.headers = {{"Authorization", "Bearer: " + token}};
    const HttpReply refused = desk.send(request);
    CHECK(refused.status == 400);
    CHECK(refused.body.find("Only valid bearer authentication supported") != std::string::npos);
    request.headers = {{"Authorization", "Bearer " + token}};
    CHECK(desk.send(request).status == 200);
}

TEST_CASE("guide: pause and play are GET") {
    SignInDesk desk;
    CHECK(command(desk, "GET", "/v1/me/player/pause", true).status == 405);
    CHECK(desk.world.find_account("demo")->playback.truth(desk.now).is_playing);
    CHECK(command(desk, "PUT", "/v1/me/player/pause", true).status / 100 == 2);
    desk.now += 5000;
    CHECK(command(desk, "GET", "/v1/me/player/play", true).status == 405);
    CHECK_FALSE(desk.world.find_account("demo")->playback.truth(desk.now).is_playing);
    CHECK(command(desk, "PUT", "/v1/me/player/play", true).status / 100 == 2);
}

TEST_CASE("guide: PUT without Content-Length") {
    SignInDesk desk;
    const HttpReply refused = command(desk, "PUT", "/v1/me/player/pause", false);
    CHECK(refused.status == 411);
    CHECK(refused.header("Content-Type").value_or("").rfind("text/html", 0) == 0);
    CHECK(command(desk, "PUT", "/v1/me/player/pause", true).status / 100 == 2);
}

TEST_CASE("guide: scopes separated by a plus sign") {
    SignInDesk desk;
    const auto link = [](const std::string& between) {
        return Link().without("scope").raw("&scope=user-read-playback-state" + between +
                                           "user-modify-playback-state");
    };
    CHECK(parameter_of(desk.open(link("%2B")), "error") == "invalid_scope");
    for (const char* space : {"+", "%20"}) {
        const auto form = desk.exchange(desk.code(link(space)));
        CHECK(json::parse_object(desk.ask_token(form).body)->getValue<std::string>("scope") ==
              "user-read-playback-state user-modify-playback-state");
    }
}

TEST_CASE("guide: the only header required is Basic auth") {
    SignInDesk desk;
    desk.register_secret_client();
    const std::string body = "grant_type=authorization_code&code=" + desk.code(plain_link("secret-client")) +
                             "&redirect_uri=" + percent_encoded(registered_uri);
    CHECK(refusal_of_token(post_raw(desk, body, {{"Authorization", secret_client_basic}}))
              .rfind("400 unsupported_grant_type", 0) == 0);
    NameValues both = form_type;
    both.emplace_back("Authorization", secret_client_basic);
    CHECK(post_raw(desk, body, both).status == 200);
    // And with PKCE no Basic header is needed.
    CHECK(desk.ask_token(desk.exchange(desk.code(Link()))).status == 200);
}

TEST_CASE("guide: the first refresh token stays valid for ever") {
    SignInDesk desk;
    desk.control("POST", "/accounts/demo/tokens", R"({"rotation":"always"})");
    const auto refresh = [&](const std::string& token) {
        return desk.ask_token(
            {{"grant_type", "refresh_token"}, {"client_id", "demo-client"}, {"refresh_token", token}});
    };
    const std::string first = desk.sign_in()->getValue<std::string>("refresh_token");
    const std::string second =
        json::parse_object(refresh(first).body)->getValue<std::string>("refresh_token");
    CHECK(refusal_of_token(refresh(first)) == "400 invalid_grant: Refresh token revoked");
    CHECK(refresh(second).status == 200);
    desk.now += refresh_token_life;
    const std::string third = desk.world.tokens.newest_refresh_token("demo");
    CHECK(refusal_of_token(refresh(third)) == "400 invalid_grant: Refresh token expired");
}

TEST_CASE("guide: no PKCE and no secret") {
    SignInDesk desk;
    NameValues form = desk.exchange(desk.code(plain_link("demo-client")));
    std::erase_if(form, [](const auto& pair) { return pair.first == "code_verifier"; });
    CHECK(refusal_of_token(desk.ask_token(form)) == "400 invalid_client: Invalid client");
    CHECK(desk.ask_token(desk.exchange(desk.code(Link()))).status == 200);
}

TEST_CASE("guide: no state") {
    SignInDesk desk;
    // Allowed, but then nothing tells the client that the answer is to its own link.
    const std::string without = desk.open(Link().without("state"));
    CHECK(parameter_of(without, "code").has_value());
    CHECK_FALSE(parameter_of(without, "state").has_value());
    CHECK(parameter_of(desk.open(Link().with("state", "xyzzy")), "state") == "xyzzy");
}

TEST_CASE("guide: the code is the rest of the address") {
    SignInDesk desk;
    const std::string url = desk.open(Link());
    const std::string rest = url.substr(url.find("code=") + 5);
    REQUIRE(rest.find('&') != std::string::npos);
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(rest))) ==
          "400 invalid_grant: Invalid authorization code");
    CHECK(desk.ask_token(desk.exchange(rest.substr(0, rest.find('&')))).status == 200);
}

TEST_CASE("guide: the code is 200 and more letters, digits, underscores and hyphens") {
    SignInDesk desk;
    desk.control("POST", "/settings", R"({"awkward_codes":true})");
    const std::string url = desk.open(Link());
    const std::string escaped = url.substr(url.find("code=") + 5, url.find('&') - url.find("code=") - 5);
    const std::string code = parameter_of(url, "code").value_or("");
    CHECK(escaped != code);
    CHECK(code.size() < 200);
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(escaped))) ==
          "400 invalid_grant: Invalid authorization code");
    CHECK(desk.ask_token(desk.exchange(code)).status == 200);
}

TEST_CASE("guide: the code is valid for around ten minutes") {
    SignInDesk desk;
    desk.control("POST", "/settings", R"({"code_life_ms":30000})");
    const std::string late = desk.code(Link());
    const std::string in_time = desk.code(Link());
    desk.now += 29'999;
    CHECK(desk.ask_token(desk.exchange(in_time)).status == 200);
    desk.now += 1;
    CHECK(refusal_of_token(desk.ask_token(desk.exchange(late))) ==
          "400 invalid_grant: Authorization code expired");
}

TEST_CASE("guide: sign in with the account used to set up the application") {
    SignInDesk desk;
    desk.control("POST", "/accounts", R"({"name":"guest","client_id":"other-client"})");
    CHECK(desk.api("GET", "/v1/me/player", access_token_of(desk.sign_in("guest"))).status == 200);

    // Who is not on the list signs in all the same, and is refused at every call.
    desk.control("PATCH", "/accounts/guest", R"({"allow_listed":false})");
    const std::string token = access_token_of(desk.sign_in("guest"));
    for (const char* path : {"/v1/me/player", "/v1/me", "/v1/me/player/devices"}) {
        const HttpReply refused = desk.api("GET", path, token);
        CHECK(refused.status == 403);
        CHECK(refused.header("Content-Type").value_or("").rfind("text/plain", 0) == 0);
        CHECK(refused.body.find("the user may not be registered") != std::string::npos);
    }
}

TEST_CASE("guide: nothing on Premium") {
    SignInDesk desk;
    desk.control("PATCH", "/apps/demo-client", R"({"owner_premium":false})");
    const std::string token = access_token_of(desk.sign_in());
    const HttpReply refused = desk.api("GET", "/v1/me/player", token);
    CHECK(refused.status == 403);
    CHECK(refused.body.rfind("Active premium subscription required for the owner of the app", 0) == 0);
    desk.control("PATCH", "/apps/demo-client", R"({"owner_premium":true})");
    CHECK(desk.api("GET", "/v1/me/player", token).status == 200);
    desk.control("PATCH", "/accounts/demo", R"({"premium":false})");
    CHECK(desk.api("GET", "/v1/me/player", token).status == 200);
    CHECK(desk.api("PUT", "/v1/me/player/pause", token).body.find("PREMIUM_REQUIRED") != std::string::npos);
}

TEST_CASE("guide: no additional_types") {
    SignInDesk desk;
    const std::string token = access_token_of(desk.sign_in());
    desk.control("PATCH", "/accounts/demo/player", R"({"content":"episode"})");
    const auto old_form = json::parse_object(desk.api("GET", "/v1/me/player", token).body);
    CHECK(old_form->isNull("item"));
    const auto right_form =
        json::parse_object(desk.api("GET", "/v1/me/player?additional_types=track%2Cepisode", token).body);
    CHECK(right_form->getObject("item")->has("show"));
}
