// Where plugins are looked for: folders with a folder for each plugin in them.
#pragma once

#include <concepts>
#include <filesystem>
#include <string>
#include <vector>

namespace host {

class PluginFolders {
public:
    PluginFolders() = default;
    explicit PluginFolders(std::vector<std::filesystem::path> folders)
        : folders_{std::move(folders)} {}
    template <typename Folder>
    requires std::convertible_to<Folder, std::filesystem::path>
    PluginFolders(const Folder& folder) // NOLINT: one folder is a list of one
        : folders_{std::filesystem::path{folder}} {}

    bool empty() const { return folders_.empty(); }
    void add(std::filesystem::path folder) { folders_.push_back(std::move(folder)); }

    // The folder of the plugin `name` in the first of the folders that has it with a manifest; where none has, the
    // place in the first, for a sentence. There is at least one folder. Reads the file system, as names() does.
    std::filesystem::path folder_of(const std::string& name) const;

    // The plugins that there are, sorted, each once.
    std::vector<std::string> names() const;

    // "a, b"
    std::string text() const;

private:
    std::vector<std::filesystem::path> folders_;
};

} // namespace host
