// A plugin's manifest as a checked value: what it is, which library it is in, and what its devices have and
// do. Reads text; loads no code.
#pragma once

#include "host/role.hpp"
#include "host/schema.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace host {

struct PropertySpec {
    std::string id;
    std::string title;
    std::string description;
    bool read_only = true;
    Schema schema;
    std::vector<std::string> options{}; // dp:options: what may be written where other texts may be read
    Role role{Role::operate};           // dp:role: who may see and write it
    bool diagnostic{false};             // dp:diagnostic: worth a place among the host's metrics
};

// What holds after an action was done (dp:effect).
struct EffectSpec {
    std::string property;
    dp::Value value;
    std::string words; // "Paused"

    bool operator==(const EffectSpec&) const = default;
};

struct ActionSpec {
    std::string id;
    std::string title;
    std::string description;
    Schema input; // an object; without parameters when the manifest names none. Surplus ones are not allowed
    std::optional<Schema> output; // nothing: no result
    Role role{Role::operate};     // dp:role: who may invoke it
    std::optional<EffectSpec> effect{};
};

struct EventSpec {
    std::string id;
    std::string title;
    std::string description;
    Schema data; // an object; without members when the manifest names none
};

struct SecretSpec {
    std::string key; // with {name} where a part of it depends on the config
    std::string title;
};

// Devices of one thing outside (an account, a gateway), and what they cannot disagree on (dp:shared of dp:config).
struct SharedConfig {
    std::string by; // devices with the same value of this key share it; the device's id where it is absent
    std::vector<std::string> keys; // of the config

    bool operator==(const SharedConfig&) const = default;
};

// How a person signs a device in, in names out of the same manifest (dp:sign_in). The action takes what the
// person pasted as its one text parameter; without it, it waits for a browser on the same machine.
struct SignInSpec {
    std::string url;                // a text property: the link to be opened, null while there is none
    std::string action;             // completes the sign-in; its outcome's text is for the person
    std::string parameter;          // of that action: the address that the browser ended on
    std::string sign_out;           // an action; empty when there is none
    std::string expires;            // an integer property, epoch milliseconds; empty when there is none
    std::vector<std::string> hints; // sentences on what may go wrong where the plugin cannot hear of it

    bool operator==(const SignInSpec&) const = default;
};

struct Manifest {
    std::string file; // its name, for sentences
    std::string title;
    std::string description;
    std::string version;
    std::string type_id;
    std::uint32_t abi_major = 0;
    std::uint32_t abi_min_minor = 0;
    std::string library; // file name, in the manifest's folder, for the platform this host was built for
    Schema config;
    std::string config_json; // the whole JSON Schema, on one line
    std::optional<SharedConfig> shared;
    std::vector<PropertySpec> properties;
    std::vector<ActionSpec> actions;
    std::vector<EventSpec> events;
    std::vector<SecretSpec> secrets;
    std::optional<SignInSpec> sign_in;
    std::string properties_json; // verbatim in content, on one line
    std::string actions_json;
    std::string sign_in_json; // empty when nobody has to sign in

    const PropertySpec* property(std::string_view id) const; // null when there is none
    const ActionSpec* action(std::string_view id) const;
    const EventSpec* event(std::string_view id) const;
};

// A list of sentences, each "FILE: KEY: expected ...".
class ManifestError : public std::runtime_error {
public:
    explicit ManifestError(std::vector<std::string> sentences);
    const std::vector<std::string>& sentences() const { return sentences_; }

private:
    std::vector<std::string> sentences_;
};

// The name of this host's platform in dp:library, "linux-x86_64" for example.
std::string_view platform();

// Throws ManifestError with everything that is wrong.
Manifest parse_manifest(const std::string& text, const std::string& file);

// Reads FOLDER/manifest.json. Throws ManifestError, for a file that cannot be read too.
Manifest read_manifest(const std::filesystem::path& folder);

} // namespace host
