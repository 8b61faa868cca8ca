// Somebody else on the broker, over libmosquitto itself and not over the bridge's client. On the thread of
// the test alone: what comes is taken up while a function here waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct mosquitto;

namespace mqtt_tests {

// Long enough that it passes only when something is wrong.
constexpr std::chrono::seconds patience{20};

class Peer {
public:
    struct Came {
        std::string topic;
        std::string payload;
        bool retain = false; // it lay there
        std::string correlation{};
    };
    struct Options {
        std::string user{};
        std::string password{};
        std::string ca_file{}; // TLS when there is one
        std::string certificate{};
        std::string key{};
    };

    // Connected, and subscribed. Throws std::runtime_error.
    explicit Peer(std::uint16_t port, const std::string& filter = "#")
        : Peer(port, filter, Options{}) {}
    Peer(std::uint16_t port, const std::string& filter, const Options& options);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    struct More {
        bool retain = false;
        std::string response_topic{};
        std::string correlation{};
    };
    // At QoS 1; does not wait for the broker's answer.
    void publish(const std::string& topic, const std::string& payload) { publish(topic, payload, More{}); }
    void publish(const std::string& topic, const std::string& payload, const More& more);

    // Until it holds; false when it does not in time, or the broker is gone.
    bool wait(const std::function<bool()>& holds, std::chrono::seconds limit = patience);

    void turn(); // does what there is to do, and does not wait

    // What came on this topic last; empty when nothing did, or it was taken away.
    std::string last(const std::string& topic) const;
    bool wait_for(const std::string& topic, const std::string& payload);
    // The payload has this in it.
    bool wait_for_part(const std::string& topic, const std::string& part);
    // All that came on it so far.
    std::vector<std::string> all(const std::string& topic) const;

    const std::vector<Came>& came() const { return came_; }
    void forget() { came_.clear(); }

    // Called with each message, for whoever only counts. Then nothing is kept.
    std::function<void(const Came&)> on_message;

private:
    struct Destroy {
        void operator()(mosquitto* handle) const;
    };
    struct Callbacks;

    std::unique_ptr<mosquitto, Destroy> handle_;
    bool is_subscribed_ = false;
    std::vector<Came> came_;
    std::map<std::string, std::string> last_;
};

} // namespace mqtt_tests
