#include "simulated_spotify.hpp"

#include "net/ascii.hpp"
#include "net/error.hpp"
#include "web_api.hpp"

namespace contract {

namespace {

constexpr sim::Millis start_ms = 1'000'000;
constexpr sim::MillisRange each_way{3, 300};
constexpr std::int64_t failing_percent = 3;

const char* const scopes = "user-read-playback-state user-read-currently-playing user-modify-playback-state";

} // namespace

sim::HttpRequest asked_by(const spotify::net::Request& request) {
    auto asked = sim::request_for(request.method, request.target);
    asked.headers = request.headers;
    asked.body = request.body;
    asked.says_its_length = true;
    return asked;
}

SimulatedSpotify::SimulatedSpotify(VirtualTime& time, std::uint64_t seed)
    : VirtualTransport(time)
    , time_(time)
    , start_(time.now())
    , random_(seed)
    , world_(seed, start_ms)
    , refresh_token_(world_.tokens.grant("demo", "demo-client", scopes, start_ms)) {}

sim::Millis SimulatedSpotify::now() const {
    return start_ms + std::chrono::duration_cast<std::chrono::milliseconds>(time_.now() - start_).count();
}

void SimulatedSpotify::pass(sim::MillisRange range) {
    time_.sleep_until(time_.now() + std::chrono::milliseconds{random_.within(range)});
}

sim::HttpReply SimulatedSpotify::reply_to(const spotify::net::Request& request) {
    if (request.target.starts_with("/api/token")) {
        const auto renewed = world_.tokens.refresh(refresh_token_, "demo-client", false, 3'600'000, now());
        return {200, {}, R"({"access_token":")" + renewed.access_token + R"(","expires_in":3600})"};
    }
    const auto asked = asked_by(request);
    const auto luck = random_.between(0, 99);
    if (luck < failing_percent) { // and nothing was done
        return {502, {}, ""};
    }
    auto reply = sim::answer_web_api(world_, asked, now());
    // Done, and it says that it was not: only where asking again comes to the same.
    return luck < 2 * failing_percent && request.method == "PUT" ? sim::HttpReply{500, {}, ""} : reply;
}

spotify::net::Response SimulatedSpotify::exchange(const spotify::net::Destination&,
                                                  const spotify::net::Request& request,
                                                  spotify::net::TimePoint, const Canceled&) {
    using spotify::net::Failure;
    if (is_cut_) {
        throw spotify::net::NetError(Failure::connect, "it is over");
    }
    if (request.may_send && !request.may_send()) {
        throw spotify::net::NetError(Failure::withheld, "it was held back");
    }
    spotify::net::Response response;
    response.sent_at = time_.now();
    pass(each_way);
    const auto reply = reply_to(request);
    pass(each_way);
    response.received_at = time_.now();
    response.status = static_cast<int>(reply.status);
    response.body = reply.body;
    for (const auto& [name, value] : reply.headers) {
        response.headers.emplace_back(spotify::net::lowered(name), value);
    }
    answered_.push_back(
        {response.received_at, request.target.substr(0, request.target.find('?')), response.status});
    return response;
}

} // namespace contract
