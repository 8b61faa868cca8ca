#include "host/site.hpp"

#include "host/names.hpp"
#include "host/schema_check.hpp"
#include "host/text_file.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace host {
namespace {

std::optional<Place> place_of(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) {
        return std::nullopt;
    }
    return Place{std::string{text.substr(0, dot)}, std::string{text.substr(dot + 1)}};
}

class Reader {
public:
    explicit Reader(const std::string& file) { site_.file = file; }

    Site read(const std::string& text) {
        Json json;
        try {
            json = read_json(text, site_.file, Comments::allowed);
        } catch (const JsonError& error) {
            throw SiteError{{error.what()}};
        }
        const auto root = as_object(json);
        if (root.isNull()) {
            throw SiteError{{site_.file + ": expected a JSON object with the key \"devices\""}};
        }
        if (root->has("mqtt")) {
            problem("/mqtt", "no such key: this version has no MQTT bridge");
        }
        only(root, "", {"devices", "rules", "panel", "mqtt"});
        each(root, "", "devices", true, [&](const auto& entry, const auto& at) { device(entry, at); });
        each(root, "", "rules", false, [&](const auto& entry, const auto& at) { rule(entry, at); });
        if (root->has("panel")) {
            site_.panel = read_panel(root->get("panel"),
                                     [this](const auto& key, auto expected) { problem(key, expected); });
        }
        if (problems_.empty()) { // after our own checks, which say more
            for (const auto& violation : schema_violations(PublishedSchema::site, json)) {
                problems_.push_back(sentence(violation, site_.file + ": "));
            }
        }
        if (!problems_.empty()) {
            throw SiteError{std::move(problems_)};
        }
        return std::move(site_);
    }

private:
    void problem(const std::string& key, std::string_view expected) {
        problems_.push_back(site_.file + ": " + key + ": expected " + std::string{expected});
    }

    void only(const JsonObject& in, const std::string& at, std::initializer_list<std::string_view> known) {
        std::string list;
        for (const auto key : known) {
            list += (list.empty() ? "" : ", ") + std::string{key};
        }
        for (const auto& key : in->getNames()) {
            if (std::find(known.begin(), known.end(), key) == known.end()) {
                problem(at + '/' + key, "one of the keys " + list);
            }
        }
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

    void device(const JsonObject& entry, const std::string& at) {
        static const std::string id_form =
            "an id of A-Z, a-z, 0-9, _ and -, beginning with a letter or a digit, of at most 64 characters";
        only(entry, at, {"id", "plugin", "config"});
        DeviceEntry device;
        if (const auto id = text(entry, at, "id", id_form)) {
            if (!is_device_id(*id)) {
                problem(at + "/id", id_form);
            } else if (is_device(*id)) {
                problem(at + "/id", "an id that no other device has; \"" + *id + "\" is there already");
            }
            device.id = *id;
        }
        if (const auto plugin = text(entry, at, "plugin", "the name of a plugin's folder")) {
            if (!is_plugin_name(*plugin)) {
                problem(at + "/plugin", "the name of a plugin's folder, of A-Z, a-z, 0-9, _, - and .");
            }
            device.plugin = *plugin;
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

    std::optional<Place> place(const JsonObject& in, const std::string& at, const std::string& key,
                               const std::string& form) {
        const auto found = text(in, at, key, form);
        if (!found) {
            return std::nullopt;
        }
        auto place = place_of(*found);
        if (!place) {
            problem(at + '/' + key, form);
        } else if (!is_device(place->device)) {
            problem(at + '/' + key, "a device of this site; there is no \"" + place->device + "\"");
        }
        return place;
    }

    void rule(const JsonObject& entry, const std::string& at) {
        only(entry, at, {"name", "when", "do"});
        Rule rule;
        rule.name = entry->has("name") ? text(entry, at, "name", "a text").value_or("") : at.substr(1);
        const auto when = entry->has("when") ? as_object(entry->get("when")) : JsonObject{};
        if (when.isNull()) {
            problem(at + "/when", "an object with the keys property and becomes");
        } else {
            only(when, at + "/when", {"property", "becomes"});
            rule.property =
                place(when, at + "/when", "property", "a text \"DEVICE.PROPERTY\"").value_or(Place{});
            rule.becomes = when->has("becomes") ? to_value(when->get("becomes")) : dp::Value{};
            if (!when->has("becomes") || std::holds_alternative<dp::Json>(rule.becomes)) {
                problem(at + "/when/becomes", "null, true, false, a number or a text");
            }
        }
        each(entry, at, "do", true, [&](const auto& step, const auto& here) {
            only(step, here, {"invoke", "params"});
            Invocation invocation;
            invocation.action = place(step, here, "invoke", "a text \"DEVICE.ACTION\"").value_or(Place{});
            if (step->has("params")) {
                const auto params = as_object(step->get("params"));
                if (params.isNull()) {
                    problem(here + "/params", "an object");
                } else {
                    for (const auto& name : params->getNames()) {
                        invocation.params.push_back({name, to_value(params->get(name))});
                    }
                }
            }
            rule.invocations.push_back(std::move(invocation));
        });
        site_.rules.push_back(std::move(rule));
    }

    Site site_;
    std::vector<std::string> problems_;
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

Site parse_site(const std::string& text, const std::string& file) {
    return Reader{file}.read(text);
}

Site read_site(const std::filesystem::path& file) {
    try {
        auto site = parse_site(read_text_file(file, largest_site), file.string());
        if (site.panel) {
            resolve_paths(*site.panel, std::filesystem::absolute(file).parent_path());
        }
        return site;
    } catch (const FileError& error) {
        throw SiteError{{error.what()}};
    }
}

} // namespace host
