#include "host/site_check.hpp"

#include "host/schema_check.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace host {

std::vector<Mistake> config_mistakes(const Site& site, const DeviceEntry& device, const Manifest& manifest) {
    std::vector<Mistake> mistakes;
    const std::string root = device.origin.pointer + "/config";
    const auto config = read_json(device.config.text, root);
    const auto take = [&](const std::vector<Violation>& found) {
        for (const auto& violation : found) {
            mistakes.push_back(site.mistake(root + violation.key, violation.expected));
        }
    };
    take(violations(manifest.config, config));
    if (mistakes.empty() && !manifest.config_json.empty()) { // what the words we know ourselves do not say
        take(schema_violations(manifest.config_json, config));
    }
    return mistakes;
}

std::vector<Mistake> rule_mistakes(const Site& site, const FindManifest& find) {
    std::vector<Mistake> mistakes;
    for (const auto& rule : site.rules) {
        check_rule(rule, find, [&](const std::string& pointer, std::string_view expected) {
            mistakes.push_back(site.mistake(pointer, expected));
        });
    }
    return mistakes;
}

std::vector<Mistake> site_mistakes(const Site& site, const std::filesystem::path& plugins) {
    std::vector<Mistake> mistakes;
    const auto take = [&mistakes](std::vector<Mistake> found) {
        std::move(found.begin(), found.end(), std::back_inserter(mistakes));
    };
    std::map<std::string, std::optional<Manifest>> manifests; // by plugin
    for (const auto& device : site.devices) {
        if (device.plugin.empty()) {
            continue; // told when the file was read
        }
        const auto [found, is_new] = manifests.try_emplace(device.plugin);
        if (is_new) {
            try {
                found->second = read_manifest(plugins / device.plugin);
            } catch (const ManifestError& error) {
                for (const auto& sentence : error.sentences()) {
                    mistakes.push_back(site.mistake(device.origin.pointer + "/plugin",
                                                    "a plugin that can be used; " + sentence));
                }
            }
        }
        if (found->second) {
            take(config_mistakes(site, device, *found->second));
        }
    }
    take(rule_mistakes(site, [&](const std::string& id) -> const Manifest* {
        const auto device = std::find_if(site.devices.begin(), site.devices.end(),
                                         [&](const auto& entry) { return entry.id == id; });
        const auto found = device == site.devices.end() ? manifests.end() : manifests.find(device->plugin);
        return found != manifests.end() && found->second ? &*found->second : nullptr;
    }));
    return mistakes;
}

std::vector<std::string> site_warnings(const Site& site) {
    std::vector<std::string> warnings;
    if (const auto warning = site.mqtt ? mqtt_warning(*site.mqtt) : std::nullopt) {
        const std::string at = "/mqtt/broker";
        warnings.push_back(sentence(site.file, {at, "warning: " + *warning, site.places->of(at)}));
    }
    return warnings;
}

CheckedSite check_site_file(const std::filesystem::path& file, const std::filesystem::path& plugins) {
    try {
        auto reading = examine_site(file);
        auto more = site_mistakes(reading.site, plugins);
        std::move(more.begin(), more.end(), std::back_inserter(reading.mistakes));
        auto said = sentences(reading.site.file, std::move(reading.mistakes));
        auto warnings = site_warnings(reading.site);
        return {std::move(reading.site), std::move(said), std::move(warnings)};
    } catch (const SiteError& error) {
        return {{}, error.sentences()};
    }
}

} // namespace host
