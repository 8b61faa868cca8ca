// The device's config as the driver understands it. Pure.
#pragma once

#include "api/governor.hpp"
#include "auth/redirect_uri.hpp"
#include "base/shared.hpp"
#include "net/transport.hpp"
#include "player/pace.hpp"
#include "preset.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace plugin {

// Every key that a config may have; the manifest lists the same ones. None of them is for a secret.
inline constexpr std::array<std::string_view, 12> config_keys{
    "client_id", "account",          "zone",        "redirect_uri", "presets", "volume_limit",
    "pace",      "requests_per_day", "quota_group", "accounts_url", "api_url", "ca_file"};

// What is wrong with a config: a sentence that names the key and what is expected there.
class ConfigError : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// What devices of one account must agree on.
struct AccountConfig {
    std::string client_id;
    std::string account;
    spotify::auth::RedirectUri redirect_uri;
    spotify::net::Destination accounts;
    std::string accounts_path;
    spotify::net::Destination api;
    std::string api_path;
    spotify::Shared<spotify::player::Pace> pace = {}; // nothing: the usual one
    std::int64_t requests_per_day = spotify::api::usual_requests_per_day;
    std::string quota_group = {}; // empty: the client id counts by itself
    bool operator==(const AccountConfig&) const = default;

    // What requests are counted under; a client id has no spaces.
    std::string counted_under() const { return quota_group.empty() ? client_id : "group " + quota_group; }
};

struct Config {
    AccountConfig account;
    std::string zone; // empty: whichever device is active
    std::vector<Preset> presets;
    std::int64_t volume_limit = 100; // percent
    bool operator==(const Config&) const = default;
};

// The keys in which two devices of one account differ, as a list for a sentence; empty when they agree.
std::string differing_keys(const AccountConfig& one, const AccountConfig& other);

// Whether a text is a config at all; what is wrong inside is parse_config()'s to say.
bool is_json_object(std::string_view text);

// `device_id` is the account's name where the config has none. Throws ConfigError.
Config parse_config(std::string_view json, std::string_view device_id);

} // namespace plugin
