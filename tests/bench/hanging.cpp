// Half of the devices hang in their polls: how old does what the others know get?
#include "fleet.hpp"
#include "memory.hpp"
#include "section.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

constexpr std::size_t healthy_devices = 500;
constexpr std::size_t hanging_devices = 500;
constexpr std::chrono::seconds settling{3};
constexpr std::chrono::seconds watching{20}; // twice as long as a poll may hang
constexpr double most_times = 1.1;

Ages watch(Server& server) {
    server.watch("quick");
    Fleet::pass(watching);
    return server.watched();
}

} // namespace

Rows measure_hanging() {
    raise_descriptor_limit();
    Server server;
    constexpr auto all = healthy_devices + hanging_devices;
    Fleet fleet(urls_of(server), all);
    fleet.add("quick", healthy_devices);
    fleet.add("hang", hanging_devices);
    server.order("delay 2"); // the start is not what is measured
    fleet.start(0, all);
    fleet.wait_online(0, all);
    server.order("delay 40");
    Fleet::pass(settling);

    const auto without = watch(server);
    server.order("hang quietly");
    const auto with = watch(server);

    Rows rows;
    rows.push_back(
        row_of("staleness of " + std::to_string(healthy_devices) + " devices, none hangs", without));
    rows.push_back(row_of("the same, " + std::to_string(hanging_devices) + " others hang", with));
    const auto times = with.mean / without.mean;
    rows.push_back({"   against none hanging", times, "times",
                    in_digits(times, 2) + " times (p99 " + in_digits(with.p99 / without.p99, 2) + ")",
                    "at most " + in_digits(most_times, 1) + " times", times <= most_times});
    return rows;
}

} // namespace bench
