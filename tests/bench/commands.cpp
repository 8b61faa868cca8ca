// Commands from invoke() to the server and back, alone and while nine of ten devices hang in their looks.
#include "press.hpp"
#include "section.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

constexpr std::size_t quick_devices = 20;
constexpr std::size_t hanging_devices = 180;
constexpr int samples = 600;
constexpr int service_ms = 5;

Latencies press_all(Server& server, BareCommand& bare, Fleet& fleet, std::size_t from, std::size_t to) {
    Latencies latencies;
    press(server, bare, fleet, from, to, samples, latencies);
    return latencies;
}

Row row(const std::string& what, const std::vector<double>& values) {
    return {what, median(values), "ms",
            "median " + in_digits(median(values), 2) + " ms, p99 " + in_digits(quantile(values, 0.99), 2) +
                " ms"};
}

void tell(Rows& rows, const std::string& when, const Latencies& latencies, bool has_target) {
    rows.push_back({when, 0, "", std::to_string(latencies.whole.size()) + " commands"});
    rows.push_back(row("   invoke to first byte at the server", latencies.to_server));
    rows.push_back(row("   invoke to completion", latencies.whole));
    rows.push_back(row("   bare OpenSSL round trip meanwhile", latencies.bare));
    auto over = latencies.without_server;
    for (auto& value : over) {
        value -= median(latencies.bare);
    }
    rows.push_back(row("   over the bare round trip", over));
    if (has_target) {
        rows.back().value = quantile(over, 0.99);
        rows.back().target = "p99 at most 5 ms";
        rows.back().reached = quantile(over, 0.99) <= 5;
    }
    rows.push_back(row("   invoke to the batch with the right value", latencies.shown));
    rows.back().target = "median at most 10 ms";
    rows.back().reached = median(latencies.shown) <= 10;
}

} // namespace

Rows measure_commands() {
    Rows rows;
    Server server;
    constexpr auto all = quick_devices + hanging_devices;
    Fleet fleet(urls_of(server), all);
    fleet.add("quick", quick_devices);
    fleet.add("hang", hanging_devices);
    fleet.start(0, all);
    fleet.wait_online(0, all);
    server.order("delay " + std::to_string(service_ms));
    BareCommand bare(server);
    tell(rows, "alone", press_all(server, bare, fleet, 0, quick_devices), false);

    server.order("hang on");
    // Within a few seconds every look comes due, and none comes back: from then on as many hang as there are
    // workers for them.
    server.wait_for("hanging");
    std::size_t pressed = 0;
    Latencies passed_over;
    Fleet::pass(std::chrono::seconds{5}, [&] {
        if (pressed < 2 * quick_devices) { // the quick ones are used meanwhile, as on any day
            const auto index = pressed % quick_devices;
            press(server, bare, fleet, index, index + 1, 1, passed_over);
            ++pressed;
        }
    });
    const auto looks = server.count().looks;
    tell(rows, "9 of 10 hang, commands to the others", press_all(server, bare, fleet, 0, quick_devices),
         true);
    tell(rows, "9 of 10 hang, commands to those", press_all(server, bare, fleet, quick_devices, all), true);
    rows.push_back({"looks that reached the server meanwhile",
                    static_cast<double>(server.count().looks - looks), "looks",
                    std::to_string(server.count().looks - looks)});
    return rows;
}

} // namespace bench
