#include "host/plugin_folders.hpp"

#include <set>
#include <system_error>

namespace host {
namespace {

bool has_manifest(const std::filesystem::path& folder) {
    std::error_code problem;
    return std::filesystem::exists(folder / "manifest.json", problem);
}

} // namespace

std::filesystem::path PluginFolders::folder_of(const std::string& name) const {
    for (const auto& folder : folders_) {
        if (has_manifest(folder / name)) {
            return folder / name;
        }
    }
    return folders_.empty() ? std::filesystem::path{name} : folders_.front() / name;
}

std::vector<std::string> PluginFolders::names() const {
    std::set<std::string> found;
    for (const auto& folder : folders_) {
        std::error_code problem;
        for (std::filesystem::directory_iterator at{folder, problem}, end; !problem && at != end;
             at.increment(problem)) {
            if (has_manifest(at->path())) {
                found.insert(at->path().filename().string());
            }
        }
    }
    return {found.begin(), found.end()};
}

std::string PluginFolders::text() const {
    std::string all;
    for (const auto& folder : folders_) {
        all += (all.empty() ? "" : ", ") + folder.string();
    }
    return all;
}

} // namespace host
