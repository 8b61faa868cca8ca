// Commands that come over MQTT: read, refused or handed to the host, and answered. One of each gets exactly
// one answer, on the device's completion topic and, where it named one, on its response topic.
#pragma once

#include "host/happening.hpp"
#include "host/manifest.hpp"
#include "mqtt/counters.hpp"
#include "mqtt/payloads.hpp"
#include "mqtt/publication.hpp"
#include "mqtt/recent_commands.hpp"
#include "mqtt/topics.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace avhost::mqtt {

class CommandDesk {
public:
    static constexpr std::size_t most_pending = 1000;

    // What the desk reaches of the host. All return at once; a Completion with the token follows.
    struct Host {
        std::function<void(std::int64_t token, const std::string& device, std::string action,
                           std::vector<dp::NamedValue> params)>
            invoke;
        std::function<void(std::int64_t token, const std::string& device, std::string property,
                           dp::Value value)>
            write;
    };

    // All of these outlive the desk.
    CommandDesk(const Topics& topics, std::string discovery_prefix, Host host, Counters& counters);

    // `manifest` is the device's, null where there is none. What comes back is to be published now.
    Publications take(const Invoke& invoke, const Message& message, std::int64_t now);
    Publications take(const Write& write, const Message& message, const host::Manifest* manifest,
                      std::int64_t now);
    Publications take(const host::Completion& completion);

    // The host ends, or lets go of its broker: what is pending is told as canceled.
    Publications cancel_all(const std::string& why);

private:
    struct Pending {
        std::string device;
        std::string command; // "action/NAME" or "property/ID"
        std::string response_topic{};
        std::string correlation_data{};
        std::string correlation{}; // of the payload
        RecentCommands::Name name{};
    };

    // What every command has to be; nothing when this one may run.
    enum class Verdict { may_run, answered };
    Verdict look(Pending& pending, const Message& message, std::int64_t now, Publications& out);
    Publications refuse(const Pending& pending, dp::Status status, const std::string& text);
    Publications answer(const Pending& pending, const host::Completion& completion);
    Publications deliver(const Pending& pending, const std::string& payload) const;
    static bool has_name(const Pending& pending);

    const Topics& topics_;
    const std::string discovery_prefix_;
    const Host host_;
    Counters& counters_;
    RecentCommands recent_;
    std::map<std::int64_t, Pending> pending_; // by the token that the host knows
    std::int64_t last_token_ = 0;
};

} // namespace avhost::mqtt
