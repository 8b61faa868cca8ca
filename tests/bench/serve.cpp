// The server's sockets: one thread over epoll, OpenSSL without blocking, and a heap of what is due later.
#include "server.hpp"
#include "service.hpp"
#include "simulator/certificates.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <utility>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds trickle_every{20};

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* tls) const { SSL_free(tls); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

void require(bool success, const char* what) {
    if (!success) {
        throw std::runtime_error(std::string{what} + " failed: " + std::strerror(errno));
    }
}

Owned<BIO> reader_of(const std::string& pem) {
    return Owned<BIO>{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

Owned<SSL_CTX> make_context(const sim::ServerIdentity& identity) {
    Owned<SSL_CTX> context{SSL_CTX_new(TLS_server_method())};
    const Owned<X509> certificate{
        PEM_read_bio_X509(reader_of(identity.certificate_pem).get(), nullptr, nullptr, nullptr)};
    const Owned<EVP_PKEY> key{
        PEM_read_bio_PrivateKey(reader_of(identity.key_pem).get(), nullptr, nullptr, nullptr)};
    require(context && certificate && key && SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1,
            "making the TLS context");
    SSL_CTX_set_mode(context.get(), SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_RELEASE_BUFFERS);
    return context;
}

struct Connection {
    int descriptor = -1;
    Owned<SSL> tls;
    std::string in;
    std::string out;
    std::size_t written = 0;
    Moment arrived{};        // of the request that is being read
    bool is_waiting = false; // a request was read and its answer has not left
    bool is_full = false;    // its socket takes no more for now
    ~Connection() { close(descriptor); }
};

std::string header(const std::string& head, const std::string& name) {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

class Loop {
public:
    explicit Loop(const std::string& folder);
    void run(); // until stdin ends

private:
    void watch(int descriptor, std::uint32_t events, bool again = false) const;
    void accept_all();
    bool take_orders(); // false at the end of stdin
    void progress(int descriptor, Moment now);
    bool read_and_write(Connection& connection, Moment now); // false: the connection is at its end
    void take_requests(Connection& connection);
    void leave(Connection& connection, const Asked& asked, const Reply& reply);
    bool flush(Connection& connection);
    void run_due();
    // Runs `task` on the connection, if it is that one still.
    void later(Moment due, const Connection& connection,
               std::function<bool(Connection&)> task); // false: ended

    Service service_{[](const std::string& line) { std::cout << line << "\n" << std::flush; }};
    Owned<SSL_CTX> context_;
    int epoll_ = -1;
    int listener_ = -1;
    std::string orders_;
    std::map<int, std::shared_ptr<Connection>> connections_;
    std::multimap<Moment, std::function<void()>> due_;
};

Loop::Loop(const std::string& folder) {
    const auto identity = sim::make_server_identity({"127.0.0.1"});
    std::ofstream(folder + "/ca.pem") << identity.ca_pem;
    context_ = make_context(identity);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    require(epoll_ >= 0 && listener_ >= 0 && bind(listener_, generic, size) == 0 &&
                listen(listener_, 4096) == 0 && getsockname(listener_, generic, &size) == 0,
            "listening");
    watch(listener_, EPOLLIN);
    watch(STDIN_FILENO, EPOLLIN);
    std::cout << "ready " << ntohs(address.sin_port) << "\n" << std::flush;
}

void Loop::watch(int descriptor, std::uint32_t events, bool again) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    require(epoll_ctl(epoll_, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event) == 0, "epoll_ctl");
}

void Loop::run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
        int wait_ms = -1;
        if (!due_.empty()) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(due_.begin()->first - Clock::now()).count();
            wait_ms = static_cast<int>(std::max<std::int64_t>(left, 0));
        }
        const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
        const auto now = Clock::now(); // whatever is ready was there by now; its turn may come later
        for (int i = 0; i < count; ++i) {
            const int descriptor = events.at(static_cast<std::size_t>(i)).data.fd;
            if (descriptor == listener_) {
                accept_all();
            } else if (descriptor == STDIN_FILENO) {
                if (!take_orders()) {
                    return;
                }
            } else {
                progress(descriptor, now);
            }
        }
        run_due();
    }
}

void Loop::accept_all() {
    for (;;) {
        const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            return;
        }
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto connection = std::make_shared<Connection>();
        connection->descriptor = descriptor;
        connection->tls.reset(SSL_new(context_.get()));
        SSL_set_fd(connection->tls.get(), descriptor);
        SSL_set_accept_state(connection->tls.get());
        connections_[descriptor] = std::move(connection);
        watch(descriptor, EPOLLIN);
        service_.connected();
    }
}

bool Loop::take_orders() {
    std::array<char, 4096> bytes{};
    const auto count = read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count <= 0) {
        return false;
    }
    orders_.append(bytes.data(), static_cast<std::size_t>(count));
    for (auto end = orders_.find('\n'); end != std::string::npos; end = orders_.find('\n')) {
        service_.order(orders_.substr(0, end));
        orders_.erase(0, end + 1);
    }
    return true;
}

void Loop::progress(int descriptor, Moment now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) {
        return;
    }
    const auto connection = found->second;
    if (!read_and_write(*connection, now)) {
        connections_.erase(descriptor);
    }
}

bool Loop::read_and_write(Connection& connection, Moment now) {
    std::array<char, 16 * 1024> bytes{};
    for (;;) {
        ERR_clear_error(); // what another connection left there is not this one's
        const int count = SSL_read(connection.tls.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (count <= 0) {
            const int error = SSL_get_error(connection.tls.get(), count);
            if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
                return false;
            }
            break;
        }
        if (connection.in.empty()) {
            connection.arrived = now;
        }
        connection.in.append(bytes.data(), static_cast<std::size_t>(count));
    }
    take_requests(connection);
    return flush(connection);
}

void Loop::take_requests(Connection& connection) {
    const auto end = connection.in.find("\r\n\r\n");
    if (end == std::string::npos || connection.is_waiting) {
        return;
    }
    const auto head = connection.in.substr(0, end + 2);
    const auto length = header(head, "Content-Length");
    const auto size = end + 4 + (length.empty() ? 0 : std::stoul(length));
    if (connection.in.size() < size) {
        return;
    }
    Asked asked;
    asked.method = head.substr(0, head.find(' '));
    const auto target = asked.method.size() + 1;
    asked.target = head.substr(target, head.find(' ', target) - target);
    asked.authorization = header(head, "Authorization");
    asked.body = connection.in.substr(end + 4, size - end - 4);
    asked.arrived = connection.arrived;
    connection.in.erase(0, size);
    connection.arrived = Clock::now();
    auto reply = service_.answer(asked);
    connection.is_waiting = true;
    if (reply.never) {
        return;
    }
    if (reply.due <= Clock::now()) {
        leave(connection, asked, reply);
        return;
    }
    later(reply.due, connection,
          [this, asked = std::move(asked), reply = std::move(reply)](Connection& same) {
              leave(same, asked, reply);
              return flush(same);
          });
}

void Loop::leave(Connection& connection, const Asked& asked, const Reply& reply) {
    if (reply.at_once < reply.bytes.size()) {
        connection.out += reply.bytes.substr(0, reply.at_once);
        flush(connection);
        service_.sent(asked, reply, Clock::now());
        // The rest byte by byte; the client has gone long before the end.
        const auto rest = std::make_shared<std::string>(reply.bytes.substr(reply.at_once));
        const auto next = std::make_shared<std::function<bool(Connection&)>>();
        *next = [this, rest, weak = std::weak_ptr{next}](Connection& same) {
            same.out += rest->front();
            rest->erase(0, 1);
            if (const auto step = weak.lock(); step && !rest->empty()) {
                later(Clock::now() + trickle_every, same, [step](Connection& it) { return (*step)(it); });
            }
            return flush(same);
        };
        later(Clock::now() + trickle_every, connection, [next](Connection& it) { return (*next)(it); });
        return;
    }
    connection.out += reply.bytes;
    flush(connection);
    service_.sent(asked, reply, Clock::now());
    connection.is_waiting = false;
    if (reply.ends) {
        SSL_shutdown(connection.tls.get());
        shutdown(connection.descriptor, SHUT_WR);
    }
}

// What does not fit into the socket now goes on when there is room.
bool Loop::flush(Connection& connection) {
    while (connection.written < connection.out.size()) {
        ERR_clear_error();
        const int count = SSL_write(connection.tls.get(), connection.out.data() + connection.written,
                                    static_cast<int>(connection.out.size() - connection.written));
        if (count <= 0) {
            const int error = SSL_get_error(connection.tls.get(), count);
            if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
                return false;
            }
            connection.is_full = true;
            watch(connection.descriptor, EPOLLIN | EPOLLOUT, true);
            return true;
        }
        connection.written += static_cast<std::size_t>(count);
    }
    connection.out.clear();
    connection.written = 0;
    if (std::exchange(connection.is_full, false)) {
        watch(connection.descriptor, EPOLLIN, true);
    }
    return true;
}

void Loop::run_due() {
    while (!due_.empty() && due_.begin()->first <= Clock::now()) {
        const auto task = due_.extract(due_.begin());
        task.mapped()();
    }
}

void Loop::later(Moment due, const Connection& connection, std::function<bool(Connection&)> task) {
    const auto descriptor = connection.descriptor;
    const std::weak_ptr<Connection> weak = connections_.at(descriptor);
    due_.emplace(due, [this, weak, task = std::move(task)] {
        if (const auto same = weak.lock(); same && !task(*same)) {
            connections_.erase(same->descriptor);
        }
    });
}

} // namespace

int serve(const std::string& folder) {
    rlimit descriptors{};
    getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    setrlimit(RLIMIT_NOFILE, &descriptors);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        Loop(folder).run();
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << std::endl;
        return 1;
    }
    return 0;
}

} // namespace bench
