// The broker as a face of the host: makes the bridge from the site file's entry, with what it needs of the
// state folder.
#pragma once

#include "mqtt/bridge.hpp"

#include "host/host.hpp"
#include "host/sealing.hpp"
#include "host/site_mqtt.hpp"

#include <filesystem>
#include <memory>

namespace avhost {

class MqttFace {
public:
    // What it speaks for. All of it outlives the face.
    struct Behind {
        host::Host& host; // started
        const host::Log& log;
        mqtt::Counters& counters;
        std::filesystem::path state;
        std::shared_ptr<const host::SealingKey> sealing_key; // of the secrets; null: they lie plain
    };

    // Begins to connect, and goes on trying. Throws host::StoreError when the host's name cannot be kept.
    MqttFace(host::MqttEntry entry, const Behind& behind);
    // See mqtt::Bridge.
    ~MqttFace();
    MqttFace(const MqttFace&) = delete;
    MqttFace& operator=(const MqttFace&) = delete;

private:
    mqtt::Counters& counters_;
    std::unique_ptr<mqtt::Bridge> bridge_;
};

} // namespace avhost
