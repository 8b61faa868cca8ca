#include "host/site_access.hpp"

#include "host/other_keys.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

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

// A name goes into logs.
bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

class AccessReader {
public:
    explicit AccessReader(const TellMistake& problem)
        : problem_{problem} {}

    void read(const JsonObject& entry, const std::string& at) {
        if (entry->has("keys") && is_first("keys", at, access_.means_to_have_keys)) {
            access_.means_to_have_keys = true;
            keys(entry->get("keys"), at + "/keys");
        }
        if (entry->has("tls") && is_first("tls", at, has_tls_)) {
            has_tls_ = true;
            tls(as_object(entry->get("tls")), at + "/tls");
        }
    }

    AccessEntry take() { return std::move(access_); }

private:
    bool is_first(const std::string& key, const std::string& at, bool is_there) const {
        if (is_there) {
            problem_(at + '/' + key,
                     "them once for all faces, under /access/" + key + ", where they stand too");
        }
        return !is_there;
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

    std::string path(const JsonObject& in, const std::string& at, const std::string& key) {
        static const std::string form = "the path of a PEM file";
        const auto found = text(in, at, key, form);
        if (found && found->empty()) {
            problem_(at + '/' + key, form);
        }
        return found.value_or("");
    }

    void keys(const Json& json, const std::string& place) {
        const auto list = as_array(json);
        if (list.isNull() || list->size() == 0 || list->size() > most_keys) {
            problem_(place, "an array of 1 to " + std::to_string(most_keys) +
                                " access keys; without keys leave it out");
            return;
        }
        for (unsigned i = 0; i < list->size(); ++i) {
            const std::string at = place + '/' + std::to_string(i);
            if (const auto entry = as_object(list->get(i)); entry.isNull()) {
                problem_(at, "an object with the keys name, role and sha256");
            } else {
                key(entry, at);
            }
        }
    }

    void key(const JsonObject& entry, const std::string& at) {
        refuse_other_keys(entry, at, {"name", "role", "sha256"}, problem_);
        AccessKey key;
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
        access_.keys.push_back(std::move(key));
    }

    template <typename Pleases>
    bool has(Pleases pleases) const {
        return std::any_of(access_.keys.begin(), access_.keys.end(), pleases);
    }

    void tls(const JsonObject& entry, const std::string& at) {
        if (entry.isNull()) {
            problem_(at, "an object with the keys certificate and key");
            return;
        }
        refuse_other_keys(entry, at, {"certificate", "key"}, problem_);
        TlsFiles tls;
        tls.certificate = path(entry, at, "certificate");
        tls.key = path(entry, at, "key");
        tls.origin.pointer = at;
        access_.tls = std::move(tls);
    }

    const TellMistake& problem_;
    AccessEntry access_;
    bool has_tls_ = false;
};

} // namespace

AccessEntry read_access(const JsonObject& access, const JsonObject& panel, const TellMistake& problem) {
    AccessReader reader{problem};
    if (!access.isNull()) {
        refuse_other_keys(access, "/access", {"keys", "tls"}, problem);
        reader.read(access, "/access");
    }
    if (!panel.isNull()) {
        reader.read(panel, "/panel");
    }
    return reader.take();
}

void resolve_paths(TlsFiles& tls, const std::filesystem::path& folder) {
    for (auto* const path : {&tls.certificate, &tls.key}) {
        if (!path->empty()) {
            *path = folder / *path;
        }
    }
}

} // namespace host
