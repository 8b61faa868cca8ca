// One connection to one broker over MQTT 5, kept up: the only file beside its source that knows libmosquitto.
// Knows nothing of devices.
//
// Threads: one, made by start() and joined by stop(). All calls to the library and to the listener are made
// there, so neither needs a lock. It waits in poll() for the socket and for wake(). What can hold it up is a
// name look-up, which is the C library's and as long as the resolver's own limits allow, and the listener;
// connecting, the handshake and whatever the broker owes do not. After stop() it has `farewell_time` to say
// good-bye to a broker that answers slowly or not at all; then it closes the socket, and the broker publishes
// the will.
#pragma once

#include "host/descriptor.hpp"
#include "host/log.hpp"
#include "mqtt/publication.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

struct mosquitto;

namespace avhost::mqtt {

struct ClientOptions {
    std::string address; // a name, or an IP literal without brackets
    std::uint16_t port = 0;
    bool tls = false;
    std::filesystem::path ca_file; // empty: those that the system trusts
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::string id; // of this client, on the broker
    std::string user;
    // Asked at each connection, on the client's thread, so that a new one is taken up. Nothing: none. May
    // throw; what it says is logged.
    std::function<std::optional<std::string>()> password;
    Publication will;
    host::Log log;
};

class Client {
public:
    static constexpr std::chrono::milliseconds farewell_time{2000};
    static constexpr std::chrono::seconds connect_time{15}; // until the broker has answered
    static constexpr int keep_alive = 20; // s; the broker misses us after half as long again

    // On the client's thread. Must not throw.
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void on_connected() = 0; // nothing is subscribed
        virtual void on_lost() = 0;      // and what was not acknowledged may be gone
        virtual void on_message(const Message& message) = 0;
        virtual void on_turn() = 0;     // while connected: after each wake(), each answer, and every second
        virtual void on_farewell() = 0; // the last chance to publish
    };

    // `listener` outlives the client.
    Client(ClientOptions options, Listener& listener);
    ~Client(); // calls stop()
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void start();
    void stop(); // from the thread that started it; harmless when repeated
    void wake(); // any thread, never blocks

    // On the client's thread, while connected.

    // At QoS 1. False when it cannot be: the connection is about to go, or the broker takes none so large.
    bool publish(const Publication& publication);
    std::size_t in_flight() const { return in_flight_; } // published and not acknowledged

    enum class Retained {
        sent,     // what lies on the broker comes first, and is marked
        as_marked // the same, and what comes later is marked as its sender marked it
    };
    void subscribe(const std::vector<std::string>& filters, int qos, Retained retained);
    void unsubscribe(const std::vector<std::string>& filters);

private:
    struct Destroy {
        void operator()(mosquitto* handle) const;
    };
    struct Callbacks;

    void run();
    void serve();
    bool open();
    bool is_sound(int result, const std::string& what);
    void secure();
    bool turn(std::chrono::milliseconds longest);
    void say_farewell();
    void pause();
    void fail(const std::string& why);
    void log(dp::LogLevel level, const std::string& text) const;
    void each_hundred(const std::vector<std::string>& filters,
                      const std::function<void(std::vector<char*>&)>& take);
    void complain(const std::string& about);

    const ClientOptions options_;
    Listener& listener_;
    host::Descriptor bell_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;

    // The client's thread only.
    std::unique_ptr<mosquitto, Destroy> handle_;
    bool is_connected_ = false;
    std::chrono::steady_clock::time_point connected_at_{};
    std::size_t in_flight_ = 0;
    unsigned failures_ = 0;     // in a row
    unsigned short_lives_ = 0;  // in a row: connections that were made and did not last
    unsigned complaints_ = 0;   // of this connection
    std::string reason_;        // why the broker sent us away; empty: it did not say
    std::string library_error_; // what the library said last
    std::string last_failure_;  // so that the log has each once
    std::mt19937 chance_{std::random_device{}()};
};

} // namespace avhost::mqtt
