#include "mqtt_face.hpp"

#include "host/file_store.hpp"

#include <random>
#include <utility>

namespace avhost {
namespace {

constexpr const char* host_key = "host";   // the name of this host
constexpr const char* given_key = "given"; // what lies on the broker for Home Assistant

// One that no other host has, as good as certainly, and the same after each restart.
std::string kept_name(host::FileStore& store) {
    if (auto kept = store.get(host_key); kept && host::is_topic_part(*kept)) {
        return *kept;
    }
    static constexpr std::string_view digits = "0123456789abcdef";
    std::random_device chance;
    std::string name{"avhost-"};
    for (int i = 0; i < 12; ++i) {
        name += digits[chance() % digits.size()];
    }
    store.put(host_key, name);
    return name;
}

} // namespace

MqttFace::MqttFace(host::MqttEntry entry, const Behind& behind)
    : counters_{behind.counters} {
    const auto secrets =
        std::make_shared<host::FileStore>(behind.state, host::mqtt_secrets, behind.sealing_key);
    const auto state = std::make_shared<host::FileStore>(behind.state, "state", host::mqtt_secrets);
    if (entry.host_name.empty()) {
        entry.host_name = kept_name(*state);
    }
    mqtt::BridgeOptions options;
    options.entry = std::move(entry);
    options.password = [secrets] { return secrets->get(host::mqtt_password); };
    options.recall = [state] { return state->get(given_key); };
    options.remember = [state](const std::string& text) { state->put(given_key, text); };
    options.log = behind.log;
    counters_.is_configured = true;
    bridge_ = std::make_unique<mqtt::Bridge>(behind.host, std::move(options), counters_);
}

MqttFace::~MqttFace() {
    bridge_.reset();
    counters_.is_configured = false;
}

} // namespace avhost
