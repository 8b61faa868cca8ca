#include "host/site_panel.hpp"

#include "host/other_keys.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <arpa/inet.h>

namespace host {
namespace {

constexpr std::size_t longest_name = 100; // bytes
constexpr std::size_t most_keys = 1000;

std::optional<std::array<std::uint8_t, 32>> sha256_of(std::string_view hex) {
    std::array<std::uint8_t, 32> hash{};
    if (hex.size() != 2 * hash.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < hash.size(); ++i) {
        const char* const at = hex.data() + 2 * i;
        const auto [end, fault] = std::from_chars(at, at + 2, hash[i], 16);
        if (fault != std::errc{} || end != at + 2) {
            return std::nullopt;
        }
    }
    return hash;
}

bool is_address(const std::string& address, bool is_v6) {
    in6_addr room{};
    return inet_pton(is_v6 ? AF_INET6 : AF_INET, address.c_str(), &room) == 1;
}

bool is_loopback(const std::string& address, bool is_v6) {
    if (is_v6) {
        in6_addr parsed{};
        return inet_pton(AF_INET6, address.c_str(), &parsed) == 1 && IN6_IS_ADDR_LOOPBACK(&parsed);
    }
    in_addr parsed{};
    return inet_pton(AF_INET, address.c_str(), &parsed) == 1 && ntohl(parsed.s_addr) >> 24U == 127;
}

// A name goes into logs.
bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

class PanelReader {
public:
    explicit PanelReader(const TellMistake& problem)
        : problem_{problem} {}

    PanelEntry read(const JsonObject& entry) {
        only(entry, "/panel", {"listen", "pages", "keys", "tls"});
        if (entry->has("pages")) {
            panel_.pages = path(entry, "/panel", "pages", "the path of a folder");
        }
        if (entry->has("keys")) {
            keys(entry->get("keys"));
        }
        if (entry->has("tls")) {
            tls(as_object(entry->get("tls")));
        }
        if (const auto listen = text(entry, "/panel", "listen", "a text such as \"127.0.0.1:8080\"")) {
            this->listen(*listen, entry->has("keys")); // last: whether there are keys matters to it
        }
        return std::move(panel_);
    }

private:
    void only(const JsonObject& in, const std::string& at, const std::vector<std::string>& known) const {
        refuse_other_keys(in, at, known, problem_);
    }

    // Nothing when the key is absent or not a text, which is a problem.
    std::optional<std::string> text(const JsonObject& in, const std::string& at, const std::string& key,
                                    const std::string& expected) {
        const auto value = in->has(key) ? to_value(in->get(key)) : dp::Value{};
        if (const auto* found = std::get_if<std::string>(&value)) {
            return *found;
        }
        problem_(at + '/' + key, expected + (in->has(key) ? "" : "; it is missing"));
        return std::nullopt;
    }

    std::string path(const JsonObject& in, const std::string& at, const std::string& key,
                     const std::string& expected) {
        const auto found = text(in, at, key, expected);
        if (found && found->empty()) {
            problem_(at + '/' + key, expected);
        }
        return found.value_or("");
    }

    void keys(const Json& json) {
        const auto list = as_array(json);
        if (list.isNull() || list->size() == 0 || list->size() > most_keys) {
            problem_("/panel/keys", "an array of 1 to " + std::to_string(most_keys) +
                                        " access keys; without keys leave it out");
            return;
        }
        for (unsigned i = 0; i < list->size(); ++i) {
            const std::string at = "/panel/keys/" + std::to_string(i);
            if (const auto entry = as_object(list->get(i)); entry.isNull()) {
                problem_(at, "an object with the keys name, role and sha256");
            } else {
                key(entry, at);
            }
        }
    }

    void key(const JsonObject& entry, const std::string& at) {
        only(entry, at, {"name", "role", "sha256"});
        PanelKey key;
        if (auto name = text(entry, at, "name", "a name for whoever has the key, such as \"lobby wall\"")) {
            key.name = std::move(*name);
            if (!is_name(key.name)) {
                problem_(at + "/name", "a name of 1 to 100 characters on one line");
            } else if (has([&](const auto& other) { return other.name == key.name; })) {
                problem_(at + "/name", "a name that no other key has; \"" + key.name + "\" is there already");
            }
        }
        if (const auto found = text(entry, at, "role", "operate or set_up")) {
            const auto role = role_of(*found);
            if (!role) {
                problem_(at + "/role", "operate or set_up");
            }
            key.role = role.value_or(Role::operate);
        }
        static const std::string hash_form =
            "the SHA-256 of the key in 64 hex digits, as avhost panel-key prints it";
        if (const auto hex = text(entry, at, "sha256", hash_form)) {
            if (const auto hash = sha256_of(*hex); !hash) {
                problem_(at + "/sha256", hash_form); // what stands there may be the key itself: not repeated
            } else if (has([&](const auto& other) { return other.sha256 == *hash; })) {
                problem_(at + "/sha256", "a key of its own; another entry has the same");
            } else {
                key.sha256 = *hash;
            }
        }
        panel_.keys.push_back(std::move(key));
    }

    template <typename Pleases>
    bool has(Pleases pleases) const {
        return std::any_of(panel_.keys.begin(), panel_.keys.end(), pleases);
    }

    void tls(const JsonObject& entry) {
        if (entry.isNull()) {
            problem_("/panel/tls", "an object with the keys certificate and key");
            return;
        }
        only(entry, "/panel/tls", {"certificate", "key"});
        PanelTls tls;
        tls.certificate = path(entry, "/panel/tls", "certificate", "the path of a PEM file");
        tls.key = path(entry, "/panel/tls", "key", "the path of a PEM file");
        panel_.tls = std::move(tls);
    }

    void listen(const std::string& text, bool means_to_have_keys) {
        const auto colon = text.rfind(':');
        const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
        std::string address = text.substr(0, colon);
        const bool is_v6 = address.size() > 2 && address.front() == '[' && address.back() == ']';
        if (is_v6) {
            address = address.substr(1, address.size() - 2);
        }
        const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), panel_.port);
        if (port.empty() || fault != std::errc{} || end != port.data() + port.size()) {
            problem_("/panel/listen", "an address and a port from 0 to 65535, such as \"127.0.0.1:8080\"");
        } else if (!is_address(address, is_v6)) {
            problem_("/panel/listen", "an IP address, one of IPv6 in brackets, and a port, such as "
                                      "\"127.0.0.1:8080\" or \"0.0.0.0:8080\"");
        } else if (!means_to_have_keys && !is_loopback(address, is_v6)) {
            problem_("/panel/listen",
                     "a loopback address, 127.x.x.x or [::1], and a port; to listen on any other one, access "
                     "keys are needed first: avhost panel-key NAME makes one, and it goes under /panel/keys");
        }
        panel_.address = address;
    }

    const TellMistake& problem_;
    PanelEntry panel_;
};

} // namespace

PanelEntry read_panel(const Json& json, const TellMistake& problem) {
    const auto entry = as_object(json);
    if (entry.isNull()) {
        problem("/panel", "an object with the key listen");
        return {};
    }
    return PanelReader{problem}.read(entry);
}

std::optional<std::string> panel_warning(const PanelEntry& panel) {
    const bool is_v6 = panel.address.find(':') != std::string::npos;
    if (panel.tls || panel.keys.empty() || is_loopback(panel.address, is_v6)) {
        return std::nullopt;
    }
    return "without a certificate under /panel/tls everybody on the network can read the access keys, and "
           "use "
           "them; sdk-shim/docs/panel.md says how to get one";
}

void resolve_paths(PanelEntry& panel, const std::filesystem::path& folder) {
    const auto resolve = [&](std::filesystem::path& path) {
        if (!path.empty()) {
            path = folder / path;
        }
    };
    resolve(panel.pages);
    if (panel.tls) {
        resolve(panel.tls->certificate);
        resolve(panel.tls->key);
    }
}

} // namespace host
