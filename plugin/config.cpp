#include "config.hpp"

#include <algorithm>
#include <array>

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace plugin {

namespace {

using Poco::JSON::Object;
namespace net = spotify::net;

constexpr const char* spotify_accounts = "https://accounts.spotify.com";
constexpr const char* spotify_api = "https://api.spotify.com/v1";

// A loopback literal, which Spotify takes without https; no listener is needed there to paste an address.
constexpr const char* usual_redirect = "http://127.0.0.1:8888/callback";

constexpr std::array<std::string_view, 6> known_keys{"client_id",    "account", "redirect_uri",
                                                     "accounts_url", "api_url", "ca_file"};

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

std::string text_of(const Object& object, const std::string& key) {
    if (!object.has(key)) {
        return {};
    }
    const auto value = object.get(key);
    if (!value.isString() || value.extract<std::string>().empty()) {
        throw ConfigError("config/" + key + ": a text that is not empty is expected");
    }
    return value.extract<std::string>();
}

bool is_printable(const std::string& text) {
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

} // namespace

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
        if (std::ranges::find(known_keys, key) == known_keys.end()) {
            throw ConfigError("config/" + key + ": this key is not known");
        }
    }
    Config config;
    config.client_id = text_of(*object, "client_id");
    if (config.client_id.empty()) {
        throw ConfigError("config/client_id: the client id of this site's Spotify app is expected");
    }
    if (!is_printable(config.client_id)) {
        throw ConfigError("config/client_id: a client id has no spaces and no special characters");
    }
    config.account = text_of(*object, "account");
    if (config.account.empty()) {
        config.account = device_id;
    }
    if (!is_account_name(config.account)) {
        throw ConfigError("config/account: 1 to 64 letters, digits, '.', '_' or '-' are expected, the first "
                          "a letter or digit");
    }
    const auto redirect_uri = text_of(*object, "redirect_uri");
    try {
        config.redirect_uri =
            spotify::auth::parse_redirect_uri(redirect_uri.empty() ? usual_redirect : redirect_uri);
    } catch (const net::UrlError& problem) {
        throw ConfigError(std::string{"config/redirect_uri: "} + problem.what());
    }
    const auto accounts_url = text_of(*object, "accounts_url");
    const auto api_url = text_of(*object, "api_url");
    const auto ca_file = text_of(*object, "ca_file");
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
    return config;
}

} // namespace plugin
