#include "net/lookup.hpp"

#include "net/error.hpp"

#include <ares.h>
#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <mutex>

namespace spotify::net {

namespace {

// The first wait for each name server, doubled from round to round: one that is silent must leave the next
// one a turn before an exchange runs out of time.
constexpr int first_timeout_ms = 1000;
constexpr int rounds = 3;

struct AresFree {
    void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
    void operator()(ares_addrinfo* info) const { ares_freeaddrinfo(info); }
};
using Channel = std::unique_ptr<ares_channeldata, AresFree>;

struct Answer {
    bool is_there = false;
    int status = ARES_SUCCESS;
    std::unique_ptr<ares_addrinfo, AresFree> info;
};

// The sockets that c-ares uses, as it tells of them: its older way, to be asked for them, is deprecated since 1.28.
class Sockets {
public:
    // Room for more than c-ares opens, two for each of a handful of servers: the callback must not throw. One too many
    // would only be left to its timeout.
    Sockets() { watched_.reserve(64); }
    // Called by c-ares, also from within ares_destroy. A socket that is awaited for neither is about to be closed.
    static void changed(void* self, ares_socket_t socket, int readable, int writable) noexcept {
        static_cast<Sockets*>(self)->change(
            socket, static_cast<short>((readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0)));
    }
    // What to poll; c-ares may change the sockets while it works on them, so this is a copy.
    std::vector<pollfd> watched() const { return watched_; }

private:
    void change(ares_socket_t socket, short events) noexcept {
        std::erase_if(watched_, [socket](const pollfd& one) { return one.fd == socket; });
        if (events != 0 && watched_.size() < watched_.capacity()) {
            watched_.push_back({socket, events, 0});
        }
    }

    std::vector<pollfd> watched_;
};

// c-ares counts its users without a lock.
std::mutex& library_mutex() {
    static std::mutex mutex;
    return mutex;
}

[[noreturn]] void fail(const Endpoint& endpoint, const std::string& why) {
    throw NetError(Failure::lookup, "the name " + endpoint.host + " " + why);
}

void check(int status, const Endpoint& endpoint) {
    switch (status) {
    case ARES_SUCCESS:
        return;
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
        fail(endpoint, "is not known");
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:
        fail(endpoint, "could not be looked up: no name server answers");
    case ARES_ENOMEM:
    case ARES_EFILE:
        fail(endpoint, "could not be looked up: this controller is out of resources");
    default:
        fail(endpoint, "could not be looked up");
    }
}

// `sockets` outlives the channel.
Channel open_channel(const Endpoint& endpoint, const std::string& name_servers, Sockets& sockets) {
    ares_options options{};
    std::string sources = "fb"; // files, then name servers, whatever nsswitch.conf says
    options.lookups = sources.data();
    options.timeout = first_timeout_ms;
    options.tries = rounds;
    options.ndomains = 0; // names are whole: nothing is appended to them
    options.sock_state_cb = Sockets::changed;
    options.sock_state_cb_data = &sockets;
    ares_channel raw = nullptr;
    check(ares_init_options(&raw, &options,
                            ARES_OPT_LOOKUPS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_DOMAINS |
                                ARES_OPT_SOCK_STATE_CB),
          endpoint);
    Channel channel(raw);
    if (!name_servers.empty()) {
        check(ares_set_servers_ports_csv(raw, name_servers.c_str()), endpoint);
    }
    return channel;
}

// Called by c-ares, and for an answer that is not awaited any more from within ares_destroy.
void take_answer(void* answer, int status, int /*timeouts*/, ares_addrinfo* info) noexcept {
    auto& taken = *static_cast<Answer*>(answer);
    taken.info.reset(info);
    taken.status = status;
    taken.is_there = true;
}

// Waits until c-ares has something to do, and lets it.
void step(ares_channel channel, const Sockets& sockets, const Endpoint& endpoint, TimePoint deadline,
          const CancelWatch& cancel) {
    if (cancel.canceled()) {
        throw NetError(Failure::canceled, "the exchange was canceled");
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
        fail(endpoint, "could not be looked up in time");
    }
    timeval most{60, 0};
    timeval chosen{};
    const auto* next = ares_timeout(channel, &most, &chosen);
    const auto until_next = next->tv_sec * 1000LL + next->tv_usec / 1000 + 1;

    auto watched = sockets.watched();
    watched.push_back({cancel.descriptor(), POLLIN, 0});
    const int bounded = static_cast<int>(std::min<long long>(left, until_next));
    if (::poll(watched.data(), watched.size(), bounded) < 0 && errno != EINTR) {
        fail(endpoint, "could not be looked up: this controller is out of resources");
    }
    watched.pop_back();
    for (const auto& [socket, events, happened] : watched) {
        if (happened != 0) {
            ares_process_fd(channel, (events & POLLIN) != 0 ? socket : ARES_SOCKET_BAD,
                            (events & POLLOUT) != 0 ? socket : ARES_SOCKET_BAD);
        }
    }
    // Without a socket it looks after what has waited too long.
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

Found found_in(const ares_addrinfo& info) {
    Found found;
    int lifetime = info.nodes->ai_ttl;
    for (const auto* node = info.nodes; node != nullptr; node = node->ai_next) {
        found.addresses.emplace_back(node->ai_addr, node->ai_addrlen);
        lifetime = std::min(lifetime, node->ai_ttl);
    }
    for (const auto* alias = info.cnames; alias != nullptr; alias = alias->next) {
        lifetime = std::min(lifetime, alias->ttl);
    }
    found.lifetime = std::chrono::seconds{std::max(lifetime, 0)};
    return found;
}

} // namespace

LookupLibrary::LookupLibrary() {
    const std::lock_guard lock(library_mutex());
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
        throw std::bad_alloc();
    }
}

LookupLibrary::~LookupLibrary() {
    const std::lock_guard lock(library_mutex());
    ares_library_cleanup();
}

Found look_up(const Endpoint& endpoint, const std::string& name_servers, TimePoint deadline,
              const CancelWatch& cancel) {
    Answer answer; // outlives the channel, which answers at its end what is still open
    Sockets sockets; // as does this, which hears of the sockets that are closed there
    const Channel channel = open_channel(endpoint, name_servers, sockets);
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = ARES_AI_NUMERICSERV;
    ares_getaddrinfo(channel.get(), endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints,
                     take_answer, &answer);
    while (!answer.is_there) {
        step(channel.get(), sockets, endpoint, deadline, cancel);
    }
    check(answer.status, endpoint);
    if (answer.info == nullptr || answer.info->nodes == nullptr) {
        fail(endpoint, "is not known");
    }
    return found_in(*answer.info);
}

} // namespace spotify::net
