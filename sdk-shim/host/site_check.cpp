#include "host/site_check.hpp"

#include "host/schema_check.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace host {
namespace {

void append_sentences(std::vector<std::string>& problems, const std::vector<Violation>& found,
                      const std::string& root) {
    for (const auto& violation : found) {
        problems.push_back(sentence(violation, root));
    }
}

void check_step(std::vector<std::string>& problems, const Invocation& step, const Manifest& manifest,
                const std::string& root) {
    const ActionSpec* const action = manifest.action(step.action.id);
    if (action == nullptr) {
        problems.push_back(root + "/invoke: expected an action of " + step.action.device + "; it has no " +
                           step.action.id);
        return;
    }
    JsonObject params = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
    for (const auto& [name, value] : step.params) {
        params->set(name, to_json(value));
    }
    append_sentences(problems, violations(action->input, Json{params}), root + "/params");
}

} // namespace

std::vector<std::string> config_problems(const Site& site, std::size_t index, const Manifest& manifest) {
    std::vector<std::string> problems;
    const std::string root = site.file + ": /devices/" + std::to_string(index) + "/config";
    const auto config = read_json(site.devices[index].config.text, root);
    append_sentences(problems, violations(manifest.config, config), root);
    if (problems.empty() && !manifest.config_json.empty()) { // what the words we know ourselves do not say
        append_sentences(problems, schema_violations(manifest.config_json, config), root);
    }
    return problems;
}

std::vector<std::string> rule_problems(const Site& site, const FindManifest& find) {
    std::vector<std::string> problems;
    for (std::size_t i = 0; i < site.rules.size(); ++i) {
        const Rule& rule = site.rules[i];
        const std::string root = site.file + ": /rules/" + std::to_string(i);
        if (const Manifest* const manifest = find(rule.property.device)) {
            const PropertySpec* const property = manifest->property(rule.property.id);
            if (property == nullptr) {
                problems.push_back(root + "/when/property: expected a property of " + rule.property.device +
                                   "; it has no " + rule.property.id);
            } else if (!std::holds_alternative<std::monostate>(
                           rule.becomes)) { // any property may be not known
                append_sentences(problems, violations(property->schema, to_json(rule.becomes)),
                                 root + "/when/becomes");
            }
        }
        for (std::size_t step = 0; step < rule.invocations.size(); ++step) {
            const Invocation& invocation = rule.invocations[step];
            if (const Manifest* const manifest = find(invocation.action.device)) {
                check_step(problems, invocation, *manifest, root + "/do/" + std::to_string(step));
            }
        }
    }
    return problems;
}

std::vector<std::string> check_site(const Site& site, const std::filesystem::path& plugins) {
    std::vector<std::string> problems;
    std::map<std::string, std::optional<Manifest>> manifests; // by plugin
    for (std::size_t i = 0; i < site.devices.size(); ++i) {
        const auto& device = site.devices[i];
        const auto [found, is_new] = manifests.try_emplace(device.plugin);
        if (is_new) {
            try {
                found->second = read_manifest(plugins / device.plugin);
            } catch (const ManifestError& error) {
                problems.push_back(site.file + ": /devices/" + std::to_string(i) +
                                   "/plugin: expected a plugin that can be used");
                problems.insert(problems.end(), error.sentences().begin(), error.sentences().end());
            }
        }
        if (found->second) {
            const auto more = config_problems(site, i, *found->second);
            problems.insert(problems.end(), more.begin(), more.end());
        }
    }
    const auto more = rule_problems(site, [&](const std::string& id) -> const Manifest* {
        const auto device = std::find_if(site.devices.begin(), site.devices.end(),
                                         [&](const auto& entry) { return entry.id == id; });
        const auto found = device == site.devices.end() ? manifests.end() : manifests.find(device->plugin);
        return found != manifests.end() && found->second ? &*found->second : nullptr;
    });
    problems.insert(problems.end(), more.begin(), more.end());
    return problems;
}

} // namespace host
