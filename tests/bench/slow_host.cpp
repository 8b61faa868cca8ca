// A host that takes its time in each callback: do polls stay on time? Each answer differs from the one before, so
// that each poll has something to tell.
#include "fleet.hpp"
#include "memory.hpp"
#include "section.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

constexpr std::size_t devices = 1'000;
constexpr std::chrono::milliseconds each_callback{200};
constexpr std::chrono::seconds settling{3};
constexpr std::chrono::seconds watching{10};
constexpr double most_times = 1.1;

std::uint64_t batches_of(Fleet& fleet) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < fleet.size(); ++i) {
        sum += fleet.log(i).told().batches;
    }
    return sum;
}

struct Seen {
    Ages ages;
    double batches_a_second = 0;
};

Seen watch(Server& server, Fleet& fleet, std::chrono::milliseconds callbacks_take) {
    for (std::size_t i = 0; i < fleet.size(); ++i) {
        fleet.log(i).takes(callbacks_take);
    }
    Fleet::pass(settling);
    const auto before = batches_of(fleet);
    server.watch("d");
    Fleet::pass(watching);
    const auto ages = server.watched();
    const auto batches = static_cast<double>(batches_of(fleet) - before);
    return {ages, batches / std::chrono::duration<double>(watching).count()};
}

Row batches_row(const Seen& seen) {
    return {"   batches told a second", seen.batches_a_second, "batches",
            in_digits(seen.batches_a_second, 0)};
}

} // namespace

Rows measure_slow_host() {
    raise_descriptor_limit();
    Server server;
    Fleet fleet(urls_of(server), devices);
    fleet.add("d", devices);
    server.order("delay 2"); // the start is not what is measured
    fleet.start(0, devices);
    fleet.wait_online(0, devices);
    server.order("delay 40");
    server.order("change on");

    const auto fast = watch(server, fleet, std::chrono::milliseconds{0});
    const auto slow = watch(server, fleet, each_callback);
    for (std::size_t i = 0; i < fleet.size(); ++i) {
        fleet.log(i).takes(std::chrono::milliseconds{0}); // what still waits does not hold up the end
    }

    Rows rows;
    rows.push_back(
        row_of("staleness of " + std::to_string(devices) + " devices, callbacks take no time", fast.ages));
    rows.push_back(batches_row(fast));
    rows.push_back(
        row_of("the same, each callback takes " + std::to_string(each_callback.count()) + " ms", slow.ages));
    rows.push_back(batches_row(slow));
    const auto times = slow.ages.mean / fast.ages.mean;
    rows.push_back({"   against no time", times, "times",
                    in_digits(times, 2) + " times (p99 " + in_digits(slow.ages.p99 / fast.ages.p99, 2) + ")",
                    "at most " + in_digits(most_times, 1) + " times", times <= most_times});
    return rows;
}

} // namespace bench
