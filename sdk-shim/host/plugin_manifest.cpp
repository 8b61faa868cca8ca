#include "host/plugin_manifest.hpp"

#include "host/nearest.hpp"

#include <filesystem>
#include <system_error>

namespace host {

Manifest read_manifest(const PluginFolders& folders, const std::string& plugin) {
    const auto folder = folders.folder_of(plugin);
    if (std::error_code problem; !std::filesystem::exists(folder, problem)) {
        const auto names = folders.names();
        throw ManifestError{{"expected a plugin that there is; there is no " + plugin + " in " +
                             folders.text() +
                             (names.empty() ? ", and no other one" : suggestion_or_list(plugin, names))}};
    }
    try {
        return read_manifest(folder);
    } catch (const ManifestError& error) {
        auto sentences = error.sentences();
        for (auto& sentence : sentences) {
            sentence = "expected a plugin that can be used; " + sentence;
        }
        throw ManifestError{std::move(sentences)};
    }
}

} // namespace host
