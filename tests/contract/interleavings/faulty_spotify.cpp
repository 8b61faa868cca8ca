#include "faulty_spotify.hpp"

#include "bearer.hpp"
#include "http_message.hpp"
#include "net/ascii.hpp"
#include "simulated_spotify.hpp"

#include <numeric>

namespace contract {

namespace {

using spotify::net::Failure;
using spotify::net::NetError;
using spotify::net::Request;
using spotify::net::Response;
using spotify::net::TimePoint;

constexpr sim::Millis start_ms = 1'000'000;
constexpr sim::MillisRange each_way{3, 200};

std::string path_of(const Request& request) {
    return request.target.substr(0, request.target.find('?'));
}

Playing playing_of(const sim::PlayerState& state, const sim::Catalog& catalog) {
    const auto* device = sim::active_device(state);
    if (device == nullptr) {
        return {};
    }
    return {.is_loaded = true,
            .is_playing = state.is_playing,
            .uri = sim::current_item(state, catalog).uri,
            .context = state.context_uri,
            .progress_ms = state.progress_ms,
            .shuffle = state.shuffle,
            .repeat = sim::repeat_name(state.repeat),
            .device = device->name,
            .volume = device->volume};
}

// How often commands will be ignored yet.
std::int64_t ignored_yet(const sim::Weather& weather) {
    return std::accumulate(weather.ignored.begin(), weather.ignored.end(), std::int64_t{0},
                           [](std::int64_t sum, const sim::IgnoredCommands& one) { return sum + one.times; });
}

const char* word(Failure failure) {
    switch (failure) {
    case Failure::canceled:
        return "canceled";
    case Failure::timeout:
        return "timeout";
    case Failure::withheld:
        return "withheld";
    default:
        return "no answer";
    }
}

} // namespace

FaultySpotify::FaultySpotify(VirtualTime& time, Trace& trace, std::uint64_t seed)
    : VirtualTransport(time)
    , time_(time)
    , trace_(trace)
    , start_(time.now())
    , random_(seed)
    , world_(seed, start_ms)
    , service_(world_, faults_)
    , custody_(world_.tokens) {
    auto& app = world_.app_named(client_id);
    app.redirect_uris.emplace_back("https://panel.example/spotify");
    sim::NewAccount guest;
    guest.name = "guest";
    guest.client_id = client_id;
    world_.add_account(guest, start_ms);
}

sim::Millis FaultySpotify::now() const {
    return start_ms + std::chrono::duration_cast<std::chrono::milliseconds>(time_.now() - start_).count();
}

// Never a token, a code or a secret: whose they are, and whether they are the newest.
std::string FaultySpotify::told(const Request& request) const {
    if (path_of(request) != "/api/token") {
        const auto* access = world_.tokens.find_access(sim::bearer_token(asked_by(request)));
        return request.method + ' ' + request.target + (request.body.empty() ? "" : ' ' + request.body) +
               " as " + (access != nullptr ? access->account : std::string{"nobody"});
    }
    const auto form = sim::parse_form(request.body).value_or(sim::NameValues{});
    std::string text = request.method + ' ' + request.target;
    for (const auto& [name, value] : form) {
        const bool is_plain = name == "grant_type" || name == "redirect_uri" || name == "client_id";
        text += ' ' + name +
                (is_plain                  ? '=' + value
                 : name == "refresh_token" ? " of " + custody_.told(value)
                                           : std::string{});
    }
    return text;
}

void FaultySpotify::pass(TimePoint until, TimePoint deadline, const Canceled& canceled, bool sent) {
    time_.sleep_until(std::min(until, deadline), &canceled);
    if (canceled) {
        throw NetError(Failure::canceled, "it was canceled", sent);
    }
    if (time_.now() >= deadline) {
        throw NetError(Failure::timeout, "it took too long", sent);
    }
}

Playing FaultySpotify::truth() {
    return playing_of(world_.find_account("demo")->playback.truth(now()), world_.catalog);
}

Response FaultySpotify::exchange(const spotify::net::Destination&, const Request& request, TimePoint deadline,
                                 const Canceled& canceled) {
    Exchange kept;
    kept.method = request.method;
    kept.target = request.target;
    kept.body = request.body;
    const auto keep = [&] {
        kept.ended_at = time_.now();
        if (keeps_exchanges_ && kept.is_sent) {
            exchanges_.push_back(kept);
        }
    };
    try {
        auto response = exchanged(request, deadline, canceled, kept);
        kept.status = response.status;
        keep();
        return response;
    } catch (const NetError&) {
        keep();
        throw;
    }
}

Response FaultySpotify::exchanged(const Request& request, TimePoint deadline, const Canceled& canceled,
                                  Exchange& kept) {
    const auto number = std::to_string(++last_exchange_);
    const auto fail = [&](const NetError& problem) {
        trace_.line("   " + number + " <- " + word(problem.failure()) + ": " + problem.what());
    };
    try {
        if (outage_) {
            throw NetError(*outage_, "the network is down");
        }
        if (random_.between(0, 3) == 0) { // no connection is kept: another answer may come first
            pass(time_.now() + std::chrono::milliseconds{random_.within(each_way)}, deadline, canceled,
                 false);
        }
        if (request.may_send && !request.may_send()) {
            throw NetError(Failure::withheld, "it was held back");
        }
        trace_.line("   " + number + " -> " + told(request));
        rules_.sent(path_of(request), time_.now());
        kept.is_sent = true;
        kept.sent_at = time_.now();
        auto response = answer_to(request, deadline, canceled, kept);
        trace_.line("   " + number + " <- " + std::to_string(response.status) + ' ' +
                    digest(path_of(request) == "/api/token" ? "" : response.body));
        rules_.answered(path_of(request), response, time_.now());
        if (path_of(request) == "/api/token") {
            custody_.delivered(request.body, response);
        }
        return response;
    } catch (const NetError& problem) {
        fail(problem);
        throw;
    }
}

// Also notes what became of it there.
sim::HttpReply FaultySpotify::answered(const sim::HttpRequest& asked, const sim::Service::Received& received,
                                       Exchange& kept) {
    if (!keeps_exchanges_) {
        return service_.answer(asked, received, now());
    }
    auto& account = *world_.find_account("demo");
    const auto ignored_before = ignored_yet(world_.weather);
    const auto last_command = account.last_command_at;
    auto reply = service_.answer(asked, received, now());
    if (account.last_command_at != last_command) {
        kept.effect = ignored_yet(world_.weather) < ignored_before ? Exchange::Effect::ignored
                                                                   : Exchange::Effect::taken;
    }
    if (asked.method == "GET" && asked.path == "/v1/me/player" && reply.status == 200 &&
        reply.body.find("\"repeat_state\"") != std::string::npos) {
        kept.told = playing_of(account.playback.shown(now()), world_.catalog);
    }
    return reply;
}

Response FaultySpotify::answer_to(const Request& request, TimePoint deadline, const Canceled& canceled,
                                  Exchange& kept) {
    Response response;
    response.sent_at = time_.now();
    pass(time_.now() + std::chrono::milliseconds{random_.within(each_way)}, deadline, canceled);
    const auto asked = asked_by(request);
    const auto received = service_.receive(asked, 1, now());
    auto reply = answered(asked, received, kept);
    const bool is_made_up = received.fault && received.fault->kind == sim::FaultKind::status;
    service_.sent(asked, received, reply, is_made_up ? received.fault->reply.status : reply.status, now());
    if (received.fault) {
        spoil(*received.fault, deadline, canceled);
        if (is_made_up) {
            reply = received.fault->reply;
        } else if (received.fault->kind == sim::FaultKind::empty_200) {
            reply = {200, {}, ""};
        }
    }
    pass(time_.now() + std::chrono::milliseconds{random_.within(each_way)}, deadline, canceled);
    response.received_at = time_.now();
    response.status = static_cast<int>(reply.status);
    response.body = reply.body;
    for (const auto& [name, value] : reply.headers) {
        response.headers.emplace_back(spotify::net::lowered(name), value);
    }
    return response;
}

// As the client of the real network sees what the simulator's wire makes of a fault.
void FaultySpotify::spoil(const sim::Fault& fault, TimePoint deadline, const Canceled& canceled) {
    using sim::FaultKind;
    switch (fault.kind) {
    case FaultKind::garbage:
        throw NetError(Failure::malformed, "the answer is not HTTP", true);
    case FaultKind::truncate:
    case FaultKind::cut:
    case FaultKind::chunked_cut:
        throw NetError(Failure::closed, "the connection ended early", true);
    case FaultKind::huge_header:
    case FaultKind::huge_body:
        throw NetError(Failure::too_large, "the answer is too large", true);
    case FaultKind::stall:
        pass(TimePoint::max(), deadline, canceled);
        break;
    case FaultKind::trickle:
        pass(time_.now() + std::chrono::milliseconds{fault.every_ms}, deadline, canceled);
        break;
    case FaultKind::status:
    case FaultKind::surplus:
    case FaultKind::chunked:
    case FaultKind::close:
    case FaultKind::empty_200:
    case FaultKind::gzip:
        break;
    }
}

} // namespace contract
