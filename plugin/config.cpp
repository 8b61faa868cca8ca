#include "config.hpp"

#include "api/picture_hosts.hpp"
#include "base/names.hpp"
#include "config_number.hpp"
#include "pace_config.hpp"
#include "playable_uri.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace plugin {

namespace {

using Poco::JSON::Object;
using spotify::api::PictureHosts;
namespace net = spotify::net;

constexpr const char* spotify_accounts = "https://accounts.spotify.com";
constexpr const char* spotify_api = "https://api.spotify.com/v1";

// A loopback literal, which Spotify takes without https; no listener is needed there to paste an address.
constexpr const char* usual_redirect = "http://127.0.0.1:8888/callback";

constexpr std::array<std::string_view, 5> preset_keys{"name", "uri", "shuffle", "resume", "artwork_url"};
constexpr std::size_t most_presets = 100;
// Fewer would be used up by a day of looking every ten minutes and say nothing in time.
constexpr std::int64_t least_requests_per_day = 150;
constexpr std::int64_t most_requests_per_day = 1'000'000;
constexpr std::size_t longest_name = 256; // characters
constexpr std::size_t longest_uri = 1024;
constexpr std::size_t longest_artwork_url = 2048;
constexpr std::string_view https = "https://";

Object::Ptr parse_object(std::string_view json) {
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        const auto parsed = parser.parse(std::string{json});
        if (parsed.type() == typeid(Object::Ptr)) {
            return parsed.extract<Object::Ptr>();
        }
    } catch (const Poco::Exception&) { // said below
    }
    throw ConfigError("config: a JSON object is expected");
}

bool is_control(char c) {
    return (c >= 0 && c < ' ') || c == 0x7F;
}

// The text at `key`, which is there, of an object that stands at `where`. A line break or a blank that came along when it
// was copied is not guessed away, since a config is for other programs to read too; what is invisible goes.
std::string text_of(const Object& object, const std::string& where, const std::string& key,
                    std::size_t most = std::string::npos) {
    const auto value = object.get(key);
    const auto place = where + "/" + key + ": ";
    const bool is_text = value.isString() && !value.extract<std::string>().empty();
    if (!is_text || spotify::character_count(value.extract<std::string>()) > most) {
        throw ConfigError(place + (most == std::string::npos ? "a text that is not empty is expected"
                                                             : "a text of 1 to " + std::to_string(most) +
                                                                   " characters is expected"));
    }
    const auto& text = value.extract<std::string>();
    if (text.front() == ' ' || text.back() == ' ' || std::ranges::any_of(text, is_control)) {
        throw ConfigError(place + "a text without line breaks, and without blanks around it, is expected");
    }
    const auto shown = spotify::trimmed(text);
    if (shown.empty()) {
        throw ConfigError(place + "a text that can be seen is expected");
    }
    return std::string{shown};
}

// Empty where there is none.
std::string optional_text(const Object& object, const std::string& key,
                          std::size_t most = std::string::npos) {
    return object.has(key) ? text_of(object, "config", key, most) : std::string{};
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

// The account's name becomes a part of keys in the stores.
bool is_account_name(const std::string& text) {
    const auto is_alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && text.size() <= 64 && is_alphanumeric(text.front()) &&
           std::ranges::all_of(
               text, [&](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

net::BaseUrl url_of(const std::string& key, const std::string& stated, const char* otherwise) {
    if (stated.empty()) {
        return net::parse_base_url(otherwise);
    }
    net::BaseUrl url;
    try {
        url = net::parse_base_url(stated);
    } catch (const net::UrlError& problem) {
        throw ConfigError("config/" + key + ": " + problem.what());
    }
    // A token that is meant for Spotify must not travel to an address that somebody typed.
    if (!url.endpoint.is_loopback()) {
        throw ConfigError(
            "config/" + key +
            ": only a loopback literal such as https://127.0.0.1:8443 is allowed here, for tests");
    }
    return url;
}

std::optional<bool> flag_of(const Object& object, const std::string& key, const std::string& where) {
    if (!object.has(key)) {
        return std::nullopt;
    }
    const auto value = object.get(key);
    if (!value.isBoolean()) {
        throw ConfigError(where + "/" + key + ": true or false is expected");
    }
    return value.extract<bool>();
}

Preset parse_preset(const Poco::Dynamic::Var& entry, const std::string& where, PictureHosts hosts) {
    if (entry.type() != typeid(Object::Ptr)) {
        throw ConfigError(where + ": an object with name and uri is expected");
    }
    const auto object = entry.extract<Object::Ptr>();
    for (const auto& key : object->getNames()) {
        if (std::ranges::find(preset_keys, key) == preset_keys.end()) {
            throw ConfigError(where + "/" + key + ": this key is not known");
        }
    }
    Preset preset;
    preset.name = text_of(*object, where, "name", longest_name);
    const auto link = playable_uri(text_of(*object, where, "uri", longest_uri), Playable::item_or_context);
    if (!link.uri) {
        throw ConfigError(where + "/uri: " + link.problem);
    }
    preset.uri = *link.uri;
    preset.shuffle = flag_of(*object, "shuffle", where);
    preset.resume = flag_of(*object, "resume", where).value_or(false);
    if (object->has("artwork_url")) {
        preset.artwork_url = text_of(*object, where, "artwork_url", longest_artwork_url);
        const auto& url = *preset.artwork_url;
        if (!spotify::api::is_picture_address(url, hosts) || url.size() <= https.size() ||
            url.find(' ') != std::string::npos) {
            throw ConfigError(
                where + "/artwork_url: an address that begins with https:// and has no blanks is expected");
        }
    }
    return preset;
}

std::vector<Preset> parse_presets(const Object& object, PictureHosts hosts) {
    std::vector<Preset> presets;
    if (!object.has("presets")) {
        return presets;
    }
    const auto value = object.get("presets");
    if (value.type() != typeid(Poco::JSON::Array::Ptr) ||
        value.extract<Poco::JSON::Array::Ptr>()->size() > most_presets) {
        throw ConfigError("config/presets: a list of at most 100 presets is expected");
    }
    const auto array = value.extract<Poco::JSON::Array::Ptr>();
    for (std::size_t i = 0; i < array->size(); ++i) {
        const auto where = "config/presets/" + std::to_string(i);
        auto preset = parse_preset(array->get(static_cast<unsigned>(i)), where, hosts);
        if (std::ranges::find(presets, preset.name, &Preset::name) != presets.end()) {
            throw ConfigError(where + "/name: another preset has this name");
        }
        presets.push_back(std::move(preset));
    }
    return presets;
}

// The number at `key`, or `otherwise` where there is none.
std::int64_t number_of(const Object& object, const std::string& key, std::int64_t least, std::int64_t most,
                       std::int64_t otherwise) {
    return object.has(key) ? whole_number(object, "config", key, least, most) : otherwise;
}

void parse_budget(const Object& object, AccountConfig& config) {
    if (object.has("pace")) {
        const auto pace = object.getObject("pace");
        if (pace.isNull()) {
            throw ConfigError("config/pace: an object is expected");
        }
        if (auto own = parse_pace(*pace); own != *config.pace) {
            config.pace = std::move(own);
        }
    }
    config.requests_per_day = number_of(object, "requests_per_day", least_requests_per_day,
                                        most_requests_per_day, config.requests_per_day);
    config.quota_group = optional_text(object, "quota_group", longest_name);
}

AccountConfig parse_account(const Object::Ptr& object, std::string_view device_id) {
    AccountConfig config;
    if (!object->has("client_id")) {
        throw ConfigError("config/client_id: the client id of this site's Spotify app is expected");
    }
    config.client_id = text_of(*object, "config", "client_id");
    if (!is_printable(config.client_id)) {
        throw ConfigError("config/client_id: a client id has no spaces and no special characters");
    }
    config.account = optional_text(*object, "account");
    if (config.account.empty()) {
        config.account = device_id;
    }
    if (!is_account_name(config.account)) {
        throw ConfigError("config/account: 1 to 64 letters, digits, '.', '_' or '-' are expected, the first "
                          "a letter or digit");
    }
    const auto redirect_uri = optional_text(*object, "redirect_uri");
    try {
        config.redirect_uri =
            spotify::auth::parse_redirect_uri(redirect_uri.empty() ? usual_redirect : redirect_uri);
    } catch (const net::UrlError& problem) {
        throw ConfigError(std::string{"config/redirect_uri: "} + problem.what());
    }
    const auto accounts_url = optional_text(*object, "accounts_url");
    const auto api_url = optional_text(*object, "api_url");
    const auto ca_file = optional_text(*object, "ca_file");
    if (accounts_url.empty() != api_url.empty()) {
        throw ConfigError("config/" + std::string{accounts_url.empty() ? "accounts_url" : "api_url"} +
                          ": accounts_url and api_url are expected together or not at all");
    }
    if (!ca_file.empty() && api_url.empty()) {
        throw ConfigError("config/ca_file: allowed only beside accounts_url and api_url, for tests");
    }
    const auto accounts = url_of("accounts_url", accounts_url, spotify_accounts);
    const auto api = url_of("api_url", api_url, spotify_api);
    config.accounts = {accounts.endpoint, ca_file};
    config.accounts_path = accounts.path;
    config.api = {api.endpoint, ca_file};
    config.api_path = api.path;
    parse_budget(*object, config);
    return config;
}

} // namespace

std::string differing_keys(const AccountConfig& one, const AccountConfig& other) {
    std::string keys;
    const auto compare = [&keys](const char* key, bool are_equal) {
        keys += are_equal ? "" : (keys.empty() ? "" : ", ") + std::string{key};
    };
    compare("account", one.account == other.account);
    compare("client_id", one.client_id == other.client_id);
    compare("redirect_uri", one.redirect_uri == other.redirect_uri);
    compare("accounts_url",
            one.accounts.endpoint == other.accounts.endpoint && one.accounts_path == other.accounts_path);
    compare("api_url", one.api.endpoint == other.api.endpoint && one.api_path == other.api_path);
    compare("ca_file", one.api.ca_file == other.api.ca_file);
    compare("pace", one.pace == other.pace);
    compare("requests_per_day", one.requests_per_day == other.requests_per_day);
    compare("quota_group", one.quota_group == other.quota_group);
    return keys;
}

bool is_json_object(std::string_view text) {
    try {
        parse_object(text);
        return true;
    } catch (const ConfigError&) {
        return false;
    }
}

Config parse_config(std::string_view json, std::string_view device_id) {
    const auto object = parse_object(json);
    for (const auto& key : object->getNames()) {
        if (std::ranges::find(config_keys, key) == config_keys.end()) {
            throw ConfigError("config/" + key + ": this key is not known");
        }
    }
    Config config;
    config.account = parse_account(object, device_id);
    config.zone = optional_text(*object, "zone", longest_name);
    config.presets =
        parse_presets(*object, config.account.api.endpoint.is_loopback() ? PictureHosts::web_and_loopback
                                                                         : PictureHosts::web);
    config.volume_limit = number_of(*object, "volume_limit", 0, 100, config.volume_limit);
    return config;
}

} // namespace plugin
