// A browser that reads slowly, or not at all, while the host goes on.
#include "browser_client.hpp"
#include "fake_host.hpp"
#include "raw_client.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

using namespace avhost::panel;

namespace {

host::Happening batch(std::uint64_t revision, const std::string& filling) {
    return host::Batch{"lobby",
                       revision,
                       0,
                       {{"revision", static_cast<std::int64_t>(revision)},
                        {"filling", filling},
                        {"tens", static_cast<std::int64_t>(revision / 10)}}};
}

std::uint64_t number(const std::string& line, const std::string& name) {
    std::smatch found;
    return std::regex_search(line, found, std::regex{'"' + name + "\":([0-9]+)"}) ? std::stoull(found.str(1))
                                                                                  : 0;
}

} // namespace

TEST_CASE("a browser that stands still is not dropped for property changes, and catches up in one batch") {
    constexpr std::uint64_t last = 3000;
    FakeHost host;
    PanelOptions options;
    options.limits.idle_time = std::chrono::hours(1); // however long the machine takes for all of it
    PanelServer server(options, host.connect(), host.log());
    BrowserClient slow(server.port(), {}, 4096);
    host.wait_for_browsers(1);
    BrowserClient quick(server.port());
    host.wait_for_browsers(2);
    const std::string filling(10'000, 'x');
    for (std::uint64_t revision = 1; revision <= last; ++revision) { // 30 MB
        host.send(0)(batch(revision, filling));
        host.send(1)(batch(revision, filling));
        const std::string line = quick.read(); // nobody waits for the slow one
        REQUIRE(number(line, "revision") == revision);
        REQUIRE(line.find("\"from\"") == std::string::npos);
    }
    CHECK(host.present(0));
    // What the slow one gets in the end is all of it, without a gap, in a few lines.
    std::uint64_t known = 0;
    std::uint64_t tens = 0;
    std::size_t lines = 0;
    while (known < last) {
        const std::string line = slow.read();
        const auto from = number(line, "from");
        const auto revision = number(line, "revision");
        REQUIRE((from != 0 ? from : revision) == known + 1);
        known = revision;
        tens = number(line, "tens");
        ++lines;
    }
    CHECK(tens == last / 10);
    CHECK(lines < 500);
    CHECK(server.counts().folded_batches >= last - 500);
    CHECK(server.counts().dropped_browsers == 0);
}

TEST_CASE("completions and events wait in their order, and too many of them cost the connection") {
    FakeHost host;
    PanelOptions options;
    options.limits.waiting_lines = 200;
    PanelServer server(options, host.connect(), host.log());
    RawClient slow(server.port(), 4096);
    slow.send(handshake(own_host(server.port()), "http://" + own_host(server.port())));
    host.wait_for_browsers(1);
    const std::string text(10'000, 'x');
    int rounds = 0;
    for (; host.present(0) && rounds < 5000; ++rounds) {
        host.send(0)(host::Happening{host::Completion{"lobby", rounds, dp::Status::ok, text, {}}});
        if (rounds % 100 == 0) {
            CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
        }
    }
    host.wait_for_logged("does not keep up");
    host.wait_for_browsers(0);
    CHECK(server.counts().dropped_browsers == 1);
    CHECK(server.counts().dropped_lines > 200);
}
