// The port with access keys: who is let in, as whom, and what everybody else is told.
#include "browser_client.hpp"
#include "door/key_ring.hpp"
#include "fake_host.hpp"
#include "raw_client.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace avhost::panel;

namespace {

const std::string wall = "k7m2x-9qd4z";
const std::string office = "zzzzz-11111";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}
std::string status(const std::string& answer) {
    return answer.substr(0, 12);
}

PanelOptions with_keys() {
    PanelOptions options;
    options.keys = {{"wall", host::Role::operate, avhost::door::sha256(wall)},
                    {"office", host::Role::set_up, avhost::door::sha256(office)}};
    options.documents = {{"/metrics", host::Role::operate,
                          [](const auto&, const auto& give) {
                              give({"text/plain", "figures\n"});
                          }},
                         {"/support-bundle", host::Role::set_up, [](const auto&, const auto& give) {
                              give({"application/json", "{}", "bundle.json"});
                          }}};
    return options;
}

struct Guarded {
    FakeHost host;
    PanelServer server{with_keys(), host.connect(), host.log()};
    const std::uint16_t port = server.port();

    std::string post(const std::string& path, const std::string& body, const std::string& origin,
                     const std::string& type = "application/x-www-form-urlencoded") const {
        return ::exchange(
            port, "POST " + path + " HTTP/1.1\r\nHost: " + own_host(port) + "\r\nConnection: close\r\n" +
                      (origin.empty() ? "" : "Origin: " + origin + "\r\n") + "Content-Type: " + type +
                      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::string log_in(const std::string& key) const {
        return post("/login", "key=" + key, "http://" + own_host(port));
    }
    std::string get_with(const std::string& path, const std::string& key) const {
        return get(port, path, "Cookie: av_key=" + key + "\r\n");
    }
    // The status line of the answer to a handshake.
    std::string open_socket(const std::string& headers) const {
        RawClient client(port);
        std::string request = handshake(own_host(port), "http://" + own_host(port));
        request.insert(request.size() - 2, headers);
        client.send(request);
        return status(client.read_until("\r\n\r\n"));
    }
};

} // namespace

TEST_CASE_FIXTURE(Guarded, "without a key pages become the login page, and everything else a sentence") {
    for (const char* page : {"/", "/index.html", "/sub/page.html", "/setup", "/av/setup.html?device=x"}) {
        CAPTURE(page);
        const auto answer = get(port, page);
        CHECK(status(answer) == "HTTP/1.1 401");
        CHECK(has(answer, "Content-Type: text/html; charset=utf-8\r\n"));
        CHECK(has(answer, "/av/login.js"));
        CHECK(has(answer, "WWW-Authenticate: Bearer\r\n"));
        CHECK(has(answer, "frame-ancestors 'none'"));
    }
    for (const char* other : {"/av/av.js", "/metrics", "/support-bundle", "/picture.png", "/ws", "/../x"}) {
        CAPTURE(other);
        const auto answer = get(port, other);
        CHECK(status(answer) == "HTTP/1.1 401");
        CHECK(has(answer, "An access key is needed here."));
    }
    CHECK(open_socket("") == "HTTP/1.1 401");
    for (const char* open : {"/av/login.js", "/av/login.css", "/av/icon.svg"}) {
        CAPTURE(open);
        CHECK(status(get(port, open)) == "HTTP/1.1 200");
    }
}

TEST_CASE_FIXTURE(Guarded, "the right key gets a cookie, and the cookie opens all that its role may see") {
    const auto answer = log_in(wall);
    CHECK(status(answer) == "HTTP/1.1 204");
    CHECK(has(answer,
              "Set-Cookie: av_key=" + wall + "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict\r\n"));
    host.wait_for_logged("\"wall\" has logged in from 127.0.0.1.");
    CHECK(status(get_with("/", wall)) == "HTTP/1.1 200");
    CHECK(status(get_with("/av/av.js", wall)) == "HTTP/1.1 200");
    CHECK(has(get_with("/metrics", wall), "figures"));
    CHECK(has(get(port, "/metrics", "Authorization: Bearer " + wall + "\r\n"), "figures"));
    for (const char* path : {"/setup", "/av/setup.html", "/av/setup.js", "/support-bundle"}) {
        CAPTURE(path);
        CHECK(status(get_with(path, wall)) == "HTTP/1.1 403");
        CHECK(status(get_with(path, office)) == "HTTP/1.1 200");
    }
    const auto bundle = get_with("/support-bundle", office);
    CHECK(has(bundle, "Content-Disposition: attachment; filename=\"bundle.json\"\r\n"));
    CHECK(has(bundle, "Cache-Control: no-store\r\n"));
}

TEST_CASE_FIXTURE(Guarded, "the WebSocket opens for a key, and the host hears whose it is") {
    const BrowserClient operating(port, "av_key=" + wall);
    host.wait_for_browsers(1);
    CHECK(host.last_visitor() == "wall/operate");
    const BrowserClient setting_up(port, "av_key=" + office);
    host.wait_for_browsers(2);
    CHECK(host.last_visitor() == "office/set_up");
    CHECK(open_socket("Cookie: av_key=nonsense\r\n") == "HTTP/1.1 401");
}

TEST_CASE_FIXTURE(Guarded, "only the panel's own pages may log in, and only with a form") {
    const std::string own = "http://" + own_host(port);
    for (const std::string& origin : {std::string{}, std::string{"null"}, std::string{"http://evil.example"},
                                      "https://" + own_host(port)}) {
        CAPTURE(origin);
        CHECK(status(post("/login", "key=" + wall, origin)) == "HTTP/1.1 403");
        CHECK(status(post("/logout", "", origin)) == "HTTP/1.1 403");
    }
    CHECK(status(post("/login", "{}", own, "application/json")) == "HTTP/1.1 415");
    CHECK(status(post("/login", "kay=1", own)) == "HTTP/1.1 400");
    CHECK(status(post("/login", "key=" + std::string(5000, 'x'), own)) == "HTTP/1.1 413");
    CHECK(status(post("/login", "key=%22", own)) == "HTTP/1.1 403");
    CHECK(status(post("/logout", "body", own)) == "HTTP/1.1 413");
    CHECK(status(post("/", "key=" + wall, own)) == "HTTP/1.1 405");
    CHECK(status(get(port, "/login")) == "HTTP/1.1 405");
    CHECK(has(get(port, "/login"), "Allow: POST\r\n"));
}

TEST_CASE_FIXTURE(Guarded, "logging out clears the cookie") {
    const auto answer = post("/logout", "", "http://" + own_host(port));
    CHECK(status(answer) == "HTTP/1.1 204");
    CHECK(has(answer, "Set-Cookie: av_key=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict\r\n"));
}

TEST_CASE_FIXTURE(Guarded, "wrong keys are counted, however they are shown, and the key is in no log") {
    const auto wrong = log_in("guess-0");
    CHECK(status(wrong) == "HTTP/1.1 403");
    CHECK(has(wrong, R"({"error":"This is not an access key of this panel."})"));
    host.wait_for_logged("A wrong access key was shown from 127.0.0.1.");
    CHECK(status(get_with("/", "guess-1")) == "HTTP/1.1 401");
    CHECK(status(get(port, "/", "Authorization: Bearer guess-2\r\n")) == "HTTP/1.1 401");
    CHECK(open_socket("Cookie: av_key=guess-3\r\n") == "HTTP/1.1 401");
    for (int i = 0; i < 20; ++i) { // no new guess
        CHECK(status(get_with("/", "guess-3")) == "HTTP/1.1 401");
    }
    // However slow the machine is, guesses come quicker than one every twelve seconds; so the door closes
    // soon.
    std::string answer;
    for (int i = 4; i < 500 && status(answer) != "HTTP/1.1 429"; ++i) {
        log_in("guess-" + std::to_string(i));
        answer = log_in(wall); // the right one too, else guessing would go on unhindered
    }
    CHECK(status(answer) == "HTTP/1.1 429");
    CHECK(has(answer, "Retry-After: "));
    CHECK(has(answer, R"({"error":"There were too many wrong access keys. Please try again in )"));
    CHECK(status(get(port, "/")) == "HTTP/1.1 401"); // the login page is still there
    CHECK(server.counts().wrong_keys >= 5);
    CHECK_FALSE(has(host.logged(), "guess"));
}

TEST_CASE("without keys a login is taken and changes nothing") {
    FakeHost host;
    PanelServer server({}, host.connect(), host.log());
    const auto answer = ::exchange(
        server.port(), "POST /login HTTP/1.1\r\nHost: " + own_host(server.port()) + "\r\nOrigin: http://" +
                           own_host(server.port()) +
                           "\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                           "Content-Length: 5\r\n\r\nkey=x");
    CHECK(status(answer) == "HTTP/1.1 204");
    CHECK_FALSE(has(answer, "Set-Cookie"));
    CHECK(status(get(server.port(), "/setup")) == "HTTP/1.1 200");
}

TEST_CASE("a key that no cookie can hold is told so") {
    FakeHost host;
    PanelOptions options;
    options.keys = {{"odd", host::Role::operate, avhost::door::sha256("a;b")}};
    PanelServer server(options, host.connect(), host.log());
    const auto answer = ::exchange(
        server.port(), "POST /login HTTP/1.1\r\nHost: " + own_host(server.port()) + "\r\nOrigin: http://" +
                           own_host(server.port()) +
                           "\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                           "Content-Length: 9\r\n\r\nkey=a%3Bb");
    CHECK(status(answer) == "HTTP/1.1 400");
    CHECK(has(answer, "avhost panel-key"));
}

TEST_CASE("a port may have names of its own") {
    FakeHost host;
    PanelOptions options;
    options.names = {"controller.local"};
    PanelServer server(options, host.connect(), host.log());
    const std::string name = "controller.local:" + std::to_string(server.port());
    CHECK(status(::exchange(server.port(), "GET / HTTP/1.1\r\nHost: " + name +
                                               "\r\nConnection: close\r\n\r\n")) == "HTTP/1.1 200");
    RawClient client(server.port());
    client.send(handshake(name, "http://" + name));
    CHECK(status(client.read_until("\r\n\r\n")) == "HTTP/1.1 101");
}
