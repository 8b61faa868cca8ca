#include "browser_client.hpp"
#include "fake_host.hpp"
#include "raw_client.hpp"

#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace avhost::panel;

namespace {

// The status line of the answer to a handshake.
std::string status(std::uint16_t port, const std::string& host, const std::string& origin) {
    RawClient client(port);
    client.send(handshake(host, origin));
    return client.read_until("\r\n\r\n").substr(0, 12);
}

// A client frame with a mask of zeroes, which leaves the payload as it is.
std::string frame(unsigned char first, const std::string& payload) {
    return std::string{static_cast<char>(first)} + static_cast<char>(0x80U | payload.size()) +
           std::string(4, '\0') + payload;
}

} // namespace

TEST_CASE("only the panel's own pages may open the WebSocket") {
    FakeHost host;
    PanelServer server({}, host.connect(), host.log());
    const auto port = server.port();
    const std::string local = "localhost:" + std::to_string(port);
    const std::string own = own_host(port);
    CHECK(status(port, own, "http://" + own) == "HTTP/1.1 101");
    CHECK(status(port, local, "http://" + local) == "HTTP/1.1 101");
    CHECK(status(port, own, "") == "HTTP/1.1 403");
    CHECK(status(port, own, "null") == "HTTP/1.1 403");
    CHECK(status(port, own, "http://evil.example") == "HTTP/1.1 403");
    CHECK(status(port, own, "http://" + local) == "HTTP/1.1 403");
    CHECK(status(port, own, "http://" + own + "\r\nOrigin: http://evil.example") == "HTTP/1.1 403");
    const std::string rebound = "evil.example:" + std::to_string(port); // a name pointed at loopback
    CHECK(status(port, rebound, "http://" + rebound) == "HTTP/1.1 403");
    CHECK(get(port, "/ws").starts_with("HTTP/1.1 426"));
}

TEST_CASE("who speaks before the handshake is answered is told so, and loses nothing unheard") {
    FakeHost host;
    PanelServer server({}, host.connect(), host.log());
    const std::string own = own_host(server.port());
    RawClient client(server.port());
    client.send(handshake(own, "http://" + own) + frame(0x81, R"({"too":"early"})"));
    CHECK(client.read_until("as a WebSocket.").starts_with("HTTP/1.1 400"));
}

TEST_CASE("who says too much is not listened to until some time has gone by") {
    FakeHost host;
    host.react = [](std::string_view line, const Send& send) { send("re: " + std::string{line}); };
    PanelOptions options;
    options.limits.lines_at_once = 2;
    options.limits.line_earned_by = std::chrono::hours{1};
    PanelServer server(options, host.connect(), host.log());
    BrowserClient browser(server.port());
    for (const char* line : {"0", "1", "2"}) {
        browser.send(line);
    }
    host.wait_for_browsers(1);
    CHECK(browser.read() == "re: 0");
    CHECK(browser.read() == "re: 1");
    host.send(0)("from the host"); // what it is told does not wait
    CHECK(browser.read() == "from the host");
}

TEST_CASE("who says much is heard to the end, in order") {
    FakeHost host;
    host.react = [](std::string_view line, const Send& send) { send("re: " + std::string{line}); };
    PanelOptions options;
    options.limits.lines_at_once = 3;
    options.limits.line_earned_by = std::chrono::milliseconds{1};
    PanelServer server(options, host.connect(), host.log());
    BrowserClient browser(server.port());
    for (int i = 0; i < 50; ++i) {
        browser.send(std::to_string(i));
    }
    for (int i = 0; i < 50; ++i) {
        CHECK(browser.read() == "re: " + std::to_string(i));
    }
}

TEST_CASE("lines go both ways, in order") {
    FakeHost host;
    host.react = [](std::string_view line, const Send& send) { send("re: " + std::string{line}); };
    PanelServer server({}, host.connect(), host.log());
    BrowserClient browser(server.port());
    host.wait_for_browsers(1);
    host.send(0)("first");
    host.send(0)("second");
    CHECK(browser.read() == "first");
    CHECK(browser.read() == "second");
    CHECK(browser.socket().got_text());
    browser.send("hello");
    CHECK(host.next_line() == "hello");
    CHECK(browser.read() == "re: hello");
    const std::string largest(64 * 1024, 'x');
    browser.send(largest);
    CHECK(host.next_line() == largest);
}

TEST_CASE("sends from many threads at once all arrive") {
    FakeHost host;
    PanelServer server({}, host.connect(), host.log());
    BrowserClient browser(server.port());
    host.wait_for_browsers(1);
    std::vector<std::thread> senders;
    for (int thread = 0; thread < 4; ++thread) {
        senders.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                host.send(0)("line");
            }
        });
    }
    int arrived = 0;
    for (; arrived < 400; ++arrived) {
        browser.read();
    }
    for (auto& sender : senders) {
        sender.join();
    }
    CHECK(arrived == 400);
}

TEST_CASE("what a browser must not send closes it with a code, and only it") {
    FakeHost host;
    host.react = [](std::string_view line, const Send&) {
        if (line == "fail") {
            throw std::runtime_error("the peer is out of order");
        }
        if (line == "fail oddly") {
            throw 7; // NOLINT: hosts may throw anything
        }
    };
    PanelServer server({}, host.connect(), host.log());
    BrowserClient bystander(server.port());
    host.wait_for_browsers(1);
    const auto code_after = [&](const auto& deed) {
        BrowserClient browser(server.port());
        deed(browser);
        return browser.close_code();
    };
    CHECK(code_after([](auto& browser) { browser.send("binary", false); }) == 1003);
    CHECK(code_after([](auto& browser) { browser.send(std::string(64 * 1024 + 1, 'x')); }) == 1009);
    CHECK(code_after([](auto& browser) { browser.send("\xC3\x28"); }) == 1007);
    CHECK(code_after([](auto& browser) { browser.send("fail"); }) == 1011);
    host.wait_for_logged("the peer is out of order");
    CHECK(code_after([](auto& browser) { browser.send("fail oddly"); }) == 1011);
    host.wait_for_browsers(1);
    host.send(0)("still here");
    CHECK(bystander.read() == "still here");
}

TEST_CASE("a page that is closed, in whatever way, is no warning; what no browser sends is one") {
    FakeHost host;
    PanelServer server({}, host.connect(), host.log());
    const auto has_gone_with = [&](const auto& deed) {
        {
            BrowserClient browser(server.port());
            host.wait_for_browsers(1);
            deed(browser.socket());
        }
        host.wait_for_browsers(0);
        return host.logged_at(dp::LogLevel::warning);
    };
    CHECK(has_gone_with([](auto& socket) {
              socket.close(boost::beast::websocket::close_code::going_away);
          }).empty());
    CHECK(has_gone_with([](auto&) {}).empty()); // without a word
    CHECK(has_gone_with([&](auto& socket) {     // with a line on its way, and a reset in answer
              host.send(2)(std::string(10'000, 'x'));
              socket.next_layer().set_option(boost::asio::socket_base::linger(true, 0));
              socket.next_layer().close();
          })
              .empty());
    const auto warned = has_gone_with([](auto& socket) { // a frame without a mask
        boost::asio::write(socket.next_layer(), boost::asio::buffer(std::string{"\x81\x01x"}));
        boost::beast::flat_buffer rest;
        boost::system::error_code ended;
        while (!ended) {
            socket.read(rest, ended);
        }
    });
    CHECK(warned.find(" has gone: ") != std::string::npos);
}

TEST_CASE("a host that cannot take a browser in turns it away and goes on") {
    FakeHost host;
    host.on_connect = [] { throw std::runtime_error("no room in the house"); };
    PanelServer server({}, host.connect(), host.log());
    CHECK(BrowserClient(server.port()).close_code() == 1011);
    host.wait_for_logged("no room in the house");

    PanelServer closed(
        {}, [](const Send&, const Visitor&) { return nullptr; }, host.log());
    CHECK(BrowserClient(closed.port()).close_code() == 1013);
}

TEST_CASE("a browser that falls behind is told so and dropped") {
    FakeHost host;
    host.react = [](std::string_view, const Send& send) {
        for (int i = 0; i < 51; ++i) { // on the panel's thread, so that nothing leaves in between
            send("line");
        }
    };
    PanelOptions options;
    options.limits.waiting_lines = 50;
    PanelServer server(options, host.connect(), host.log());
    BrowserClient browser(server.port());
    browser.send("flood me");
    CHECK(browser.close_code() == 1013);
    host.wait_for_logged("does not keep up");
    host.wait_for_browsers(0);
}

TEST_CASE("a browser that does not read is dropped while another misses nothing") {
    FakeHost host;
    PanelOptions options;
    options.limits.waiting_bytes = 256 * 1024;
    PanelServer server(options, host.connect(), host.log());
    RawClient slow(server.port(), 4096);
    slow.send(handshake(own_host(server.port()), "http://" + own_host(server.port())));
    host.wait_for_browsers(1);
    BrowserClient quick(server.port());
    host.wait_for_browsers(2);
    const std::string line(32 * 1024, 'x');
    int rounds = 0;
    // The system's own buffers take some megabytes before the panel notices.
    for (; host.present(0) && rounds < 2000; ++rounds) {
        host.send(0)(line);
        host.send(1)(line);
        REQUIRE(quick.read() == line); // each line arrives although the other browser is stuck
    }
    CHECK(rounds < 2000);
    host.wait_for_logged("does not keep up");
    host.send(0)("into the void");
    host.send(1)("after");
    CHECK(quick.read() == "after");
}

TEST_CASE("browsers over the limit get 503") {
    FakeHost host;
    PanelOptions options;
    options.limits.clients = 2;
    PanelServer server(options, host.connect(), host.log());
    auto first = std::make_unique<BrowserClient>(server.port());
    BrowserClient second(server.port());
    host.wait_for_browsers(2);
    const std::string own = own_host(server.port());
    CHECK(status(server.port(), own, "http://" + own) == "HTTP/1.1 503");
    host.wait_for_logged("2 are connected to the panel already");
    CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a browser is pinged, and one that stays silent is given up") {
    FakeHost host;
    PanelOptions options;
    options.limits.idle_time = std::chrono::milliseconds(200);
    PanelServer server(options, host.connect(), host.log());
    RawClient silent(server.port());
    silent.send(handshake(own_host(server.port()), "http://" + own_host(server.port())));
    CHECK(silent.read_until("\r\n\r\n").starts_with("HTTP/1.1 101"));
    CHECK(silent.read_until(std::string_view{"\x89\x00", 2}) == std::string_view{"\x89\x00", 2});
    silent.read_all(); // returns because it was closed
    host.wait_for_browsers(0);
}

TEST_CASE("stop ends every connection and every peer, and what is sent afterwards goes nowhere") {
    FakeHost host;
    PanelOptions options;
    options.limits.request_time = std::chrono::hours(1); // nobody leaves by himself
    PanelServer server(options, host.connect(), host.log());
    BrowserClient one(server.port());
    BrowserClient two(server.port());
    RawClient idle(server.port());
    RawClient halfway(server.port());
    halfway.send("GET / HT");
    host.wait_for_browsers(2);
    std::thread sender([&] {
        for (int i = 0; i < 1000; ++i) {
            host.send(0)("line");
            host.send(1)("line");
        }
    });
    server.stop();
    CHECK_FALSE(host.present(0));
    CHECK_FALSE(host.present(1));
    sender.join();
    host.send(0)("late");
    server.stop();
    CHECK(one.close_code() == 0);
    CHECK(idle.read_all().empty());
    CHECK(halfway.read_all().empty());
    CHECK_THROWS(RawClient(server.port()));
    const PanelServer again({.port = server.port()}, host.connect(), host.log());
    CHECK(again.port() == server.port());
}

TEST_CASE("a send outlives the server") {
    FakeHost host;
    {
        PanelServer server({}, host.connect(), host.log());
        BrowserClient browser(server.port());
        host.wait_for_browsers(1);
    }
    CHECK_FALSE(host.present(0));
    host.send(0)("anybody there?");
}

TEST_CASE("hostile frames harm nobody but their sender") {
    FakeHost host;
    PanelServer server({}, host.connect(), host.log());
    const std::string opening = handshake(own_host(server.port()), "http://" + own_host(server.port()));
    const auto throw_at_it = [&](const std::string& bytes) {
        RawClient client(server.port());
        client.send(opening);
        client.read_until("\r\n\r\n");
        client.send(bytes);
        client.end_sending();
        client.read_all();
    };
    throw_at_it(std::string{"\x81\x05hello", 7});                             // not masked
    throw_at_it(std::string{"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10}); // of eight exabytes
    throw_at_it(frame(0x83, "x"));                                            // an opcode that does not exist
    throw_at_it(frame(0xf1, "x"));                                            // reserved bits
    throw_at_it(frame(0x09, "x"));                                            // a ping in pieces
    throw_at_it(frame(0x80, "x"));                                            // a piece of nothing
    throw_at_it(frame(0x88, "x"));                                            // a close with half a code
    throw_at_it(frame(0x88, std::string{"\x03\xee", 2})); // a close with a code nobody may send
    throw_at_it(frame(0x88, std::string{"\x03\xe8", 2}) + frame(0x81, "too late")); // words after the close
    std::mt19937 random(20261124); // NOLINT: the same bytes each time
    for (int round = 0; round < 200; ++round) {
        std::string bytes;
        for (auto left = random() % 300; left > 0; --left) {
            bytes += static_cast<char>(random());
        }
        throw_at_it(bytes);
    }
    host.wait_for_browsers(0);
    BrowserClient browser(server.port());
    browser.send("sane");
    while (host.next_line() != "sane") { // random bytes may have made a line or two
    }
    CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
}
