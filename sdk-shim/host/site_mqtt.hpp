// The MQTT bridge's part of a site file: which broker, under which names, and how it is trusted. The password
// is none of it: that lies in the secret store.
#pragma once

#include "host/json_text.hpp"
#include "host/mistake.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace host {

struct MqttEntry {
    std::string address;      // of the broker: a name, or an IP literal without brackets
    std::uint16_t port = 0;   // of the broker
    bool tls = false;         // mqtts
    std::string prefix{"av"}; // parts of [a-z0-9_-]+ with / in between
    std::string site;
    std::string host_name;             // of this avhost on the broker; empty: one made once and kept
    std::string user;                  // empty: none
    std::filesystem::path ca_file;     // PEM, then trusted alone; relative to the site file's folder
    std::filesystem::path certificate; // PEM, the same; with the key or not at all
    std::filesystem::path key;         // PEM, the same
    std::string discovery;             // prefix of Home Assistant's discovery; empty: none

    bool operator==(const MqttEntry&) const = default;
};

// Where the password lies in the secret store: `avhost secret put mqtt password`.
inline constexpr const char* mqtt_secrets = "mqtt"; // in place of a plugin's name
inline constexpr const char* mqtt_password = "password";

// One part of a topic: a-z, 0-9, _ and -; at most 64.
bool is_topic_part(std::string_view part);

// `json` is what stands under "mqtt". What comes back after a problem is not to be used.
MqttEntry read_mqtt(const Json& json, const TellMistake& problem);

// Makes the paths absolute that are relative to the folder of the site file.
void resolve_paths(MqttEntry& mqtt, const std::filesystem::path& folder);

// What works and is not wise about the broker, as a sentence: values and commands that cross a network for all to read.
std::optional<std::string> mqtt_warning(const MqttEntry& mqtt);

} // namespace host
