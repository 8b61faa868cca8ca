#include "net/lookup.hpp"

#include "net/error.hpp"

#include <ares.h>
#include <sys/epoll.h>
#include <sys/time.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

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

// c-ares counts its users without a lock.
std::mutex& library_mutex() {
    static std::mutex mutex;
    return mutex;
}

NetError failure(const Endpoint& endpoint, const std::string& why) {
    return {Failure::lookup, "the name " + endpoint.host + " " + why};
}

NetError failure(const Endpoint& endpoint, int status) {
    switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
        return failure(endpoint, "is not known");
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:
        return failure(endpoint, "could not be looked up: no name server answers");
    case ARES_ENOMEM:
    case ARES_EFILE:
        return failure(endpoint, "could not be looked up: this controller is out of resources");
    default:
        return failure(endpoint, "could not be looked up");
    }
}

void check(int status, const Endpoint& endpoint) {
    if (status != ARES_SUCCESS) {
        throw failure(endpoint, status);
    }
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

// c-ares tells of the sockets that it uses: its older way, to be asked for them, is deprecated since 1.28.
class Lookup::Query final : Loop::Watcher {
public:
    Query(Loop& loop, Endpoint endpoint, const std::string& name_servers, TimePoint deadline, Done done)
        : loop_(loop)
        , endpoint_(std::move(endpoint))
        , deadline_(deadline)
        , done_(std::move(done))
        , channel_(open_channel(name_servers)) {
        ares_addrinfo_hints hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = ARES_AI_NUMERICSERV;
        ares_getaddrinfo(channel_.get(), endpoint_.host.c_str(), std::to_string(endpoint_.port).c_str(),
                         &hints, take_answer, this);
        set_timer();
    }
    ~Query() { channel_.reset(); } // first: it answers at its end what is still open, and closes its sockets
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

private:
    Channel open_channel(const std::string& name_servers);
    static void change(void* self, ares_socket_t socket, int readable, int writable) noexcept;
    static void take_answer(void* self, int status, int timeouts, ares_addrinfo* info) noexcept;

    void on_events(int socket, std::uint32_t events) override {
        ares_process_fd(channel_.get(), (events & ~std::uint32_t{EPOLLOUT}) != 0 ? socket : ARES_SOCKET_BAD,
                        (events & EPOLLOUT) != 0 ? socket : ARES_SOCKET_BAD);
        set_timer();
    }
    void on_timer() {
        if (answer_) {
            end(std::move(*answer_));
            return;
        }
        if (Clock::now() >= deadline_) {
            end(failure(endpoint_, "could not be looked up in time"));
            return;
        }
        ares_process_fd(channel_.get(), ARES_SOCKET_BAD,
                        ARES_SOCKET_BAD); // looks after what has waited too long
        set_timer();
    }
    void set_timer() {
        auto due = deadline_;
        if (answer_) {
            due = Clock::now();
        } else {
            timeval chosen{};
            if (const auto* next = ares_timeout(channel_.get(), nullptr, &chosen)) {
                const auto wait = std::chrono::seconds{next->tv_sec} +
                                  std::chrono::microseconds{next->tv_usec} + std::chrono::milliseconds{1};
                due = std::min(due, Clock::now() + wait);
            }
        }
        timer_ = loop_.call_at(due, [this] { on_timer(); });
    }
    void end(std::variant<Found, NetError> result) {
        const auto done = std::move(done_);
        done(std::move(result)); // this may be gone
    }

    Loop& loop_;
    const Endpoint endpoint_;
    const TimePoint deadline_;
    Done done_;
    std::optional<std::variant<Found, NetError>> answer_;
    std::map<ares_socket_t, Loop::Watch> watched_;
    Loop::Timer timer_;
    Channel channel_;
};

Channel Lookup::Query::open_channel(const std::string& name_servers) {
    ares_options options{};
    std::string sources = "fb"; // files, then name servers, whatever nsswitch.conf says
    options.lookups = sources.data();
    options.timeout = first_timeout_ms;
    options.tries = rounds;
    options.ndomains = 0; // names are whole: nothing is appended to them
    options.sock_state_cb = change;
    options.sock_state_cb_data = this;
    ares_channel raw = nullptr;
    check(ares_init_options(&raw, &options,
                            ARES_OPT_LOOKUPS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_DOMAINS |
                                ARES_OPT_SOCK_STATE_CB),
          endpoint_);
    Channel channel(raw);
    if (!name_servers.empty()) {
        check(ares_set_servers_ports_csv(raw, name_servers.c_str()), endpoint_);
    }
    return channel;
}

// Called by c-ares, also from within ares_destroy. A socket that is awaited for neither is about to be closed. One
// that cannot be watched is left to its timeout.
void Lookup::Query::change(void* self, ares_socket_t socket, int readable, int writable) noexcept {
    auto& query = *static_cast<Query*>(self);
    query.watched_.erase(socket);
    const auto events =
        (readable != 0 ? std::uint32_t{EPOLLIN} : 0U) | (writable != 0 ? std::uint32_t{EPOLLOUT} : 0U);
    if (events != 0) {
        try {
            query.watched_.emplace(socket, query.loop_.watch(socket, events, query));
        } catch (const std::exception&) { // stated above
        }
    }
}

// Called by c-ares, perhaps at once, and for an answer that is not awaited any more from within ares_destroy.
void Lookup::Query::take_answer(void* self, int status, int /*timeouts*/, ares_addrinfo* raw) noexcept {
    const std::unique_ptr<ares_addrinfo, AresFree> info(raw);
    auto& query = *static_cast<Query*>(self);
    try {
        if (status != ARES_SUCCESS) {
            query.answer_ = failure(query.endpoint_, status);
        } else if (info == nullptr || info->nodes == nullptr) {
            query.answer_ = failure(query.endpoint_, "is not known");
        } else {
            query.answer_ = found_in(*info);
        }
    } catch (const std::exception&) { // out of memory: the time limit answers
    }
}

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

Lookup::Lookup(Loop& loop, const Endpoint& endpoint, const std::string& name_servers, TimePoint deadline,
               Done done)
    : query_(std::make_unique<Query>(loop, endpoint, name_servers, deadline, std::move(done))) {}

Lookup::~Lookup() = default;

} // namespace spotify::net
