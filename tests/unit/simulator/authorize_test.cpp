// The way of a browser through sign-in, and what a consent link is refused for.
#include "redirect_uri.hpp"
#include "sign_in_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

const std::string back = registered_uri + "?";
const std::string state_again = "&state=s%20t%26a%3Dt%25e";

} // namespace

TEST_CASE("a browser is led to the login, even for a client that does not exist") {
    SignInDesk desk;
    for (const Link& link : {Link(), Link().with("client_id", "bogus")}) {
        const HttpReply reply = desk.send(request_for("GET", link.target()));
        CHECK(reply.status == 303);
        CHECK(reply.header("Location") == "/login?continue=" + percent_encoded(link.target()));
    }
}

TEST_CASE("a person logs in, agrees, and comes back with a code and the state") {
    SignInDesk desk;
    Browser browser(desk);
    browser.go_to(Link().target());
    CHECK(browser.shows("Log in"));
    REQUIRE(browser.press("demo"));
    CHECK(browser.shows("demo-client"));
    CHECK(browser.shows("Control playback on your devices"));
    CHECK_FALSE(browser.shows("user-modify-playback-state</li>"));
    CHECK(browser.shows("<strong>demo</strong>"));
    REQUIRE(browser.press("Agree"));
    CHECK(browser.left_to().rfind(back + "code=", 0) == 0);
    CHECK(browser.left_to().find(state_again) == browser.left_to().size() - state_again.size());
    const std::string code = parameter_of(browser.left_to(), "code").value_or("");
    CHECK(desk.ask_token(desk.exchange(code)).status == 200);
}

TEST_CASE("a person cancels, and may be somebody else") {
    SignInDesk desk;
    desk.control("POST", "/accounts", R"({"name":"bar","client_id":"bar-client"})");
    desk.control("PATCH", "/apps/demo-client", R"({"name":"A <b>&\"Lobby\""})");
    Browser browser(desk);
    browser.go_to(Link().target());
    REQUIRE(browser.press("demo"));
    CHECK(browser.shows("A &lt;b&gt;&amp;&quot;Lobby&quot;"));
    CHECK(browser.shows("/login?continue=" + percent_encoded(Link().target()) + "\">Not you?"));
    browser.go_to("/login?continue=" + percent_encoded(Link().target()));
    REQUIRE(browser.press("bar"));
    CHECK(browser.shows("<strong>bar</strong>"));
    REQUIRE(browser.press("Cancel"));
    CHECK(browser.left_to() == back + "error=access_denied" + state_again);
}

TEST_CASE("pages need no scripts and nothing from elsewhere") {
    SignInDesk desk;
    Browser browser(desk);
    browser.go_to(Link().target());
    const std::string login = browser.shown().body;
    REQUIRE(browser.press("demo"));
    for (const std::string& page : {login, browser.shown().body}) {
        CHECK(page.find("<html lang=\"en\">") != std::string::npos);
        CHECK(page.find("<h1>") != std::string::npos);
        CHECK(page.find("<script") == std::string::npos);
        CHECK(page.find("src=") == std::string::npos);
        CHECK(page.find("://") == std::string::npos);
    }
}

TEST_CASE("what the person sees as a bare page never comes back to the client") {
    SignInDesk desk;
    const auto page = [&](const Link& link) {
        Browser browser(desk);
        browser.go_to(link.target());
        REQUIRE(browser.press("demo"));
        CHECK(browser.shown().status == 400);
        CHECK(browser.left_to().empty());
        const std::string told = desk.open(link);
        REQUIRE(told.rfind("page: ", 0) == 0);
        CHECK(browser.shows("<h1>" + told.substr(6) + "</h1>"));
        return told.substr(6);
    };
    const auto page_for_uri = [&](const std::string& uri) { return page(Link().with("redirect_uri", uri)); };
    const std::string invalid = "INVALID_CLIENT: Invalid redirect URI";
    const std::string insecure = "INVALID_CLIENT: Insecure redirect URI";

    CHECK(page(Link().with("client_id", "bogus")) == "INVALID_CLIENT: Invalid client");
    CHECK(page(Link().without("client_id")) == "INVALID_CLIENT: Invalid client");
    CHECK(page(Link().raw("&client_id=demo-client")) == "INVALID_CLIENT: Invalid client");
    CHECK(page(Link().raw("&broken=%zz")) == "INVALID_CLIENT: Invalid client");
    CHECK(page(Link().without("redirect_uri")) == invalid);
    CHECK(page(Link().raw("&redirect_uri=" + percent_encoded(registered_uri))) == invalid);
    CHECK(page_for_uri("http://127.0.0.1:8888/callback/") == invalid);
    CHECK(page_for_uri("http://127.0.0.1:8888/Callback") == invalid);
    CHECK(page_for_uri("http://127.0.0.1:8888/callback?x=1") == invalid);
    CHECK(page_for_uri("https://127.0.0.1:8888/callback") == invalid);
    CHECK(page_for_uri("http://[::1]:8888/callback") == invalid);
    CHECK(page_for_uri("https://driver.example/callback") == invalid);
    CHECK(page_for_uri(percent_encoded(registered_uri)) == invalid);
    CHECK(page_for_uri("http://localhost:8888/callback") == insecure);
    CHECK(page_for_uri("http://192.168.1.9:5000/callback") == insecure);
    CHECK(page_for_uri("http://127.0.0.2:8888/callback") == insecure);
    CHECK(page_for_uri("http://127.0.0.1.example:8888/callback") == insecure);
    CHECK(page_for_uri("http://driver.example/callback") == insecure);
}

TEST_CASE("other mistakes come back to the client as errors, with the state") {
    SignInDesk desk;
    const auto error = [&](const Link& link) {
        Browser browser(desk);
        browser.go_to(link.target());
        REQUIRE(browser.press("demo"));
        CHECK(browser.left_to() == desk.open(link));
        CHECK(parameter_of(browser.left_to(), "state") == "s t&a=t%e");
        CHECK_FALSE(parameter_of(browser.left_to(), "code").has_value());
        return parameter_of(browser.left_to(), "error").value_or("-");
    };
    CHECK(error(Link().with("response_type", "token")) == "unsupported_response_type");
    CHECK(error(Link().without("response_type")) == "invalid_request");
    CHECK(error(Link().with("code_challenge_method", "plain")) == "invalid_request");
    CHECK(error(Link().without("code_challenge_method")) == "invalid_request");
    CHECK(error(Link().without("code_challenge")) == "invalid_request");
    CHECK(error(Link().with("code_challenge", known_challenge + "=")) == "invalid_request");
    CHECK(error(Link().with("code_challenge", known_challenge + "A")) == "invalid_request");
    CHECK(error(Link().with("code_challenge", known_challenge.substr(1) + "+")) == "invalid_request");
    CHECK(error(Link().with("scope", "user-read-playback-state everything")) == "invalid_scope");
    CHECK(error(Link().with("scope", "user-read-playback-state,user-read-private")) == "invalid_scope");
    CHECK(error(Link().raw("&scope=streaming")) == "invalid_request");
    CHECK(desk.world.consents.given_at("demo", "demo-client", {}, desk.now) == std::nullopt);
}

TEST_CASE("a loopback literal registered without a port stands for every port") {
    SignInDesk desk;
    const auto goes = [&](const std::string& uri) {
        return desk.open(Link().with("redirect_uri", uri)).rfind(uri + "?code=", 0) == 0;
    };
    CHECK(goes("http://127.0.0.1:49152/callback"));
    CHECK(goes("http://127.0.0.1/callback"));
    CHECK_FALSE(goes("http://127.0.0.1:0/callback"));
    CHECK_FALSE(goes("http://127.0.0.1:65536/callback"));
    CHECK_FALSE(goes("http://127.0.0.1:/callback"));
    CHECK_FALSE(goes("http://x@127.0.0.1:80/callback"));
    CHECK_FALSE(goes("http://127.0.0.1:49152/other"));
    desk.control(
        "PATCH", "/apps/demo-client",
        R"({"redirect_uris":["http://[::1]/cb","https://driver.example/cb","http://127.0.0.1:80/x"]})");
    CHECK(goes("http://[::1]:49152/cb"));
    CHECK(goes("https://driver.example/cb"));
    CHECK(goes("http://127.0.0.1:80/x"));
    CHECK_FALSE(goes("http://127.0.0.1/x"));
    CHECK_FALSE(goes("http://127.0.0.1:81/x"));
    CHECK_FALSE(goes("http://127.0.0.1:49152/cb"));
    CHECK_FALSE(goes("https://driver.example:8443/cb"));
    CHECK_FALSE(goes(registered_uri));
}

TEST_CASE("what is in the redirect URI's query stays") {
    SignInDesk desk;
    desk.control(
        "PATCH", "/apps/demo-client",
        R"({"redirect_uris":["https://driver.example/cb?room=1&x=%26","https://driver.example/cb?"]})");
    const Link asked = Link().with("redirect_uri", "https://driver.example/cb?room=1&x=%26");
    CHECK(desk.open(asked, "cancel") ==
          "https://driver.example/cb?room=1&x=%26&error=access_denied" + state_again);
    CHECK(desk.open(Link().with("redirect_uri", "https://driver.example/cb?"), "cancel") ==
          "https://driver.example/cb?error=access_denied" + state_again);
}

TEST_CASE("who has agreed before is not asked again, unless the link wants it or asks for more") {
    SignInDesk desk;
    Browser browser(desk);
    browser.go_to(Link().target());
    REQUIRE(browser.press("demo"));
    REQUIRE(browser.press("Agree"));
    const std::string first = browser.left_to();

    const auto asks = [&](const Link& link) {
        Browser again(desk);
        again.go_to(link.target());
        REQUIRE(again.press("demo"));
        return again.shows(">Agree</button>");
    };
    CHECK_FALSE(asks(Link()));
    CHECK_FALSE(asks(Link().with("scope", "user-read-playback-state")));
    CHECK_FALSE(asks(Link().with("show_dialog", "false")));
    CHECK(asks(Link().with("show_dialog", "true")));
    CHECK(asks(Link().with("scope", "user-library-read")));
    CHECK(desk.open(Link(), "cancel").find("code=") != std::string::npos);
    CHECK(desk.open(Link(), "cancel") != first);

    SUBCASE("an app that was removed has to ask") {
        desk.control("POST", "/accounts/demo/tokens", R"({"revoke_refresh":true})");
        CHECK(asks(Link()));
    }
    SUBCASE("and so has one whose six months are over") {
        desk.now += refresh_token_life - 1;
        CHECK_FALSE(asks(Link()));
        desk.now += 1;
        CHECK(asks(Link()));
    }
    SUBCASE("unless another consent was given in the meantime") {
        desk.now += refresh_token_life - 1;
        desk.code(Link().with("show_dialog", "true"));
        desk.now += 1;
        CHECK_FALSE(asks(Link()));
    }
    SUBCASE("and one whose consent was dated back") {
        const auto body = json::object({{"consent_age_ms", refresh_token_life}});
        desk.control("POST", "/accounts/demo/tokens", json::text(body));
        CHECK(asks(Link()));
    }
    SUBCASE("however it came about") {
        desk.control("POST", "/accounts/demo/tokens", R"({"expire_refresh":true})");
        CHECK(asks(Link()));
    }
}

TEST_CASE("the state comes back as it was sent, and only when it was") {
    SignInDesk desk;
    CHECK(desk.open(Link().without("state"), "cancel") == back + "error=access_denied");
    CHECK(desk.open(Link().with("state", ""), "cancel") == back + "error=access_denied&state=");
    const std::string nasty = "a+b c/d?e&f=g#h%2Fü";
    CHECK(parameter_of(desk.open(Link().with("state", nasty), "cancel"), "state") == nasty);
}

TEST_CASE("pages take the methods of a browser only, and no forged steps") {
    SignInDesk desk;
    const auto status = [&](const std::string& method, const std::string& target, const std::string& form) {
        HttpRequest request = request_for(method, target);
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = form;
        request.says_its_length = true;
        return desk.send(request).status;
    };
    for (const char* method : {"HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
        CHECK(status(method, Link().target(), "") == 405);
    CHECK(status("GET", "/consent", "") == 405);
    CHECK(status("DELETE", "/login", "") == 405);
    CHECK(status("GET", "/login", "") == 400);
    CHECK(status("GET", "/login?continue=https%3A%2F%2Fevil.example%2F", "") == 400);
    CHECK(status("POST", "/login", "account=demo&continue=https%3A%2F%2Fevil.example%2F") == 400);
    CHECK(status("POST", "/login", "account=nobody&continue=%2Fauthorize%3F") == 400);
    const std::string request = percent_encoded(Link().target().substr(std::string("/authorize?").size()));
    desk.world.sessions["known"] = "demo";
    HttpRequest undecided = request_for("POST", "/consent");
    undecided.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                         {"Cookie", "sim_session=known"}};
    undecided.body = "decision=perhaps&request=" + request;
    CHECK(desk.send(undecided).status == 400);
    // Without having logged in nobody agrees.
    CHECK(status("POST", "/consent", "decision=agree&request=" + request) == 303);
    CHECK(desk.world.consents.given_at("demo", "demo-client", {}, desk.now) == std::nullopt);
}

TEST_CASE("the dashboard refuses redirect URIs that are not secure") {
    SignInDesk desk;
    const auto problem = [&](const std::string& uri) {
        const auto body = json::object({{"redirect_uris", json::array({uri})}, {"owner_premium", false}});
        const HttpReply reply = desk.control("PATCH", "/apps/demo-client", json::text(body));
        return reply.status == 200 ? std::string()
                                   : json::parse_object(reply.body)->getValue<std::string>("error");
    };
    for (const char* uri :
         {"http://localhost:8888/callback", "https://localhost/callback", "http://192.168.1.9:5000/callback",
          "http://driver.example/cb", "http://127.0.0.1.example/cb"}) {
        INFO(uri);
        CHECK(problem(uri).find("\"redirect_uris\" must hold only URIs that are secure") !=
              std::string::npos);
    }
    for (const char* uri : {"/callback", "https:-/localhost", "https://u@driver.example/cb",
                            "https://driver.example/cb#x", "driver://callback", "https://", ""}) {
        INFO(uri);
        CHECK(problem(uri).find("absolute addresses") != std::string::npos);
    }
    CHECK(desk.world.apps.at("demo-client").owner_premium);
    CHECK(desk.world.apps.at("demo-client").redirect_uris.size() == 2);
    for (const char* uri : {"https://192.168.1.9/cb", "http://[::1]:80/cb", "http://127.0.0.1/cb"})
        CHECK(problem(uri).empty());
    CHECK(desk.world.apps.at("demo-client").redirect_uris == std::vector<std::string>{"http://127.0.0.1/cb"});
}

TEST_CASE("apps are registered, shown without their secret, and changed") {
    SignInDesk desk;
    desk.register_secret_client();
    CHECK(desk.control("POST", "/apps", R"({"client_id":"secret-client"})").status == 400);
    CHECK(desk.control("GET", "/apps/nobody", "").status == 404);
    CHECK(desk.control("PATCH", "/apps/nobody", "{}").status == 404);
    CHECK(desk.control("DELETE", "/apps/secret-client", "").status == 404);
    CHECK(desk.control("PATCH", "/apps/secret-client", R"({"client_secret":""})").status == 400);
    const HttpReply shown = desk.control("GET", "/apps/secret-client", "");
    CHECK(json::parse_object(shown.body)->getValue<bool>("has_secret"));
    CHECK(shown.body.find("s3cret") == std::string::npos);
    const HttpReply changed = desk.control("PATCH", "/apps/secret-client", R"({"client_secret":null})");
    CHECK_FALSE(json::parse_object(changed.body)->getValue<bool>("has_secret"));
    // A second account of an app leaves its registration alone.
    desk.control("PATCH", "/apps/secret-client", R"({"redirect_uris":["https://driver.example/cb"]})");
    desk.control("POST", "/accounts", R"({"name":"bar","client_id":"secret-client"})");
    CHECK(desk.world.apps.at("secret-client").redirect_uris.size() == 1);
}

TEST_CASE("the way without a browser takes only consent links") {
    SignInDesk desk;
    const auto problem = [&](const std::string& body) {
        const HttpReply reply = desk.control("POST", "/accounts/demo/authorize", body);
        CHECK(reply.status == 400);
        return reply.body;
    };
    for (const char* url : {"https://127.0.0.1:8443", "https://127.0.0.1:8443/login?x=/authorize",
                            "https://127.0.0.1:8443/authorized?client_id=x", "nonsense"})
        CHECK(problem(json::text(json::object({{"url", url}}))).find("\\\"url\\\"") != std::string::npos);
    CHECK(problem("{}").find("\\\"url\\\"") != std::string::npos);
    CHECK(problem(R"({"url":"/authorize?","decision":"maybe"})").find("\\\"decision\\\"") !=
          std::string::npos);
}

TEST_CASE("faults reach the pages, and keep a decision from being taken") {
    SignInDesk desk;
    Browser browser(desk);
    browser.go_to(Link().target());
    REQUIRE(browser.press("demo"));
    desk.control("POST", "/faults", R"({"kind":"status","status":500,"path":"/consent"})");
    HttpRequest agree = request_for("POST", "/consent");
    const auto received = desk.service.receive(agree, 1, desk.now);
    REQUIRE(received.fault.has_value());
    CHECK(desk.service.answer(agree, received, desk.now).body.empty());
    CHECK(desk.world.consents.given_at("demo", "demo-client", {}, desk.now) == std::nullopt);
    desk.control("POST", "/faults", R"({"kind":"cut","path":"/authorize"})");
    CHECK(desk.service.receive(request_for("GET", Link().target()), 1, desk.now).fault.has_value());
}
