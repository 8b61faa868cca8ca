#include "host/shared_config.hpp"

#include <map>

namespace host {
namespace {

// What stands there, else the schema's default.
dp::Value value_of(const JsonObject& config, const std::string& key, const Manifest& manifest) {
    if (config->has(key)) {
        return to_value(config->get(key));
    }
    const Schema* const schema = manifest.config.property(key);
    return schema != nullptr ? schema->otherwise : dp::Value{};
}

} // namespace

std::vector<Mistake> shared_mistakes(const Site& site, const std::string& plugin, const Manifest& manifest) {
    std::vector<Mistake> mistakes;
    if (!manifest.shared) {
        return mistakes;
    }
    const auto& [by, keys] = *manifest.shared;
    struct First {
        std::string device;
        JsonObject config;
    };
    std::map<std::string, First> firsts; // by what is shared, as JSON
    for (const auto& device : site.devices) {
        if (device.plugin != plugin) {
            continue;
        }
        const std::string root = device.origin.pointer + "/config";
        const auto config = as_object(read_json(device.config.text, root));
        const dp::Value shared = config->has(by) ? to_value(config->get(by)) : dp::Value{device.id};
        const auto [found, is_first] = firsts.try_emplace(write_json(shared), First{device.id, config});
        if (is_first) {
            continue;
        }
        for (const auto& key : keys) {
            const auto here = value_of(config, key, manifest);
            const auto there = value_of(found->second.config, key, manifest);
            if (!same(here, there)) {
                mistakes.push_back(site.mistake(root + '/' + pointer_part(key),
                                                "the same " + key + " as that of " + found->second.device +
                                                    ", " + write_json(there) + ": devices with the same " +
                                                    by + " must agree on it"));
            }
        }
    }
    return mistakes;
}

} // namespace host
