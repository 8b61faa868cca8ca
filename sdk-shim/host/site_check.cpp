#include "host/site_check.hpp"

#include "host/plugin_manifest.hpp"
#include "host/schema_check.hpp"
#include "host/shared_config.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
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
    const FindConfig config = [&site](const std::string& id) -> const dp::Json* {
        const auto device = std::find_if(site.devices.begin(), site.devices.end(),
                                         [&](const auto& entry) { return entry.id == id; });
        return device != site.devices.end() ? &device->config : nullptr;
    };
    for (const auto& rule : site.rules) {
        check_rule(rule, find, config, [&](const std::string& pointer, std::string_view expected) {
            mistakes.push_back(site.mistake(pointer, expected));
        });
    }
    return mistakes;
}

std::vector<Mistake> plugin_mistakes(const Site& site, const DeviceEntry& device,
                                     const ManifestError& error) {
    const std::string at = device.origin.pointer + "/plugin";
    std::vector<Mistake> mistakes;
    for (const auto& sentence : error.sentences()) {
        mistakes.push_back({at, sentence, site.places->of(at)});
    }
    return mistakes;
}

std::vector<Mistake> site_mistakes(const Site& site, const PluginFolders& plugins, Manifests& manifests) {
    std::vector<Mistake> mistakes;
    const auto take = [&mistakes](std::vector<Mistake> found) {
        std::move(found.begin(), found.end(), std::back_inserter(mistakes));
    };
    std::map<std::string, std::shared_ptr<const Manifest>> of_plugins; // null: cannot be read, which is told
    for (const auto& device : site.devices) {
        if (device.plugin.empty()) {
            continue; // told when the file was read
        }
        const auto [found, is_new] = of_plugins.try_emplace(device.plugin);
        if (is_new) {
            try {
                found->second = std::make_shared<const Manifest>(read_manifest(plugins, device.plugin));
            } catch (const ManifestError& error) {
                take(plugin_mistakes(site, device, error));
            }
        }
        if (found->second) {
            manifests.emplace(device.id, found->second);
            take(config_mistakes(site, device, *found->second));
        }
    }
    for (const auto& [plugin, manifest] : of_plugins) {
        if (manifest) {
            take(shared_mistakes(site, plugin, *manifest));
        }
    }
    take(rule_mistakes(site, [&](const std::string& id) -> const Manifest* {
        const auto found = manifests.find(id);
        return found != manifests.end() ? found->second.get() : nullptr;
    }));
    return mistakes;
}

namespace {

std::vector<Mistake> warnings_of(const Site& site) {
    std::vector<Mistake> warnings;
    if (const auto warning = site.mqtt ? mqtt_warning(*site.mqtt) : std::nullopt) {
        const std::string at = "/mqtt/broker";
        warnings.push_back({at, "warning: " + *warning, site.places->of(at)});
    }
    if (const auto warning = site.lines ? lines_warning(*site.lines) : std::nullopt) {
        const std::string at = "/lines/listen";
        warnings.push_back({at, "warning: " + *warning, site.places->of(at)});
    }
    if (const auto warning = site.panel ? panel_warning(*site.panel) : std::nullopt) {
        const std::string at = "/panel/listen";
        warnings.push_back({at, "warning: " + *warning, site.places->of(at)});
    }
    return warnings;
}

} // namespace

std::vector<std::string> site_warnings(const Site& site) {
    return sentences(site.file, warnings_of(site));
}

CheckedSite check_site_file(const std::filesystem::path& file, const PluginFolders& plugins) {
    try {
        auto reading = examine_site(file);
        Manifests manifests;
        auto more = site_mistakes(reading.site, plugins, manifests);
        std::move(more.begin(), more.end(), std::back_inserter(reading.mistakes));
        auto said = sentences(reading.site.file, reading.mistakes);
        auto warnings = warnings_of(reading.site);
        std::erase_if(warnings, [&](const Mistake& warning) { // what could not be read is no ground for one
            const auto part = warning.pointer.substr(0, warning.pointer.find('/', 1));
            return std::any_of(reading.mistakes.begin(), reading.mistakes.end(),
                               [&](const Mistake& mistake) { return mistake.pointer.starts_with(part); });
        });
        auto warned = sentences(reading.site.file, std::move(warnings));
        return {std::move(reading.site), std::move(said), std::move(warned), std::move(manifests),
                std::move(reading.mistakes)};
    } catch (const SiteError& error) {
        return {{}, error.sentences()};
    }
}

} // namespace host
