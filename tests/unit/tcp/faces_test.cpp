// Lines and panel as faces of one site: what a reload opens, closes and leaves alone.
#include "faces.hpp"
#include "lines_fixture.hpp"
#include "raw_client.hpp"

#include "host/site.hpp"

#include <charconv>
#include <string>

using namespace lines_tests;

namespace {

struct OpenFaces : host_tests::RunningHost {
    OpenFaces()
        : RunningHost{door_and_hall} {}
    ~OpenFaces() {
        faces.reset();
        host.stop();
    }

    static host::Site site(const std::string& more) {
        return host::parse_site(door_and_hall.substr(0, door_and_hall.size() - 1) + more + '}', "site.json");
    }
    void open(const std::string& more) { faces->open(site(more)); }
    std::string change(const std::string& more) { return faces->change(site(more)); }

    // Where the face that was opened last is, by what the log says of it.
    std::uint16_t port_after(const std::string& words) const {
        const auto text = log.text();
        const auto at = text.rfind(words);
        REQUIRE(at != std::string::npos);
        std::uint16_t port = 0;
        std::from_chars(text.data() + at + words.size(), text.data() + text.size(), port);
        return port;
    }
    std::uint16_t lines_port() const { return port_after("lines: 127.0.0.1:"); }
    std::uint16_t panel_port() const { return port_after("panel: http://127.0.0.1:"); }
    std::size_t times(const std::string& words) const {
        const auto text = log.text();
        std::size_t count = 0;
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
            ++count;
        }
        return count;
    }

    const host::Log logging = log.log();
    host::LogRing ring;
    avhost::Observer observer;
    avhost::SiteCopy shown{site("")};
    std::optional<avhost::Faces> faces{std::in_place, avhost::Faces::Behind{host,
                                                                            observer,
                                                                            ring,
                                                                            logging,
                                                                            shown,
                                                                            folder.path() / "state",
                                                                            nullptr,
                                                                            std::chrono::steady_clock::now(),
                                                                            {}}};
};

std::string key_entry(const std::string& name, const std::string& key) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const auto byte : avhost::door::sha256(key)) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return R"({"name":")" + name + R"(","role":"operate","sha256":")" + hex + "\"}";
}

const std::string panel = R"(,"panel":{"listen":"127.0.0.1:0"})";
const std::string lines = R"(,"lines":{"listen":"127.0.0.1:0"})";

// The head of an answer on a connection that was open before.
std::string status_of(RawClient& browser, std::uint16_t port) {
    browser.send("HEAD /av/av.css HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n\r\n");
    return browser.read_until("\r\n\r\n").substr(0, 12);
}

} // namespace

TEST_CASE_FIXTURE(OpenFaces, "a reload opens and closes the lines and leaves the panel alone") {
    open(panel);
    RawClient browser{panel_port()};
    CHECK(change(panel + lines).empty());
    LinesClient client{lines_port()};
    CHECK(client.line() == "avhost 1 hall door");
    CHECK(status_of(browser, panel_port()) == "HTTP/1.1 200"); // the same connection
    CHECK(change(lines).empty());
    CHECK(client.ask("ping") == "pong"); // the panel went, the lines stay
    CHECK(change(panel + lines).empty());
    CHECK(client.ask("ping") == "pong");
    CHECK(change(panel).empty());
    CHECK(client.is_closed());
    CHECK(times("lines: 127.0.0.1:") == 1);
    CHECK(times("panel: http://127.0.0.1:") == 2);
}

TEST_CASE_FIXTURE(OpenFaces, "other keys are asked for at once, and those who are in have to come again") {
    open(lines);
    LinesClient client{lines_port()};
    client.line();
    CHECK(change(lines + R"(,"access":{"keys":[)" + key_entry("wall", "wall-key") + "]}").empty());
    CHECK(client.is_closed());
    LinesClient other{lines_port()};
    CHECK(other.line() == "avhost 1 key");
    CHECK(other.ask("key wall-key") == "ok");
    CHECK(
        change(lines + R"(,"panel":{"listen":"127.0.0.1:0","keys":[)" + key_entry("wall", "other-key") + "]}")
            .empty());
    CHECK(other.is_closed());
    LinesClient third{lines_port()};
    third.line();
    CHECK(third.ask("key wall-key") ==
          "error forbidden this is not an access key of this site"); // keys of the panel's, too
    CHECK(third.ask("key other-key") == "ok");
}

TEST_CASE_FIXTURE(OpenFaces, "lines that cannot be opened go on as they were") {
    open(lines);
    LinesClient taken_by_another{lines_port()};
    taken_by_another.line();
    const auto first = lines_port();
    avhost::face::Loop loop{[](auto, auto) {}};
    avhost::tcp::LinesOptions options;
    options.gate = std::make_shared<avhost::door::Gate>(std::vector<host::AccessKey>{}, [](auto, auto) {});
    avhost::tcp::LinesServer other{loop, options, {host, nullptr, {}}, [](auto, auto) {}};
    const auto trouble = change(R"(,"lines":{"listen":"127.0.0.1:)" + std::to_string(other.port()) + "\"}");
    CHECK(trouble.find("The port for lines cannot listen on 127.0.0.1:" + std::to_string(other.port()) +
                       ": another program uses this address already.") != std::string::npos);
    CHECK(trouble.find("the lines go on as they were before, with the access keys of now") !=
          std::string::npos);
    CHECK(LinesClient{lines_port()}.line() == "avhost 1 hall door");
    CHECK(first != other.port());
    other.stop();
    CHECK(change(R"(,"lines":{"listen":"127.0.0.1:)" + std::to_string(other.port()) + "\"}").empty());
    CHECK(lines_port() == other.port());
}
