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
constexpr int service_ms = 5;

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

Clock::time_point moment(const std::string& nanoseconds) {
    return Clock::time_point{std::chrono::nanoseconds{std::stoll(nanoseconds)}};
}

// Milliseconds, by command.
struct Latencies {
    std::vector<double> to_server;      // from invoke() to the first byte
    std::vector<double> whole;          // from invoke() to the completion
    std::vector<double> without_server; // the same without the server's own time
    std::vector<double> shown;          // from invoke() to the batch with the right value
    std::vector<double> bare;           // a bare round trip right after it
};

// Bare round trips of such a command on a warm connection, without the server's own time.
class BareCommand {
public:
    explicit BareCommand(Server& server)
        : server_(server)
        , client_(server)
        , request_("PUT /v1/me/player/pause HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                   "\r\nContent-Length: 0\r\nAuthorization: Bearer access-raw\r\n\r\n") {
        milliseconds_of_one(); // which connects
    }
    double milliseconds_of_one() {
        const auto begin = Clock::now();
        client_.exchange(request_);
        const auto end = Clock::now();
        const auto words = server_.wait_for("command");
        return milliseconds(end - begin - (moment(words.at(3)) - moment(words.at(2))));
    }

private:
    Server& server_;
    RawClient client_;
    const std::string request_;
};

// Pause and play in turn, one command at a time, on one device after the other; after each a bare one.
Latencies press(Server& server, BareCommand& bare, Fleet& fleet, std::size_t from, std::size_t to,
                int count) {
    Latencies latencies;
    for (int i = 0; i < count; ++i) {
        const auto index = from + static_cast<std::size_t>(i) % (to - from);
        const auto before = fleet.log(index).told();
        const std::int32_t wanted = before.playing == 1 ? 0 : 1;
        const auto begin = Clock::now();
        fleet.invoke(index, wanted == 1 ? "play" : "pause");
        if (!fleet.log(index).wait([&](const DeviceLog::Told& told) {
                return told.completions > before.completions && told.playing == wanted;
            })) {
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
        latencies.without_server.push_back(milliseconds(told.completed_at - begin - (sent - arrived)));
        latencies.shown.push_back(milliseconds(told.playing_at - begin));
        latencies.bare.push_back(bare.milliseconds_of_one());
    }
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
    tell(rows, "alone", press(server, bare, fleet, 0, quick_devices, samples), false);

    server.order("hang on");
    // Within a few seconds every look comes due, and none comes back: from then on as many hang as there are
    // workers for them.
    server.wait_for("hanging");
    std::size_t pressed = 0;
    Fleet::pass(std::chrono::seconds{5}, [&] {
        if (pressed < 2 * quick_devices) { // the quick ones are used meanwhile, as on any day
            press(server, bare, fleet, pressed % quick_devices, pressed % quick_devices + 1, 1);
            ++pressed;
        }
    });
    const auto looks = server.count().looks;
    tell(rows, "9 of 10 hang, commands to the others", press(server, bare, fleet, 0, quick_devices, samples),
         true);
    tell(rows, "9 of 10 hang, commands to those", press(server, bare, fleet, quick_devices, all, samples),
         true);
    rows.push_back({"looks that reached the server meanwhile",
                    static_cast<double>(server.count().looks - looks), "looks",
                    std::to_string(server.count().looks - looks)});
    return rows;
}

} // namespace bench
