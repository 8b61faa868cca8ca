// A 429 with Retry-After in the middle of many devices of one client id: who still sends?
#include "fleet.hpp"
#include "memory.hpp"
#include "section.hpp"
#include "statistics.hpp"

#include <atomic>
#include <thread>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;
using spotify::api::Service;

constexpr std::size_t devices = 8; // so few that the window of thirty seconds has room for their looks
constexpr const char* client_id = "bench";
constexpr int wait_s = 3;
// What was let go before the answer was read may take so long to be seen by a busy server.
constexpr std::chrono::milliseconds on_the_way{100};

// Watches the client's gate: when it shuts, and how many were let through until then.
class GateWatch {
public:
    explicit GateWatch(spotify::api::Governor& governor)
        : governor_(governor)
        , thread_([this] { run(); }) {}
    ~GateWatch() {
        ends_ = true;
        thread_.join();
    }
    GateWatch(const GateWatch&) = delete;
    GateWatch& operator=(const GateWatch&) = delete;

    struct Shut {
        Clock::time_point at{};
        std::int64_t let_through = 0; // until then
        std::int64_t at_the_end = 0;  // shortly before it opens
    };
    std::optional<Shut> shut() const { return done_ ? std::optional{shut_} : std::nullopt; }

private:
    void run() {
        while (!ends_ && !governor_.closed_until(Service::web_api, Clock::now())) {
            std::this_thread::sleep_for(std::chrono::microseconds{50}); // how closely it watches
        }
        shut_.at = Clock::now();
        shut_.let_through = governor_.sent_in_a_day(shut_.at);
        const auto nearly = std::chrono::milliseconds{20};
        while (!ends_ && governor_.closed_until(Service::web_api, Clock::now() + nearly)) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        shut_.at_the_end = governor_.sent_in_a_day(Clock::now());
        done_ = !ends_;
    }

    spotify::api::Governor& governor_;
    Shut shut_;
    std::atomic<bool> ends_ = false;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

} // namespace

Rows measure_limits() {
    raise_descriptor_limit();
    Server server;
    Fleet fleet(urls_of(server), devices, client_id);
    fleet.add("d", devices);
    server.order("delay 2");
    fleet.start(0, devices);
    fleet.wait_online(0, devices);
    server.order("delay 40");
    Fleet::pass(std::chrono::seconds{1});

    const GateWatch watch(fleet.engine().governor(client_id));
    server.order("limit " + std::to_string(wait_s));
    Fleet::pass(std::chrono::seconds{wait_s + 3});
    const auto limited = server.wait_for("limited");
    const Clock::time_point told{std::chrono::nanoseconds{std::stoll(limited.at(1))}};
    server.order("arrivals");
    auto arrivals = server.wait_for("arrivals");
    arrivals.erase(arrivals.begin());
    const auto shut = watch.shut();
    if (!shut) {
        throw CannotMeasure("the 429 was not heeded at all, or its end not reached");
    }
    std::size_t before_read = 0;
    std::size_t on_their_way = 0;
    std::size_t late = 0;
    for (const auto& arrival : arrivals) {
        const auto at = told + std::chrono::nanoseconds{std::stoll(arrival)};
        (at <= shut->at ? before_read : at <= shut->at + on_the_way ? on_their_way : late) += 1;
    }
    const std::chrono::duration<double, std::milli> to_shut = shut->at - told;
    const auto let_through = shut->at_the_end - shut->let_through;
    const auto count = [](const std::string& what, std::size_t number) {
        return Row{what, static_cast<double>(number), "requests", std::to_string(number)};
    };
    Rows rows;
    rows.push_back({"from the 429 leaving to the gate being shut", to_shut.count(), "ms",
                    in_digits(to_shut.count(), 2) + " ms"});
    rows.push_back(count("arrived after the 429 left and before it was read", before_read));
    rows.push_back(count("arrived within 100 ms after it was read (let go before)", on_their_way));
    rows.push_back(count("arrived later, within Retry-After: " + std::to_string(wait_s), late));
    rows.back().target = "0";
    rows.back().reached = late == 0;
    rows.push_back({"let go by the driver between shut and the end", static_cast<double>(let_through),
                    "requests", std::to_string(let_through), "0", let_through == 0});
    return rows;
}

} // namespace bench
