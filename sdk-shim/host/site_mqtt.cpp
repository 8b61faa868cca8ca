#include "host/site_mqtt.hpp"

#include "host/other_keys.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <arpa/inet.h>

namespace host {
namespace {

constexpr std::size_t longest_part = 64;     // bytes
constexpr std::size_t longest_prefix = 200;  // bytes
constexpr std::size_t longest_address = 253; // bytes, of a DNS name

constexpr const char* broker_form =
    "the broker's address, such as \"mqtt://127.0.0.1:1883\", or with TLS \"mqtts://broker.example:8883\"";

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_topic_path(std::string_view path, bool capitals) {
    const auto is_part = [&](std::string_view part) {
        return capitals ? !part.empty() && std::all_of(part.begin(), part.end(),
                                                       [](char c) {
                                                           return is_lower_or_digit(c) || c == '_' ||
                                                                  c == '-' || (c >= 'A' && c <= 'Z');
                                                       })
                        : is_topic_part(part);
    };
    if (path.size() > longest_prefix) {
        return false;
    }
    for (std::size_t begin = 0;;) {
        const auto slash = path.find('/', begin);
        if (!is_part(path.substr(begin, slash == std::string_view::npos ? slash : slash - begin))) {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        begin = slash + 1;
    }
}

bool is_v6(const std::string& address) {
    in6_addr room{};
    return inet_pton(AF_INET6, address.c_str(), &room) == 1;
}

bool is_v4(const std::string& address) {
    in_addr room{};
    return inet_pton(AF_INET, address.c_str(), &room) == 1;
}

// As a DNS name may look, or an IPv4 literal.
bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_address && name.front() != '-' && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
           });
}

class MqttReader {
public:
    explicit MqttReader(const TellMistake& problem)
        : problem_{problem} {}

    MqttEntry read(const JsonObject& entry) {
        std::vector<std::string> known{"broker",  "prefix",      "site", "host",     "user",
                                       "ca_file", "certificate", "key",  "discovery"};
        if (entry->has("password")) {
            problem_("/mqtt/password", "no password here; it goes into the secret store: avhost secret put "
                                       "mqtt password");
            known.emplace_back("password"); // told already
        }
        refuse_other_keys(entry, "/mqtt", known, problem_);
        if (const auto found = text(entry, "broker", broker_form)) {
            broker(*found);
        }
        static const std::string part_form = "a name of a-z, 0-9, _ and -, of at most 64 characters";
        mqtt_.site = part(entry, "site", part_form + ", for the place where the devices are");
        if (entry->has("host")) {
            mqtt_.host_name = part(entry, "host", part_form + ", which no other host of the site has");
        }
        if (entry->has("prefix")) {
            static const std::string form = "names of a-z, 0-9, _ and - with / in between, such as \"av\"";
            mqtt_.prefix = text(entry, "prefix", form).value_or("av");
            if (!is_topic_path(mqtt_.prefix, false)) {
                problem_("/mqtt/prefix", form);
            }
        }
        if (entry->has("user")) {
            mqtt_.user = text(entry, "user", "a user's name").value_or("user");
            if (mqtt_.user.empty() || mqtt_.user.size() > 1000 ||
                mqtt_.user.find('\0') != std::string::npos) {
                problem_("/mqtt/user", "a user's name; leave the key out where the broker wants none");
            }
        }
        files(entry);
        discovery(entry);
        return std::move(mqtt_);
    }

private:
    // Nothing when the key is absent or not a text, which is a problem.
    std::optional<std::string> text(const JsonObject& in, const std::string& key,
                                    const std::string& expected) {
        const auto value = in->has(key) ? to_value(in->get(key)) : dp::Value{};
        if (const auto* found = std::get_if<std::string>(&value)) {
            return *found;
        }
        problem_("/mqtt/" + key, expected + (in->has(key) ? "" : "; it is missing"));
        return std::nullopt;
    }

    std::string part(const JsonObject& in, const std::string& key, const std::string& expected) {
        auto found = text(in, key, expected);
        if (found && !is_topic_part(*found)) {
            problem_("/mqtt/" + key, expected);
        }
        return found.value_or("");
    }

    // What stands there may hold a password: it is not repeated.
    void broker(std::string_view text) {
        if (text.starts_with("mqtts://")) {
            mqtt_.tls = true;
            text.remove_prefix(8);
        } else if (text.starts_with("mqtt://")) {
            text.remove_prefix(7);
        } else {
            problem_("/mqtt/broker", broker_form);
            return;
        }
        if (text.find('@') != std::string_view::npos) {
            problem_("/mqtt/broker", "an address without a user: the name goes under /mqtt/user, and the "
                                     "password into the secret store: avhost secret put mqtt password");
            return;
        }
        mqtt_.port = mqtt_.tls ? 8883 : 1883;
        std::string_view rest;
        if (text.starts_with('[')) {
            const auto end = text.find(']');
            mqtt_.address = end == std::string_view::npos ? "" : text.substr(1, end - 1);
            rest = end == std::string_view::npos ? "" : text.substr(end + 1);
        } else {
            const auto colon = std::min(text.find(':'), text.size());
            mqtt_.address = text.substr(0, colon);
            rest = text.substr(colon);
        }
        const bool is_address = text.starts_with('[') ? is_v6(mqtt_.address) : is_name(mqtt_.address);
        if (!is_address || !(rest.empty() || port(rest))) {
            problem_("/mqtt/broker", broker_form);
        }
    }

    bool port(std::string_view text) {
        if (text.front() != ':') {
            return false;
        }
        const auto [end, fault] = std::from_chars(text.data() + 1, text.data() + text.size(), mqtt_.port);
        return fault == std::errc{} && end == text.data() + text.size() && mqtt_.port != 0;
    }

    void files(const JsonObject& entry) {
        const auto file = [&](const std::string& key, std::filesystem::path& to) {
            if (!entry->has(key)) {
                return;
            }
            static const std::string form = "the path of a PEM file";
            to = text(entry, key, form).value_or("");
            if (to.empty()) {
                problem_("/mqtt/" + key, form);
            } else if (!mqtt_.tls && !mqtt_.address.empty()) {
                problem_("/mqtt/" + key, "a broker with TLS for it: \"mqtts://...\" under /mqtt/broker");
            }
        };
        file("ca_file", mqtt_.ca_file);
        file("certificate", mqtt_.certificate);
        file("key", mqtt_.key);
        if (entry->has("certificate") != entry->has("key")) {
            problem_(entry->has("key") ? "/mqtt/key" : "/mqtt/certificate",
                     "certificate and key, both or neither");
        }
    }

    void discovery(const JsonObject& entry) {
        if (!entry->has("discovery")) {
            return;
        }
        const auto value = to_value(entry->get("discovery"));
        const auto* const yes = std::get_if<bool>(&value);
        const auto* const prefix = std::get_if<std::string>(&value);
        if (prefix != nullptr && is_topic_path(*prefix, true)) {
            mqtt_.discovery = *prefix;
        } else if (yes == nullptr || *yes) {
            problem_("/mqtt/discovery",
                     "Home Assistant's discovery prefix, which is \"homeassistant\" unless it was changed "
                     "there, or false");
        }
    }

    const TellMistake& problem_;
    MqttEntry mqtt_;
};

} // namespace

bool is_topic_part(std::string_view part) {
    return !part.empty() && part.size() <= longest_part && std::all_of(part.begin(), part.end(), [](char c) {
        return is_lower_or_digit(c) || c == '_' || c == '-';
    });
}

MqttEntry read_mqtt(const Json& json, const TellMistake& problem) {
    const auto entry = as_object(json);
    if (entry.isNull()) {
        problem("/mqtt", "an object with the keys broker and site");
        return {};
    }
    return MqttReader{problem}.read(entry);
}

void resolve_paths(MqttEntry& mqtt, const std::filesystem::path& folder) {
    for (auto* const path : {&mqtt.ca_file, &mqtt.certificate, &mqtt.key}) {
        if (!path->empty()) {
            *path = folder / *path;
        }
    }
}

std::optional<std::string> mqtt_warning(const MqttEntry& mqtt) {
    const bool is_loopback =
        (is_v4(mqtt.address) && mqtt.address.starts_with("127.")) || mqtt.address == "::1";
    if (mqtt.tls || is_loopback) {
        return std::nullopt;
    }
    return "without TLS everybody on the way to the broker can read what crosses it, a "
           "password too, and send commands; take mqtts:// where the broker speaks it";
}

} // namespace host
