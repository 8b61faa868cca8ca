// A host in this process with a bridge to a broker.
#pragma once

#include "mqtt_face.hpp"
#include "recorder.hpp"

#include "host/file_store.hpp"
#include "host/json_text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace mqtt_tests {

// False when it does not come to hold.
inline bool soon(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + host_tests::patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

inline host::MqttEntry entry_for(std::uint16_t port, const std::string& name) {
    host::MqttEntry entry;
    entry.address = "127.0.0.1";
    entry.port = port;
    entry.site = "hq";
    entry.host_name = name;
    return entry;
}

struct BridgedHost : host_tests::RunningHost {
    // With a password, that one lies in the secret store.
    BridgedHost(host::MqttEntry entry, const std::string& site, const std::string& plugins = PLUGINS,
                const std::string& password = {})
        : RunningHost{site, plugins} {
        if (!password.empty()) {
            host::FileStore store{folder.path() / "state", host::mqtt_secrets,
                                  std::shared_ptr<const host::SealingKey>{}};
            store.put(host::mqtt_password, password);
        }
        open(std::move(entry));
    }
    ~BridgedHost() {
        face.reset();
        host.stop();
    }
    void open(host::MqttEntry entry) {
        face.reset();
        face = std::make_unique<avhost::MqttFace>(
            std::move(entry),
            avhost::MqttFace::Behind{host, logging, counters, folder.path() / "state", nullptr});
    }

    host::Snapshot snapshot(const std::string& device) {
        const auto asker = std::make_shared<host_tests::Recorder>();
        host.snapshot(asker, device);
        return *asker->wait_for<host::Snapshot>([](const auto&) { return true; });
    }
    // Through the host itself, as a panel would.
    host::Completion write(const std::string& device, const std::string& property, dp::Value value) {
        host.write({recorder, ++token}, device, property, std::move(value), 0);
        return *recorder->outcome(token);
    }
    std::uint64_t completed() const {
        std::uint64_t sum = 0;
        for (const auto count : host.outcomes()) {
            sum += count;
        }
        return sum;
    }

    const host::Log logging = log.log();
    avhost::mqtt::Counters counters;
    std::unique_ptr<avhost::MqttFace> face;
    std::int64_t token = 0;
};

inline const std::string door_and_hall =
    R"({"devices":[{"id":"door","plugin":"contact"},{"id":"hall","plugin":"feedthrough"}]})";

} // namespace mqtt_tests
