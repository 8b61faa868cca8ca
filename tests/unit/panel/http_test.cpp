#include "browser_client.hpp"
#include "fake_host.hpp"
#include "panel/security_headers.hpp"
#include "raw_client.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace avhost::panel;

namespace {

// A folder with pages and, beside it, something that must never be served.
class Pages {
public:
    Pages() {
        std::string pattern = (std::filesystem::temp_directory_path() / "panel-pages-XXXXXX").string();
        top_ = ::mkdtemp(pattern.data());
        std::filesystem::create_directories(top_ / "pages/sub/.git");
        write("secret.txt", "TOP SECRET");
        write("pages/index.html", "<p>own front page</p>");
        write("pages/sub/page.html", "<p>below</p>");
        write("pages/.hidden", "TOP SECRET");
        write("pages/sub/.git/config", "TOP SECRET");
        write("pages/large.bin", std::string(3000, 'x'));
        write("pages/limit.bin", std::string(2000, 'x'));
        std::filesystem::create_symlink(top_ / "secret.txt", top_ / "pages/link.txt");
        std::filesystem::create_directory_symlink(top_, top_ / "pages/up");
        ::mkfifo((top_ / "pages/pipe").c_str(), 0600);
    }
    ~Pages() {
        std::error_code ignored;
        std::filesystem::remove_all(top_, ignored);
    }
    std::filesystem::path folder() const { return top_ / "pages"; }

private:
    void write(const char* name, const std::string& text) { std::ofstream(top_ / name) << text; }
    std::filesystem::path top_;
};

PanelOptions plain() {
    return {};
}

PanelOptions with(const Pages& pages) {
    PanelOptions options;
    options.pages = pages.folder();
    options.limits.file_bytes = 2000;
    return options;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}
std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

} // namespace

TEST_CASE("without pages the built-in page is served, with all that guards it") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    const std::string answer = get(server.port(), "/");
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(has(answer, "Content-Type: text/html; charset=utf-8\r\n"));
    CHECK(has(answer, "X-Content-Type-Options: nosniff\r\n"));
    CHECK(has(answer, "Referrer-Policy: no-referrer\r\n"));
    CHECK(has(answer, "Cache-Control: no-cache\r\n"));
    CHECK(has(answer, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
                      "connect-src 'self'; img-src 'self' https: data: http://127.0.0.1:*; "));
    CHECK(has(answer, "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"));
    CHECK(has(answer, "X-Frame-Options: DENY\r\n"));
    CHECK(has(answer, "Cross-Origin-Opener-Policy: same-origin\r\n"));
    CHECK(has(answer, "Cross-Origin-Resource-Policy: same-origin\r\n"));
    CHECK(has(answer, "Permissions-Policy: camera=()"));
    CHECK_FALSE(has(answer, "unsafe-inline"));
    CHECK(has(body_of(answer), "<main id=\"overview\""));
}

TEST_CASE("pictures of other ports of this machine are for panels that nothing else reaches") {
    struct Fields {
        std::string policy;
        void set(std::string_view name, std::string_view value) {
            if (name == "Content-Security-Policy") {
                policy = value;
            }
        }
    } here, on_the_network;
    set_security_headers(here, true);
    set_security_headers(on_the_network, false);
    CHECK(has(here.policy, "img-src 'self' https: data: http://127.0.0.1:*; font-src"));
    CHECK(has(on_the_network.policy, "img-src 'self' https: data:; font-src"));
    CHECK_FALSE(has(on_the_network.policy, "http:"));
}

TEST_CASE("the elements are served with their types") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    CHECK(has(get(server.port(), "/av/av.js"), "Content-Type: text/javascript; charset=utf-8\r\n"));
    CHECK(has(get(server.port(), "/av/av.css"), "Content-Type: text/css; charset=utf-8\r\n"));
    CHECK(has(get(server.port(), "/av/icon.svg"), "Content-Type: image/svg+xml\r\n"));
    CHECK(get(server.port(), "/av/none.js").starts_with("HTTP/1.1 404"));
    CHECK(get(server.port(), "/other.html").starts_with("HTTP/1.1 404"));
}

TEST_CASE("a device is set up on a built-in page, whatever pages the site has") {
    const Pages pages;
    FakeHost host;
    PanelServer server(with(pages), host.connect(), host.log());
    const std::string answer = get(server.port(), "/av/setup.html?device=lobby");
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(has(answer, "Content-Type: text/html; charset=utf-8\r\n"));
    CHECK(has(answer, "Referrer-Policy: no-referrer\r\n")); // addresses of devices are nobody else's business
    CHECK(has(body_of(answer), "<main id=\"setup\""));
    // Nothing that it or its modules name is missing.
    std::vector<std::string> wanted{"/av/setup.html"};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CAPTURE(wanted[i]);
        const std::string file = get(server.port(), wanted[i].c_str());
        CHECK(file.starts_with("HTTP/1.1 200 OK\r\n"));
        const std::regex name{"[\"'](/av/[a-z-]+\\.(js|css|svg))[\"']"};
        const std::string body = body_of(file);
        for (std::sregex_iterator found{body.begin(), body.end(), name}, end; found != end; ++found) {
            const std::string path = found->str(1);
            if (std::find(wanted.begin(), wanted.end(), path) == wanted.end()) {
                wanted.push_back(path);
            }
        }
    }
    CHECK(wanted.size() > 15);
    CHECK(body_of(get(server.port(), "/setup?device=lobby")) == body_of(answer)); // in short
}

TEST_CASE("pages of the site come before the built-in page and beside the elements") {
    const Pages pages;
    FakeHost host;
    PanelServer server(with(pages), host.connect(), host.log());
    CHECK(body_of(get(server.port(), "/")) == "<p>own front page</p>");
    CHECK(body_of(get(server.port(), "/sub/page.html?x=1")) == "<p>below</p>");
    CHECK(get(server.port(), "/av/av.js").starts_with("HTTP/1.1 200"));
    std::filesystem::remove(pages.folder() / "index.html");
    CHECK(has(get(server.port(), "/"), "<main id=\"overview\""));
}

TEST_CASE("nothing outside the pages folder can be reached") {
    const Pages pages;
    FakeHost host;
    PanelServer server(with(pages), host.connect(), host.log());
    for (const char* target :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/sub/../../secret.txt", "/..%2fsecret.txt",
          "//../secret.txt", "/up/secret.txt", "/link.txt", "/.hidden", "/sub/.git/config", "/sub", "/pipe",
          "/av/../../secret.txt", "/etc/passwd", "secret.txt"}) {
        CAPTURE(target);
        const std::string answer = get(server.port(), target);
        CHECK_FALSE(has(answer, "TOP SECRET"));
        CHECK((answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400")));
    }
}

TEST_CASE("a file over the limit is refused with a sentence, one at the limit is served") {
    const Pages pages;
    FakeHost host;
    PanelServer server(with(pages), host.connect(), host.log());
    CHECK(get(server.port(), "/large.bin").starts_with("HTTP/1.1 403"));
    CHECK(body_of(get(server.port(), "/limit.bin")).size() == 2000);
}

TEST_CASE("HEAD gives the header of GET and no body") {
    const Pages pages;
    FakeHost host;
    PanelServer server(with(pages), host.connect(), host.log());
    for (const char* target : {"/", "/av/av.js", "/none"}) {
        CAPTURE(target);
        const std::string whole = get(server.port(), target);
        const std::string head = exchange(server.port(), std::string{"HEAD "} + target +
                                                             " HTTP/1.1\r\nHost: " + own_host(server.port()) +
                                                             "\r\nConnection: close\r\n\r\n");
        CHECK(body_of(head).empty());
        CHECK(has(head, "Content-Length: " + std::to_string(body_of(whole).size()) + "\r\n"));
        CHECK(head.substr(0, 12) == whole.substr(0, 12));
    }
}

TEST_CASE("other methods get 405, bodies 413, foreign hosts 403, a missing host 400") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    const std::string mine = "\r\nHost: " + own_host(server.port()) + "\r\n";
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"}) {
        CAPTURE(method);
        const std::string answer =
            exchange(server.port(), method + (" / HTTP/1.1" + mine) + "Content-Length: 5\r\n\r\nhello");
        CHECK(answer.starts_with("HTTP/1.1 405"));
        CHECK(has(answer, "Allow: GET, HEAD\r\n"));
    }
    CHECK(exchange(server.port(), "GET / HTTP/1.1" + mine + "Content-Length: 5\r\n\r\nhello")
              .starts_with("HTTP/1.1 413"));
    CHECK(exchange(server.port(), "GET / HTTP/1.1" + mine + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
              .starts_with("HTTP/1.1 413"));
    CHECK(
        exchange(server.port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").starts_with("HTTP/1.1 403"));
    CHECK(exchange(server.port(), "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400"));
    CHECK(exchange(server.port(), "GET / HTTP/1.1" + mine + "Host: x\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("a header that is too long is refused") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    CHECK(get(server.port(), "/", "X-Long: " + std::string(7000, 'x') + "\r\n").starts_with("HTTP/1.1 200"));
    CHECK(get(server.port(), "/", "X-Long: " + std::string(9000, 'x') + "\r\n").starts_with("HTTP/1.1 431"));
}

TEST_CASE("a page that is not there is answered with one that leads back, anything else with a sentence") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    for (const std::string path : {"/lobbi.html", "/av/setop.html"}) {
        const auto answer = get(server.port(), path);
        CAPTURE(path);
        CHECK(answer.starts_with("HTTP/1.1 404"));
        CHECK(answer.find("text/html") != std::string::npos);
        CHECK(answer.find("<a href=\"/\">") != std::string::npos);
    }
    for (const std::string path : {"/lobbi.css", "/av/lobbi.css"}) {
        const auto answer = get(server.port(), path);
        CAPTURE(path);
        CHECK(answer.starts_with("HTTP/1.1 404"));
        CHECK(answer.find("text/plain") != std::string::npos);
    }
}

TEST_CASE("a connection is used for several requests") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    RawClient client(server.port());
    const std::string request = "GET /none HTTP/1.1\r\nHost: " + own_host(server.port()) + "\r\n\r\n";
    client.send(request + request); // pipelined
    for (int i = 0; i < 2; ++i) {
        CHECK(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 404"));
        CHECK(client.read_until("\n") == "There is nothing here.\n");
    }
}

TEST_CASE("a client that does not finish its request loses the connection, and others are served meanwhile") {
    FakeHost host;
    PanelOptions options;
    options.limits.request_time = std::chrono::milliseconds(100);
    PanelServer server(options, host.connect(), host.log());
    RawClient slow(server.port());
    slow.send("GET / HTTP/1.1\r\nHo");
    RawClient silent(server.port());
    // On a busy machine these may take longer than the panel lets them, too.
    bool is_served = false;
    for (int i = 0; i < 100 && !is_served; ++i) {
        is_served = get(server.port(), "/").starts_with("HTTP/1.1 200");
    }
    CHECK(is_served);
    CHECK(slow.read_all().empty()); // returns only because the panel closes
    CHECK(silent.read_all().empty());
}

TEST_CASE("where all connections are taken the oldest that is no panel gives way") {
    FakeHost host;
    PanelOptions options;
    options.limits.connections = 2;
    PanelServer server(options, host.connect(), host.log());
    BrowserClient panel(server.port());
    RawClient silent(server.port());
    const std::string request = "GET /none HTTP/1.1\r\nHost: " + own_host(server.port()) + "\r\n\r\n";
    silent.send(request);
    CHECK(silent.read_until("\r\n\r\n").starts_with("HTTP/1.1 404"));
    CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
    silent.read_all(); // returns because it was closed
    host.wait_for_browsers(1);
    host.send(0)("still here");
    CHECK(panel.read() == "still here");
}

TEST_CASE("one panel too many is closed without an answer") {
    FakeHost host;
    PanelOptions options;
    options.limits.connections = 1;
    PanelServer server(options, host.connect(), host.log());
    const BrowserClient panel(server.port());
    host.wait_for_browsers(1);
    CHECK(get(server.port(), "/").empty());
}

TEST_CASE("bytes that are not HTTP harm nobody") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    for (const std::string& bytes :
         {std::string{"\r\n\r\n\r\n"}, std::string{"GET\r\n\r\n"}, std::string{"GET / HTTP/9.9\r\n\r\n"},
          std::string{"GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n"},
          std::string{"GET / HTTP/1.1\r\nHost\r\n\r\n"},
          std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}, std::string(100'000, 'A'),
          std::string(100'000, '\0')}) {
        RawClient client(server.port());
        client.send(bytes);
        client.end_sending();
        const std::string answer = client.read_all();
        CHECK((answer.empty() || answer.starts_with("HTTP/1.1 4")));
    }
    std::mt19937 random(20261124); // NOLINT: the same bytes each time
    for (int round = 0; round < 200; ++round) {
        std::string bytes = round % 2 == 0 ? "GET /" : "";
        for (auto left = random() % 600; left > 0; --left) {
            bytes += static_cast<char>(random());
        }
        RawClient client(server.port());
        client.send(bytes);
        client.end_sending();
        client.read_all();
    }
    CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
}

TEST_CASE("what cannot be opened is told in a sentence that names it") {
    FakeHost host;
    PanelServer server(plain(), host.connect(), host.log());
    const auto trouble = [&](const PanelOptions& options) -> std::pair<PanelError::Reason, std::string> {
        try {
            const PanelServer other(options, host.connect(), host.log());
        } catch (const PanelError& error) {
            return {error.reason(), error.what()};
        }
        return {PanelError::Reason::cannot_listen, "nothing was thrown"};
    };
    PanelOptions options;
    options.port = server.port();
    auto [reason, sentence] = trouble(options);
    CHECK(reason == PanelError::Reason::address_in_use);
    CHECK(has(sentence, own_host(server.port())));

    options.address = "localhorst";
    std::tie(reason, sentence) = trouble(options);
    CHECK(reason == PanelError::Reason::bad_address);
    CHECK(has(sentence, "\"localhorst\""));

    options.address = "0.0.0.0";
    std::tie(reason, sentence) = trouble(options);
    CHECK(reason == PanelError::Reason::bad_address);
    CHECK(has(sentence, "without access keys"));

    options = plain();
    options.pages = "/nonexistent/pages";
    std::tie(reason, sentence) = trouble(options);
    CHECK(reason == PanelError::Reason::bad_pages);
    CHECK(has(sentence, "/nonexistent/pages"));
}
