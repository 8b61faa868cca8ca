#include "mqtt/client.hpp"

#include "host/sealing.hpp"
#include "mqtt/reconnect.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace avhost::mqtt {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* system_certificates = "/etc/ssl/certs";
constexpr std::chrono::seconds sound_after{30}; // a connection that lived so long was a good one
constexpr std::size_t most_filters = 100;       // of one request; brokers limit its size
constexpr unsigned most_complaints = 10;        // in the log, of one connection
constexpr int most_in_flight = 1000; // messages on the wire; the library's own 20 are slow on a long way
constexpr int first_refusal = 0x80;  // of MQTT 5's reason codes

constexpr unsigned many_short_lives = 3; // in a row, of connections that were made
std::string same_name_after(std::string begin) {
    return begin.append("two hosts of one site must not have the same name under /mqtt/host");
}

class CannotConnect : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

bool is_literal(const std::string& address) {
    in6_addr room{};
    return inet_pton(AF_INET, address.c_str(), &room) == 1 ||
           inet_pton(AF_INET6, address.c_str(), &room) == 1;
}

void expect_readable(const std::filesystem::path& file) {
    if (!file.empty() && !std::ifstream{file}) {
        throw CannotConnect{file.string() + ": expected a file that can be read"};
    }
}

// There is nobody to ask for the passphrase of a key.
int no_passphrase(char*, int, int, void*) {
    return 0;
}

std::string text_property(const mosquitto_property* properties, int id) {
    char* text = nullptr;
    if (mosquitto_property_read_string(properties, id, &text, false) == nullptr || text == nullptr) {
        return {};
    }
    const std::unique_ptr<char, decltype(&std::free)> owned{text, std::free};
    return text;
}

std::string bytes_property(const mosquitto_property* properties, int id) {
    void* bytes = nullptr;
    std::uint16_t size = 0;
    if (mosquitto_property_read_binary(properties, id, &bytes, &size, false) == nullptr || bytes == nullptr) {
        return {};
    }
    const std::unique_ptr<void, decltype(&std::free)> owned{bytes, std::free};
    return {static_cast<const char*>(bytes), size};
}

struct PropertyList {
    PropertyList() = default;
    ~PropertyList() { mosquitto_property_free_all(&first); }
    PropertyList(const PropertyList&) = delete;
    PropertyList& operator=(const PropertyList&) = delete;
    mosquitto_property* first = nullptr;
};

} // namespace

void Client::Destroy::operator()(mosquitto* handle) const {
    mosquitto_destroy(handle);
}

// The library calls these from inside its loop functions, on the client's thread.
struct Client::Callbacks {
    static Client& of(void* self) { return *static_cast<Client*>(self); }

    static void connected(mosquitto*, void* self, int reason, int, const mosquitto_property*) {
        Client& client = of(self);
        if (reason == 0) {
            client.is_connected_ = true;
            client.connected_at_ = Clock::now();
            client.listener_.on_connected();
        } else {
            client.reason_ =
                std::string{"the broker refuses the connection: "} + mosquitto_reason_string(reason);
        }
    }
    static void disconnected(mosquitto*, void* self, int reason, const mosquitto_property*) {
        if (reason == MQTT_RC_SESSION_TAKEN_OVER) {
            of(self).reason_ = same_name_after("another client came under the same name: ");
        } else if (reason >= first_refusal && of(self).reason_.empty()) {
            of(self).reason_ =
                std::string{"the broker ended the connection: "} + mosquitto_reason_string(reason);
        }
    }
    static void published(mosquitto*, void* self, int, int reason, const mosquitto_property*) {
        Client& client = of(self);
        client.in_flight_ -= client.in_flight_ > 0 ? 1U : 0U;
        if (reason >= first_refusal) {
            client.complain(std::string{"the broker does not take a message of this host: "} +
                            mosquitto_reason_string(reason) + "; see its access rules");
        }
    }
    static void subscribed(mosquitto*, void* self, int, int count, const int* granted,
                           const mosquitto_property*) {
        for (int i = 0; i < count; ++i) {
            if (granted[i] >= first_refusal) {
                of(self).complain(std::string{"the broker refuses a subscription of this host: "} +
                                  mosquitto_reason_string(granted[i]) + "; see its access rules");
                return;
            }
        }
    }
    static void message(mosquitto*, void* self, const mosquitto_message* came,
                        const mosquitto_property* properties) {
        Message message;
        message.topic = came->topic;
        message.payload.assign(static_cast<const char*>(came->payload),
                               static_cast<std::size_t>(came->payloadlen));
        message.retain = came->retain;
        message.response_topic = text_property(properties, MQTT_PROP_RESPONSE_TOPIC);
        message.correlation = bytes_property(properties, MQTT_PROP_CORRELATION_DATA);
        of(self).listener_.on_message(message);
    }
    static void logged(mosquitto*, void* self, int level, const char* text) {
        if (level == MOSQ_LOG_ERR) {
            of(self).library_error_ = text;
        }
    }
};

Client::Client(ClientOptions options, Listener& listener)
    : options_{std::move(options)}
    , listener_{listener}
    , bell_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
    mosquitto_lib_init(); // counted by the library
}

Client::~Client() {
    stop();
    mosquitto_lib_cleanup();
}

void Client::start() {
    // Signals are for the thread that waits for them; a peer that is gone is an error of write().
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[this] { run(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Client::stop() {
    stopping_ = true;
    wake();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Client::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(bell_.get(), &one, sizeof one);
}

void Client::log(dp::LogLevel level, const std::string& text) const {
    options_.log({level, "mqtt", text});
}

void Client::complain(const std::string& about) {
    if (++complaints_ <= most_complaints) {
        log(dp::LogLevel::warning, about);
    }
}

void Client::fail(const std::string& why) {
    if (last_failure_ != why) {
        last_failure_ = why;
        log(dp::LogLevel::warning,
            options_.address + ':' + std::to_string(options_.port) + ": " + why + "; it is tried again");
    }
}

void Client::run() {
    while (!stopping_) {
        try {
            serve();
        } catch (const std::exception& problem) { // of the password's store, or a file that is not there
            fail(problem.what());
        }
        const bool was_connected = std::exchange(is_connected_, false);
        handle_.reset(); // with all that it still wanted to send: the next one begins with a birth
        in_flight_ = 0;
        if (was_connected) {
            listener_.on_lost();
        }
        const bool was_sound = was_connected && Clock::now() - connected_at_ >= sound_after;
        failures_ = was_sound ? 0 : failures_ + 1;
        short_lives_ = was_connected && !was_sound && !stopping_ ? short_lives_ + 1 : 0;
        if (short_lives_ == many_short_lives) { // not every broker says so, Mosquitto 2.0 for one
            log(dp::LogLevel::warning,
                same_name_after("the broker ends each connection soon after it began: "));
        }
        pause();
    }
}

void Client::pause() {
    const auto delay = reconnect_delay(failures_ > 0 ? failures_ - 1 : 0,
                                       std::uniform_real_distribution<double>{0, 1}(chance_));
    const auto until = Clock::now() + delay;
    while (!stopping_) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left.count() <= 0) {
            return;
        }
        pollfd bell{bell_.get(), POLLIN, 0};
        if (::poll(&bell, 1, static_cast<int>(left.count())) > 0) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto got = ::read(bell_.get(), &count, sizeof count);
        }
    }
}

bool Client::is_sound(int result, const std::string& what) {
    if (result == MOSQ_ERR_SUCCESS) {
        return true;
    }
    const int number = errno;
    std::string why = reason_;
    if (why.empty()) {
        why = what + ": " + (result == MOSQ_ERR_ERRNO ? std::strerror(number) : mosquitto_strerror(result));
        why += library_error_.empty() ? "" : " (" + library_error_ + ")";
    }
    fail(why);
    return false;
}

void Client::secure() {
    for (const auto* const file : {&options_.ca_file, &options_.certificate, &options_.key}) {
        expect_readable(*file);
    }
    const auto text = [](const std::filesystem::path& path) { return path.empty() ? nullptr : path.c_str(); };
    const int result = mosquitto_tls_set(handle_.get(), text(options_.ca_file),
                                         options_.ca_file.empty() ? system_certificates : nullptr,
                                         text(options_.certificate), text(options_.key), no_passphrase);
    if (result != MOSQ_ERR_SUCCESS) {
        throw CannotConnect{std::string{"TLS: "} + mosquitto_strerror(result)};
    }
}

bool Client::open() {
    handle_.reset(mosquitto_new(options_.id.c_str(), true, this));
    if (!handle_) {
        throw CannotConnect{"out of memory"};
    }
    mosquitto* const handle = handle_.get();
    mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, most_in_flight); // less where the broker says so
    mosquitto_connect_v5_callback_set(handle, Callbacks::connected);
    mosquitto_disconnect_v5_callback_set(handle, Callbacks::disconnected);
    mosquitto_publish_v5_callback_set(handle, Callbacks::published);
    mosquitto_subscribe_v5_callback_set(handle, Callbacks::subscribed);
    mosquitto_message_v5_callback_set(handle, Callbacks::message);
    mosquitto_log_callback_set(handle, Callbacks::logged);
    mosquitto_will_set(handle, options_.will.topic.c_str(), static_cast<int>(options_.will.payload.size()),
                       options_.will.payload.data(), 1, options_.will.retain);
    if (!options_.user.empty()) {
        auto password = options_.password();
        mosquitto_username_pw_set(handle, options_.user.c_str(), password ? password->c_str() : nullptr);
        if (password) {
            host::wipe(*password);
        }
    }
    if (options_.tls) {
        secure();
    }
    // The library tries the first address of a name only, when it does not block. Every other time it is kept
    // to IPv4, for a broker that has a name in both worlds and listens in one.
    const bool keep_to_v4 = failures_ % 2 == 1 && !is_literal(options_.address);
    return is_sound(mosquitto_connect_bind_async(handle, options_.address.c_str(), options_.port, keep_alive,
                                                 keep_to_v4 ? "0.0.0.0" : nullptr),
                    "cannot connect");
}

// One connection, from its beginning to its end.
void Client::serve() {
    reason_.clear();
    library_error_.clear();
    complaints_ = 0;
    if (!open()) {
        return;
    }
    const auto limit = Clock::now() + connect_time;
    while (!stopping_) {
        if (!turn(std::chrono::seconds{1})) {
            return;
        }
        if (!is_connected_ && Clock::now() >= limit) {
            fail("the broker does not answer");
            return;
        }
        if (is_connected_) {
            last_failure_.clear();
            listener_.on_turn();
        }
    }
    if (is_connected_) {
        say_farewell();
    }
}

// False when the connection is gone.
bool Client::turn(std::chrono::milliseconds longest) {
    mosquitto* const handle = handle_.get();
    const int socket = mosquitto_socket(handle);
    if (socket < 0) {
        return is_sound(MOSQ_ERR_CONN_LOST, "the connection is gone");
    }
    const short wanted = mosquitto_want_write(handle) ? POLLIN | POLLOUT : POLLIN;
    std::array<pollfd, 2> waiting{{{socket, wanted, 0}, {bell_.get(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(longest.count())) < 0 && errno != EINTR) {
        return is_sound(MOSQ_ERR_ERRNO, "poll");
    }
    if (waiting[1].revents != 0) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(bell_.get(), &count, sizeof count);
    }
    int result = MOSQ_ERR_SUCCESS;
    if ((waiting[0].revents & (POLLOUT | POLLERR)) != 0) {
        result = mosquitto_loop_write(handle, 1);
    }
    if (result == MOSQ_ERR_SUCCESS && (waiting[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        result = mosquitto_loop_read(handle, 1);
        // What TLS has decrypted already does not make the socket readable again.
        const auto* const tls = static_cast<const SSL*>(mosquitto_ssl_get(handle));
        while (result == MOSQ_ERR_SUCCESS && tls != nullptr && SSL_pending(tls) > 0 &&
               mosquitto_socket(handle) >= 0) {
            result = mosquitto_loop_read(handle, 1);
        }
    }
    if (result == MOSQ_ERR_SUCCESS) {
        result = mosquitto_loop_misc(handle);
    }
    return is_sound(result, is_connected_ ? "the connection is lost" : "cannot connect");
}

void Client::say_farewell() {
    const auto limit = Clock::now() + farewell_time;
    const auto left = [&] { return std::chrono::ceil<std::chrono::milliseconds>(limit - Clock::now()); };
    listener_.on_farewell();
    while (in_flight_ > 0 && left().count() > 0) {
        if (!turn(left())) {
            return;
        }
    }
    if (in_flight_ > 0) {
        log(dp::LogLevel::warning, "the broker did not acknowledge the last messages in time");
        return; // without a DISCONNECT, so that the broker publishes the will
    }
    mosquitto_disconnect(handle_.get());
    while (mosquitto_socket(handle_.get()) >= 0 && mosquitto_want_write(handle_.get()) &&
           left().count() > 0) {
        pollfd socket{mosquitto_socket(handle_.get()), POLLOUT, 0};
        if (::poll(&socket, 1, static_cast<int>(left().count())) <= 0 ||
            mosquitto_loop_write(handle_.get(), 1) != MOSQ_ERR_SUCCESS) {
            return;
        }
    }
}

bool Client::publish(const Publication& publication) {
    PropertyList properties;
    if (!publication.correlation.empty()) {
        mosquitto_property_add_binary(&properties.first, MQTT_PROP_CORRELATION_DATA,
                                      publication.correlation.data(),
                                      static_cast<std::uint16_t>(publication.correlation.size()));
    }
    const int result = mosquitto_publish_v5(
        handle_.get(), nullptr, publication.topic.c_str(), static_cast<int>(publication.payload.size()),
        publication.payload.data(), 1, publication.retain, properties.first);
    if (result == MOSQ_ERR_SUCCESS) {
        ++in_flight_;
    } else if (result != MOSQ_ERR_NO_CONN && result != MOSQ_ERR_CONN_LOST) {
        complain(publication.topic + ": cannot be published: " + mosquitto_strerror(result));
    }
    return result == MOSQ_ERR_SUCCESS;
}

void Client::each_hundred(const std::vector<std::string>& filters,
                          const std::function<void(std::vector<char*>&)>& take) {
    for (std::size_t begin = 0; begin < filters.size(); begin += most_filters) {
        const std::size_t end = std::min(filters.size(), begin + most_filters);
        std::vector<std::string> some(filters.begin() + static_cast<std::ptrdiff_t>(begin),
                                      filters.begin() + static_cast<std::ptrdiff_t>(end));
        std::vector<char*> pointers;
        for (auto& filter : some) {
            pointers.push_back(filter.data());
        }
        take(pointers);
    }
}

void Client::subscribe(const std::vector<std::string>& filters, int qos, Retained retained) {
    const int options = retained == Retained::as_marked ? MQTT_SUB_OPT_RETAIN_AS_PUBLISHED : 0;
    each_hundred(filters, [&](std::vector<char*>& some) {
        mosquitto_subscribe_multiple(handle_.get(), nullptr, static_cast<int>(some.size()), some.data(), qos,
                                     options, nullptr);
    });
}

void Client::unsubscribe(const std::vector<std::string>& filters) {
    each_hundred(filters, [&](std::vector<char*>& some) {
        mosquitto_unsubscribe_multiple(handle_.get(), nullptr, static_cast<int>(some.size()), some.data(),
                                       nullptr);
    });
}

} // namespace avhost::mqtt
