// How long Driver::stop() takes in each phase of a poll, a hundred times each.
#include "fleet.hpp"
#include "lone_session.hpp"
#include "section.hpp"
#include "sockets.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int times = 100;
constexpr double target_ms = 50;

double milliseconds_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

Row row(const std::string& phase, const std::vector<double>& values) {
    const auto p99 = quantile(values, 0.99);
    return {phase,
            p99,
            "ms",
            "p50 " + in_digits(median(values), 2) + ", p99 " + in_digits(p99, 2) + ", max " +
                in_digits(quantile(values, 1), 2) + " ms",
            "p99 at most " + in_digits(target_ms, 0) + " ms",
            p99 <= target_ms};
}

// Of a device of its own at `api`; `reached` returns once its poll is in the phase.
Row stops(Fleet& fleet, const std::string& phase, const std::string& account, const Urls& urls,
          const std::function<void(std::size_t)>& reached, const std::function<void()>& after = {}) {
    const auto index = fleet.size();
    fleet.add(account, 1, urls);
    std::vector<double> values;
    for (int i = 0; i < times; ++i) {
        fleet.start(index, index + 1);
        reached(index);
        const auto begin = Clock::now();
        const auto status = fleet.driver(index).stop();
        values.push_back(milliseconds_since(begin));
        if (status != dp::Status::ok) {
            throw CannotMeasure("a device does not stop");
        }
        if (after) {
            after();
        }
    }
    return row(phase, values);
}

Urls at(std::uint16_t port, Urls urls) {
    urls.api = "https://127.0.0.1:" + std::to_string(port) + "/v1";
    return urls;
}

void while_resolving(Server& server, Rows& rows) {
    const DeafNameServer names;
    LoneSession account(server, names.port(), "nowhere.test");
    std::vector<double> values;
    for (int i = 0; i < times; ++i) {
        account.start();
        names.wait_for_query();
        const auto begin = Clock::now();
        account.stop();
        values.push_back(milliseconds_since(begin));
        names.forget_queries();
    }
    rows.push_back(row("resolving a name (Session::stop)", values));
}

} // namespace

Rows measure_stop() {
    Rows rows;
    Server server;
    const auto urls = urls_of(server);
    Fleet fleet(urls, 8);
    rows.push_back(
        stops(fleet, "idle", "idle", urls, [&](std::size_t index) { fleet.wait_online(index, index + 1); }));
    while_resolving(server, rows);
    const FullBacklog full;
    rows.push_back(stops(
        fleet, "connecting", "connect", at(full.port(), urls), [&](std::size_t) { full.wait_for_attempt(); },
        [&] { full.wait_for_none(); }));
    SilentPeer silent;
    rows.push_back(stops(fleet, "in the TLS handshake", "shake", at(silent.port(), urls),
                         [&](std::size_t) { silent.wait_for_hello(); }));
    server.order("hang on");
    rows.push_back(
        stops(fleet, "waiting for headers", "hang", urls, [&](std::size_t) { server.wait_for("hanging"); }));
    rows.push_back(
        stops(fleet, "in the body", "trickle", urls, [&](std::size_t) { server.wait_for("trickling"); }));
    return rows;
}

} // namespace bench
