#include "peer.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <unistd.h>

namespace mqtt_tests {

void Peer::Destroy::operator()(mosquitto* handle) const {
    mosquitto_destroy(handle);
    mosquitto_lib_cleanup();
}

struct Peer::Callbacks {
    static void subscribed(mosquitto*, void* self, int, int, const int*) {
        static_cast<Peer*>(self)->is_subscribed_ = true;
    }
    static void message(mosquitto*, void* self, const mosquitto_message* message,
                        const mosquitto_property* properties) {
        Peer& peer = *static_cast<Peer*>(self);
        Came came{message->topic,
                  {static_cast<const char*>(message->payload), static_cast<std::size_t>(message->payloadlen)},
                  message->retain};
        void* bytes = nullptr;
        std::uint16_t size = 0;
        if (mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &bytes, &size, false) !=
            nullptr) {
            came.correlation.assign(static_cast<const char*>(bytes), size);
            std::free(bytes);
        }
        if (peer.on_message) {
            peer.on_message(came);
            return;
        }
        peer.last_[came.topic] = came.payload;
        peer.came_.push_back(std::move(came));
    }
};

Peer::Peer(std::uint16_t port, const std::string& filter, const Options& options) {
    static std::atomic<int> count{0};
    mosquitto_lib_init();
    const std::string id = "peer-" + std::to_string(::getpid()) + '-' + std::to_string(++count);
    handle_.reset(mosquitto_new(id.c_str(), true, this));
    mosquitto_int_option(handle_.get(), MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(handle_.get(), MOSQ_OPT_RECEIVE_MAXIMUM, 1000);
    mosquitto_int_option(handle_.get(), MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_subscribe_callback_set(handle_.get(), Callbacks::subscribed);
    mosquitto_message_v5_callback_set(handle_.get(), Callbacks::message);
    if (!options.user.empty()) {
        mosquitto_username_pw_set(handle_.get(), options.user.c_str(), options.password.c_str());
    }
    const auto text = [](const std::string& file) { return file.empty() ? nullptr : file.c_str(); };
    if (!options.ca_file.empty()) {
        mosquitto_tls_set(handle_.get(), options.ca_file.c_str(), nullptr, text(options.certificate),
                          text(options.key), nullptr);
    }
    const int result = mosquitto_connect(handle_.get(), "127.0.0.1", port, 60);
    if (result != MOSQ_ERR_SUCCESS) {
        throw std::runtime_error{std::string{"cannot connect to the broker: "} + mosquitto_strerror(result)};
    }
    mosquitto_subscribe(handle_.get(), nullptr, filter.c_str(), 1);
    if (!wait([this] { return is_subscribed_; })) {
        throw std::runtime_error{"the broker does not answer"};
    }
}

Peer::~Peer() = default;

void Peer::publish(const std::string& topic, const std::string& payload, const More& more) {
    mosquitto_property* properties = nullptr;
    if (!more.response_topic.empty()) {
        mosquitto_property_add_string(&properties, MQTT_PROP_RESPONSE_TOPIC, more.response_topic.c_str());
    }
    if (!more.correlation.empty()) {
        mosquitto_property_add_binary(&properties, MQTT_PROP_CORRELATION_DATA, more.correlation.data(),
                                      static_cast<std::uint16_t>(more.correlation.size()));
    }
    mosquitto_publish_v5(handle_.get(), nullptr, topic.c_str(), static_cast<int>(payload.size()),
                         payload.data(), 1, more.retain, properties);
    mosquitto_property_free_all(&properties);
}

bool Peer::wait(const std::function<bool()>& holds, std::chrono::seconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until ||
            mosquitto_loop(handle_.get(), 20, 1) != MOSQ_ERR_SUCCESS) {
            return holds();
        }
    }
    return true;
}

void Peer::turn() {
    mosquitto_loop(handle_.get(), 0, 1);
}

std::string Peer::last(const std::string& topic) const {
    const auto found = last_.find(topic);
    return found != last_.end() ? found->second : std::string{};
}

bool Peer::wait_for(const std::string& topic, const std::string& payload) {
    return wait([&] { return last(topic) == payload; });
}

bool Peer::wait_for_part(const std::string& topic, const std::string& part) {
    return wait([&] { return last(topic).find(part) != std::string::npos; });
}

std::vector<std::string> Peer::all(const std::string& topic) const {
    std::vector<std::string> found;
    for (const auto& one : came_) {
        if (one.topic == topic) {
            found.push_back(one.payload);
        }
    }
    return found;
}

} // namespace mqtt_tests
