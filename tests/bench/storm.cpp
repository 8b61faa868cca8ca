// A thousand devices begin together: how long until all are online, and what commands to others cost meanwhile.
#include "memory.hpp"
#include "press.hpp"
#include "section.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t pressed_devices = 20;
constexpr std::size_t storming_devices = 1'000;
constexpr int samples_when_idle = 40; // a round
constexpr int rounds = 5;

struct Seen {
    Latencies idle;
    Latencies meanwhile;
    std::vector<double> half_online; // by round: seconds
    std::vector<double> all_online;
    std::vector<double> starting; // milliseconds
    std::vector<double> connections;
};

// Those from `next` on that are online in a row are passed over; whether that is all.
bool are_online(Fleet& fleet, std::size_t& next) {
    while (next < fleet.size()) {
        const auto told = fleet.log(next).told();
        if (told.health != DP_HEALTH_READY || told.playing < 0) {
            return false;
        }
        ++next;
    }
    return true;
}

// Seconds since `begin`, by device.
std::vector<double> times_to_online(Fleet& fleet, Clock::time_point begin) {
    std::vector<double> times;
    for (auto i = pressed_devices; i < fleet.size(); ++i) {
        times.push_back(std::chrono::duration<double>(fleet.log(i).told().playing_at - begin).count());
    }
    return times;
}

Row row(const std::string& what, const std::vector<double>& values) {
    return {what, median(values), "ms",
            "median " + in_digits(median(values), 2) + " ms, p99 " + in_digits(quantile(values, 0.99), 2) +
                " ms, of " + std::to_string(values.size())};
}

Row against(const std::string& what, const std::vector<double>& meanwhile, const std::vector<double>& idle) {
    const auto times = median(meanwhile) / median(idle);
    return {what, times, "times",
            in_digits(times, 2) + " times (p99 " +
                in_digits(quantile(meanwhile, 0.99) / quantile(idle, 0.99), 2) + ")"};
}

// Adds what one storm brings, of a fleet of its own.
void storm(Server& server, BareCommand& bare, Seen& seen) {
    constexpr auto all = pressed_devices + storming_devices;
    Fleet fleet(urls_of(server), all);
    fleet.add("quick", pressed_devices);
    fleet.add("d", storming_devices);
    fleet.start(0, pressed_devices);
    fleet.wait_online(0, pressed_devices);
    press(server, bare, fleet, 0, pressed_devices, samples_when_idle, seen.idle);

    const auto connections = server.count().connections;
    const auto begin = Clock::now();
    fleet.start(pressed_devices, all);
    seen.starting.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    std::size_t online = pressed_devices;
    for (std::size_t i = 0; !are_online(fleet, online); i = (i + 1) % pressed_devices) {
        if (Clock::now() > begin + patience) {
            throw CannotMeasure("device " + std::to_string(online) + " does not get online");
        }
        press(server, bare, fleet, i, i + 1, 1, seen.meanwhile);
    }
    const auto times = times_to_online(fleet, begin);
    seen.half_online.push_back(median(times));
    seen.all_online.push_back(quantile(times, 1));
    seen.connections.push_back(static_cast<double>(server.count().connections - connections));
}

} // namespace

Rows measure_storm() {
    raise_descriptor_limit();
    Server server;
    server.order("delay 40");
    BareCommand bare(server);
    Seen seen;
    for (int round = 0; round < rounds; ++round) {
        storm(server, bare, seen);
    }
    if (seen.meanwhile.whole.empty()) {
        throw CannotMeasure("all were online before a command was pressed");
    }
    const auto by_round = [](const std::string& what, const std::vector<double>& values, int decimals,
                             const std::string& unit) {
        return Row{what, median(values), unit, with_spread(values, decimals, unit)};
    };
    Rows rows;
    rows.push_back(
        by_round("until all " + std::to_string(storming_devices) + " are online", seen.all_online, 2, "s"));
    rows.push_back(by_round("   until half of them are", seen.half_online, 2, "s"));
    rows.push_back(by_round("   start() of all of them", seen.starting, 0, "ms"));
    rows.push_back(by_round("   connections that were opened", seen.connections, 0, "connections"));
    rows.push_back(row("commands when idle, without the server's time", seen.idle.without_server));
    rows.push_back(row("   bare OpenSSL round trip", seen.idle.bare));
    rows.push_back(row("commands meanwhile, without the server's time", seen.meanwhile.without_server));
    rows.push_back(row("   bare OpenSSL round trip", seen.meanwhile.bare));
    rows.push_back(
        against("commands meanwhile against idle", seen.meanwhile.without_server, seen.idle.without_server));
    rows.push_back(against("   bare OpenSSL meanwhile against idle", seen.meanwhile.bare, seen.idle.bare));
    return rows;
}

} // namespace bench
