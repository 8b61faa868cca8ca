// Commands from invoke() to the server and back, alone and while nine of ten devices hang in their looks.
#include "fleet.hpp"
#include "raw_client.hpp"
#include "section.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t quick_devices = 20;
constexpr std::size_t hanging_devices = 180;
constexpr int samples = 600;
constexpr int hanging_samples = 200;
constexpr int raw_samples = 400;
constexpr int service_ms = 10;

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

Clock::time_point moment(const std::string& nanoseconds) {
    return Clock::time_point{std::chrono::nanoseconds{std::stoll(nanoseconds)}};
}

// Milliseconds, by command.
struct Latencies {
    std::vector<double> to_server; // from invoke() to the first byte
    std::vector<double> whole;     // from invoke() to the completion
    std::vector<double> over;      // the same without the server's own time
    std::vector<double> shown;     // from invoke() to the batch with the right value
};

// Pause and play in turn, one command at a time, on one device after the other.
Latencies press(Server& server, Fleet& fleet, std::size_t from, std::size_t to, int count) {
    Latencies latencies;
    for (int i = 0; i < count; ++i) {
        const auto index = from + static_cast<std::size_t>(i) % (to - from);
        const auto before = fleet.log(index).told();
        const std::int32_t wanted = before.playing == 1 ? 0 : 1;
        const auto begin = Clock::now();
        fleet.invoke(index, wanted == 1 ? "play" : "pause");
        if (!fleet.log(index).wait(
                [&](const DeviceLog::Told& told) {
                    return told.completions > before.completions && told.playing == wanted;
                },
                std::chrono::seconds{10})) {
            throw CannotMeasure("command " + std::to_string(i) + " to device " + std::to_string(index) +
                                " was never completed, or what it does never shown");
        }
        const auto told = fleet.log(index).told();
        if (told.status != DP_OK) {
            throw CannotMeasure("a command came to nothing: status " + std::to_string(told.status));
        }
        const auto words = server.wait_for("command");
        const auto arrived = moment(words.at(2));
        const auto sent = moment(words.at(3));
        latencies.to_server.push_back(milliseconds(arrived - begin));
        latencies.whole.push_back(milliseconds(told.completed_at - begin));
        latencies.over.push_back(milliseconds(told.completed_at - begin - (sent - arrived)));
        latencies.shown.push_back(milliseconds(told.playing_at - begin));
    }
    return latencies;
}

// Median of a bare round trip of such a command on a warm connection, without the server's own time.
double raw_round_trip(Server& server) {
    RawClient raw(server);
    const std::string request =
        "PUT /v1/me/player/pause HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
        "\r\nContent-Length: 0\r\nAuthorization: Bearer access-raw\r\n\r\n";
    raw.exchange(request);
    server.wait_for("command");
    std::vector<double> trips;
    for (int i = 0; i < raw_samples; ++i) {
        const auto begin = Clock::now();
        raw.exchange(request);
        const auto end = Clock::now();
        const auto words = server.wait_for("command");
        trips.push_back(milliseconds(end - begin - (moment(words.at(3)) - moment(words.at(2)))));
    }
    return median(trips);
}

Row row(const std::string& what, const std::vector<double>& values) {
    return {what, median(values), "ms",
            "median " + in_digits(median(values), 2) + " ms, p99 " + in_digits(quantile(values, 0.99), 2) +
                " ms"};
}

void tell(Rows& rows, const std::string& when, const Latencies& latencies, double round_trip,
          bool is_target) {
    rows.push_back(row(when + ": invoke to first byte at the server", latencies.to_server));
    rows.push_back(row(when + ": invoke to completion", latencies.whole));
    auto over = latencies.over;
    for (auto& value : over) {
        value -= round_trip;
    }
    rows.push_back(row(when + ": over a bare round trip", over));
    rows.back().value = quantile(over, 0.99);
    if (is_target) {
        rows.back().target = "p99 at most 5 ms";
        rows.back().reached = quantile(over, 0.99) <= 5;
    }
    rows.push_back(row(when + ": invoke to the batch with the right value", latencies.shown));
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
    const auto round_trip = raw_round_trip(server);
    rows.push_back({"bare OpenSSL: a command's round trip without the server's time", round_trip, "ms",
                    "median " + in_digits(round_trip, 2) + " ms"});
    tell(rows, "alone", press(server, fleet, 0, quick_devices, samples), round_trip, true);

    server.order("hang on");
    // All looks come due within the slowest pace there is here, and none comes back: from then on as many
    // hang as there are workers for them. The first one that hangs says that it has begun.
    server.wait_for("hanging");
    constexpr std::chrono::seconds slowest_pace{15}; // paused, in the background
    const auto until = Clock::now() + slowest_pace;
    for (std::size_t i = 0; Clock::now() < until; i = (i + 1) % quick_devices) {
        press(server, fleet, i, i + 1, 2); // the quick ones are used meanwhile, as on any day
    }
    const auto looks = server.count().looks;
    tell(rows, "9 of 10 hang, to the others", press(server, fleet, 0, quick_devices, samples), round_trip,
         true);
    tell(rows, "9 of 10 hang, to those", press(server, fleet, quick_devices, all, hanging_samples),
         round_trip, true);
    rows.push_back({"looks that got through meanwhile", static_cast<double>(server.count().looks - looks),
                    "looks", std::to_string(server.count().looks - looks)});
    return rows;
}

} // namespace bench
