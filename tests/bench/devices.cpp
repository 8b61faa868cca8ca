// What devices cost by their number, each with an account of its own, against a service that takes 40 ms.
#include "cpu_time.hpp"
#include "fleet.hpp"
#include "memory.hpp"
#include "section.hpp"
#include "statistics.hpp"

#include <filesystem>

namespace bench {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t steps[] = {1, 100, 1'000, 5'000};
constexpr std::size_t most = 5'000;
constexpr std::size_t step_of_target = 1'000;
constexpr milliseconds settling{3'000};
constexpr milliseconds measuring{8'000};
constexpr double kib = 1024;

struct Seen {
    double heap = 0;
    double resident = 0;
    double threads = 0;
    double descriptors = 0;
    double looks_a_second = 0;
    double cpu_us_a_look = 0;
    double connections_a_second = 0;
};

// This thread is the bench's own: it paces and counts.
double workers_cpu_seconds() {
    return process_cpu_seconds() - thread_cpu_seconds();
}

Seen observe(Server& server) {
    Fleet::pass(settling);
    std::vector<double> heap;
    Seen seen;
    auto next = spotify::net::Clock::now();
    const auto before = server.count();
    const auto cpu = workers_cpu_seconds();
    const auto begin = next;
    Fleet::pass(measuring, [&] {
        if (const auto now = spotify::net::Clock::now(); now >= next) {
            next = now + measuring / 8;
            heap.push_back(static_cast<double>(heap_bytes()));
            seen.threads = std::max(seen.threads, static_cast<double>(thread_count()));
        }
    });
    const auto after = server.count();
    const std::chrono::duration<double> passed = spotify::net::Clock::now() - begin;
    const auto looks = static_cast<double>(after.looks - before.looks);
    seen.heap = median(heap);
    seen.resident = static_cast<double>(resident_bytes());
    seen.descriptors = static_cast<double>(descriptor_count());
    seen.looks_a_second = looks / passed.count();
    seen.cpu_us_a_look = (workers_cpu_seconds() - cpu) * 1e6 / looks;
    seen.connections_a_second = static_cast<double>(after.connections - before.connections) / passed.count();
    return seen;
}

// A config outside of tests names no ca_file, and each device keeps several copies of its path: so the
// process goes where the file is, and the path becomes a word that costs nothing.
class CurrentFolder {
public:
    explicit CurrentFolder(const std::filesystem::path& folder) { std::filesystem::current_path(folder); }
    ~CurrentFolder() { std::filesystem::current_path(before_); }
    CurrentFolder(const CurrentFolder&) = delete;
    CurrentFolder& operator=(const CurrentFolder&) = delete;

private:
    const std::filesystem::path before_ = std::filesystem::current_path();
};

void tell_types(Rows& rows) {
    const auto row = [&](const char* name, std::size_t size) {
        rows.push_back({std::string{"   sizeof "} + name, static_cast<double>(size), "bytes",
                        std::to_string(size) + " bytes"});
    };
    row("plugin::Driver", sizeof(plugin::Driver));
    row("spotify::Session", sizeof(spotify::Session));
    row("spotify::account::Account", sizeof(spotify::account::Account));
    row("spotify::View", sizeof(spotify::View));
    row("spotify::player::Item", sizeof(spotify::player::Item));
    row("spotify::player::Shown", sizeof(spotify::player::Shown));
    row("spotify::auth::TokenKeeper", sizeof(spotify::auth::TokenKeeper));
    row("spotify::auth::SignInDesk", sizeof(spotify::auth::SignInDesk));
    row("spotify::TransactionLog", sizeof(spotify::TransactionLog));
    row("plugin::AccountConfig", sizeof(plugin::AccountConfig));
}

} // namespace

Rows measure_devices() {
    Rows rows;
    const auto limit = raise_descriptor_limit();
    Server server;
    const CurrentFolder folder(server.ca_file().parent_path());
    Fleet fleet({server.url(), server.url() + "/v1", server.ca_file().filename()}, most);
    Seen one;
    for (const auto step : steps) {
        const auto before = fleet.size();
        server.order("delay 2"); // the start is not what is measured
        const auto heap_before = static_cast<double>(heap_bytes());
        const auto step_size = static_cast<double>(step - before);
        fleet.add("d", step - before);
        const auto created = (static_cast<double>(heap_bytes()) - heap_before) / step_size;
        fleet.start(before, step);
        fleet.wait_online(before, step);
        server.order("delay 40");
        const auto online = (static_cast<double>(heap_bytes()) - heap_before) / step_size;
        const auto seen = observe(server);
        if (step == 1) {
            one = seen;
        }
        const auto n = static_cast<double>(step);
        const auto name = std::to_string(step) + (step == 1 ? " device" : " devices");
        const bool is_target = step == step_of_target;
        rows.push_back({name + ": looks a second", seen.looks_a_second, "looks",
                        in_digits(seen.looks_a_second, 0) + ", " + in_digits(seen.cpu_us_a_look, 0) +
                            " us each, " + in_digits(seen.connections_a_second, 0) +
                            " connections a second"});
        if (is_target) {
            rows.back().target = "1,000 (1 Hz each)";
            rows.back().reached = seen.looks_a_second >= 0.95 * n;
        }
        rows.push_back({name + ": threads", seen.threads, "threads", in_digits(seen.threads, 0)});
        if (is_target) {
            rows.back().target = "at most 5";
            rows.back().reached = seen.threads <= 5;
        }
        rows.push_back(
            {name + ": heap and resident memory", seen.heap, "bytes",
             in_digits(seen.heap / kib, 0) + " KiB and " + in_digits(seen.resident / kib, 0) + " KiB"});
        if (step == 1) {
            continue;
        }
        const auto each = (seen.heap - one.heap) / (n - 1);
        rows.push_back({name + ": heap per device", each, "bytes",
                        in_digits(each / kib, 1) + " KiB (" + in_digits(created / kib, 1) +
                            " before its start, " + in_digits(online / kib, 1) + " when online)"});
        if (is_target) {
            rows.back().target = "at most 8 KiB";
            rows.back().reached = each <= 8 * kib;
        }
        rows.push_back({name + ": resident per device", (seen.resident - one.resident) / (n - 1), "bytes",
                        in_digits((seen.resident - one.resident) / (n - 1) / kib, 1) + " KiB"});
        rows.push_back({name + ": descriptors per device", (seen.descriptors - one.descriptors) / (n - 1),
                        "descriptors",
                        in_digits((seen.descriptors - one.descriptors) / (n - 1), 2) + " (" +
                            in_digits(seen.descriptors, 0) + " of " + std::to_string(limit) + ")"});
    }
    tell_types(rows);
    return rows;
}

} // namespace bench
