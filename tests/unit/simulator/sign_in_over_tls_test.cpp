// Sign-in at the whole program: pages and tokens over TLS, spoiled by faults, and the typed way without a
// browser.
#include "simulator.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>

#include <doctest/doctest.h>

namespace {

using Poco::Net::HTTPRequest;
using test::Simulator;

const std::string consent_link = "/authorize?client_id=demo-client&response_type=code&redirect_uri=http%3A%"
                                 "2F%2F127.0.0.1%3A8888%2Fcallback"
                                 "&scope=user-read-playback-state&state=xyzzy&code_challenge_method=S256"
                                 "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

std::string exchange_body(const std::string& redirect) {
    const std::size_t begin = redirect.find("code=") + 5;
    return "grant_type=authorization_code&client_id=demo-client"
           "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback"
           "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&code=" +
           redirect.substr(begin, redirect.find('&', begin) - begin);
}

struct Answer {
    int status = 0;
    Poco::Net::HTTPResponse head;
    std::string body;
};

// A connection for each request.
Answer ask(const Simulator& simulator, const std::string& method, const std::string& path,
           const std::string& form = "", const std::string& cookie = "") {
    Poco::Net::HTTPSClientSession session("127.0.0.1", simulator.port(),
                                          new Poco::Net::Context(Poco::Net::Context::TLSV1_2_CLIENT_USE,
                                                                 simulator.ca_file(),
                                                                 Poco::Net::Context::VERIFY_STRICT));
    session.setTimeout(Poco::Timespan(10, 0));
    HTTPRequest request(method, path, HTTPRequest::HTTP_1_1);
    if (!cookie.empty())
        request.set("Cookie", cookie);
    if (method == HTTPRequest::HTTP_POST) {
        request.setContentType("application/x-www-form-urlencoded");
        request.setContentLength(static_cast<std::streamsize>(form.size()));
    }
    session.sendRequest(request) << form;
    Answer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(answer.head), answer.body);
    answer.status = answer.head.getStatus();
    return answer;
}

} // namespace

TEST_CASE("pages, cookies and redirects are good HTTP") {
    Simulator simulator;
    const Answer first = ask(simulator, "GET", consent_link);
    CHECK(first.status == 303);
    CHECK(first.head.getReason() == "See Other");
    const std::string login = first.head.get("Location");
    CHECK(ask(simulator, "GET", login).body.find("<button") != std::string::npos);
    const std::string go_on = login.substr(login.find('=') + 1);
    const Answer logged_in = ask(simulator, "POST", "/login", "account=demo&continue=" + go_on);
    CHECK(logged_in.head.get("Location") == consent_link);
    const std::string set = logged_in.head.get("Set-Cookie");
    const std::string cookie = set.substr(0, set.find(';'));
    CHECK(ask(simulator, "GET", consent_link, "", cookie).body.find(">Agree<") != std::string::npos);
    const std::string query = go_on.substr(go_on.find("%3F") + 3);
    const Answer agreed = ask(simulator, "POST", "/consent", "decision=agree&request=" + query, cookie);
    CHECK(agreed.status == 303);
    CHECK(ask(simulator, "POST", "/api/token", exchange_body(agreed.head.get("Location"))).status == 200);
    const Answer head = ask(simulator, "HEAD", consent_link);
    CHECK(head.status == 405);
    CHECK(head.body.empty());
}

TEST_CASE("the login takes a long link, which stands there escaped twice") {
    Simulator simulator;
    const std::string state(10'000, 'x');
    const Answer login = ask(simulator, "GET", "/login?continue=%2Fauthorize%3Fstate%3D" + state);
    CHECK(login.status == 200);
    CHECK(login.body.find(state) != std::string::npos);
}

TEST_CASE("faults spoil the consent page and the token endpoint on the wire") {
    Simulator simulator;
    const std::string body = exchange_body(simulator.authorize("demo", consent_link));
    std::string path;
    const auto spoiled = [&](const std::string& fault) {
        simulator.add_fault("{\"path\":\"" + path + "\"," + fault + "}");
        return path == "/authorize" ? ask(simulator, "GET", consent_link)
                                    : ask(simulator, "POST", path, body);
    };
    SUBCASE("the page") {
        path = "/authorize";
    }
    SUBCASE("the tokens") {
        path = "/api/token";
    }
    const Answer limited = spoiled(R"("kind":"status","status":429,"headers":{"Retry-After":"17"})");
    CHECK(limited.status == 429);
    CHECK(limited.head.get("Retry-After") == "17");
    const Answer broken =
        spoiled(R"("kind":"status","status":500,"headers":{"Content-Type":"text/html"},"body":"<html>oh")");
    CHECK(broken.status == 500);
    CHECK(broken.body == "<html>oh");
    CHECK_THROWS_AS(spoiled(R"("kind":"cut")"), Poco::Exception);
    CHECK(simulator.requests().back().status == 0);
    // The code is still good: nothing of all that reached the service. Slow is right, a byte at a time.
    const Answer slow = spoiled(R"("kind":"trickle","every_ms":1)");
    CHECK(slow.status == (path == "/authorize" ? 303 : 200));
}

TEST_CASE("tests sign in without a browser") {
    Simulator simulator;
    const std::string link = simulator.accounts_url() + consent_link;
    const std::string redirect = simulator.authorize("demo", link);
    CHECK(redirect.rfind("http://127.0.0.1:8888/callback?code=", 0) == 0);
    CHECK(ask(simulator, "POST", "/api/token", exchange_body(redirect)).status == 200);
    CHECK(simulator.authorize("demo", link + "&show_dialog=true", "cancel") ==
          "http://127.0.0.1:8888/callback?error=access_denied&state=xyzzy");
    simulator.set_app("demo-client", R"({"redirect_uris":["https://driver.example/cb"]})");
    CHECK_THROWS_WITH_AS(simulator.authorize("demo", link), "INVALID_CLIENT: Invalid redirect URI",
                         test::SimulatorError);
    CHECK_THROWS_WITH_AS(simulator.authorize("demo", link, "perhaps"), doctest::Contains("decision"),
                         test::SimulatorError);
    simulator.add_app(R"({"client_id":"another"})");
    CHECK_THROWS_AS(simulator.add_app(R"({"client_id":"another"})"), test::SimulatorError);
}
