#include "host/site.hpp"

#include "host/names.hpp"
#include "host/other_keys.hpp"
#include "host/rules/rule_reader.hpp"
#include "host/schema_check.hpp"
#include "host/shown_name.hpp"
#include "host/text_file.hpp"

#include <algorithm>
#include <utility>

namespace host {
namespace {

constexpr std::size_t largest_site = 4U << 20U; // bytes

class Reader {
public:
    explicit Reader(const std::string& file) { site_.file = file; }

    SiteReading read(const std::string& text) {
        Json json;
        try {
            json = read_json(text, site_.file, Comments::allowed);
        } catch (const JsonError& error) {
            throw SiteError{{error.what()}};
        }
        site_.text = text;
        site_.places = std::make_shared<const JsonPlaces>(text);
        const auto root = as_object(json);
        if (root.isNull()) {
            throw SiteError{
                {sentence(site_.file, site_.mistake("", "a JSON object with the key \"devices\""))}};
        }
        only(root, "", {"title", "devices", "rules", "access", "panel", "lines", "mqtt"});
        site_.title = name(root, "", "title", "a title");
        each(root, "", "devices", true, [&](const auto& entry, const auto& at) { device(entry, at); });
        for (const auto& device : site_.devices) {
            source_.devices.push_back(device.id);
        }
        each(root, "", "rules", false, [&](const auto& entry, const auto& at) {
            site_.rules.push_back(read_rule(entry, at, source_));
        });
        if (root->has("access") && as_object(root->get("access")).isNull()) {
            problem("/access", "an object with the keys keys and tls");
        }
        site_.access = read_access(part(root, "access"), part(root, "panel"), source_.problem);
        if (root->has("panel")) {
            site_.panel = read_panel(root->get("panel"), site_.access, source_.problem);
        }
        if (root->has("lines")) {
            site_.lines = read_lines(root->get("lines"), site_.access, source_.problem);
        }
        if (root->has("mqtt")) {
            site_.mqtt = read_mqtt(root->get("mqtt"), source_.problem);
        }
        if (mistakes_.empty()) { // after our own checks, which say more
            for (const auto& violation : schema_violations(PublishedSchema::site, json)) {
                problem(violation.key, violation.expected);
            }
        }
        return {std::move(site_), std::move(mistakes_)};
    }

private:
    void problem(const std::string& key, std::string_view expected) {
        mistakes_.push_back(site_.mistake(key, expected));
    }

    // Null where it is absent, or no object.
    static JsonObject part(const JsonObject& root, const std::string& key) {
        return root->has(key) ? as_object(root->get(key)) : JsonObject{};
    }

    void only(const JsonObject& in, const std::string& at, const std::vector<std::string>& known) {
        refuse_other_keys(in, at, known, source_.problem);
    }

    // Calls take(object, place) for each object of the array `key`.
    template <typename Take>
    void each(const JsonObject& in, const std::string& at, const std::string& key, bool needed, Take take) {
        if (!in->has(key) && !needed) {
            return;
        }
        const auto array = in->has(key) ? as_array(in->get(key)) : JsonArray{};
        if (array.isNull()) {
            problem(at + '/' + key, in->has(key) ? "an array" : "an array; it is missing");
            return;
        }
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string here = at + '/' + key + '/' + std::to_string(i);
            if (const auto entry = as_object(array->get(static_cast<unsigned>(i))); entry.isNull()) {
                problem(here, "an object");
            } else {
                take(entry, here);
            }
        }
    }

    // Nothing when the key is absent or not a text, which is a problem.
    std::optional<std::string> text(const JsonObject& in, const std::string& at, const std::string& key,
                                    const std::string& expected) {
        const auto value = in->has(key) ? to_value(in->get(key)) : dp::Value{};
        if (const auto* found = std::get_if<std::string>(&value)) {
            return *found;
        }
        problem(at + '/' + key, expected + (in->has(key) ? "" : "; it is missing"));
        return std::nullopt;
    }

    // Empty when the key is absent, or what it has is none, which is a problem.
    std::string name(const JsonObject& in, const std::string& at, const std::string& key,
                     const std::string& what) {
        const std::string form = what + ' ' + shown_name_form;
        auto given = in->has(key) ? text(in, at, key, form) : std::nullopt;
        if (given && !is_shown_name(*given)) {
            problem(at + '/' + key, form);
            given.reset();
        }
        return given.value_or("");
    }

    void device(const JsonObject& entry, const std::string& at) {
        static const std::string id_form =
            "an id of A-Z, a-z, 0-9, _ and -, beginning with a letter or a digit, of at most 64 characters";
        only(entry, at, {"id", "name", "plugin", "config"});
        DeviceEntry device;
        device.origin.pointer = at;
        if (const auto id = text(entry, at, "id", id_form)) {
            if (!is_device_id(*id)) {
                problem(at + "/id", id_form);
            } else if (is_device(*id)) {
                problem(at + "/id", "an id that no other device has; \"" + *id + "\" is there already");
            }
            device.id = *id;
        }
        device.name = name(entry, at, "name", "a name");
        if (const auto plugin = text(entry, at, "plugin", "the name of a plugin's folder")) {
            if (!is_plugin_name(*plugin)) {
                problem(at + "/plugin", "the name of a plugin's folder, of A-Z, a-z, 0-9, _, - and .");
            } else {
                device.plugin = *plugin;
            }
        }
        if (entry->has("config")) {
            if (as_object(entry->get("config")).isNull()) {
                problem(at + "/config", "an object");
            } else {
                device.config.text = write_json(entry->get("config"));
            }
        }
        site_.devices.push_back(std::move(device));
    }

    bool is_device(const std::string& id) const {
        return std::any_of(site_.devices.begin(), site_.devices.end(),
                           [&](const auto& device) { return device.id == id; });
    }

    Site site_;
    std::vector<Mistake> mistakes_;
    RuleSource source_{[this](const auto& key, auto expected) { problem(key, expected); }, {}};
};

std::string joined(const std::vector<std::string>& sentences) {
    std::string all;
    for (const auto& sentence : sentences) {
        all += (all.empty() ? "" : "\n") + sentence;
    }
    return all;
}

} // namespace

SiteError::SiteError(std::vector<std::string> sentences)
    : std::runtime_error{joined(sentences)}
    , sentences_{std::move(sentences)} {}

Mistake Site::mistake(const std::string& pointer, std::string_view expected) const {
    return {pointer, "expected " + std::string{expected}, places->of(pointer)};
}

SiteReading examine_site(const std::string& text, const std::string& file) {
    return Reader{file}.read(text);
}

SiteReading examine_site(const std::filesystem::path& file) {
    try {
        auto reading = examine_site(read_text_file(file, largest_site), file.string());
        const auto folder = std::filesystem::absolute(file).parent_path();
        if (auto& tls = reading.site.access.tls) {
            resolve_paths(*tls, folder);
        }
        if (auto& lines = reading.site.lines; lines && lines->tls) {
            resolve_paths(*lines->tls, folder);
        }
        if (auto& panel = reading.site.panel) {
            resolve_paths(*panel, folder);
        }
        if (auto& mqtt = reading.site.mqtt) {
            resolve_paths(*mqtt, folder);
        }
        return reading;
    } catch (const FileError& error) {
        throw SiteError{{error.what()}};
    }
}

namespace {

Site faultless(SiteReading reading) {
    if (!reading.mistakes.empty()) {
        throw SiteError{sentences(reading.site.file, std::move(reading.mistakes))};
    }
    return std::move(reading.site);
}

} // namespace

Site parse_site(const std::string& text, const std::string& file) {
    return faultless(examine_site(text, file));
}

Site read_site(const std::filesystem::path& file) {
    return faultless(examine_site(file));
}

} // namespace host
