#include "press.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

Clock::time_point moment(const std::string& nanoseconds) {
    return Clock::time_point{std::chrono::nanoseconds{std::stoll(nanoseconds)}};
}

} // namespace

BareCommand::BareCommand(Server& server)
    : server_(server)
    , client_(server)
    , request_("PUT /v1/me/player/pause HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
               "\r\nContent-Length: 0\r\nAuthorization: Bearer access-raw\r\n\r\n") {
    milliseconds_of_one(); // which connects
}

double BareCommand::milliseconds_of_one() {
    const auto begin = Clock::now();
    client_.exchange(request_);
    const auto end = Clock::now();
    const auto words = server_.wait_for("command");
    return milliseconds(end - begin - (moment(words.at(3)) - moment(words.at(2))));
}

void press(Server& server, BareCommand& bare, Fleet& fleet, std::size_t from, std::size_t to, int count,
           Latencies& latencies) {
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
}

} // namespace bench
