#include "shared_folder.hpp"

#include <doctest/doctest.h>

#include <system_error>

namespace test {

namespace fs = std::filesystem;

fs::path project_root() {
    return PROJECT_ROOT;
}

std::optional<fs::path> find_shared(const std::string& name) {
    const fs::path folder = (project_root() / ".." / "shared" / name).lexically_normal();
    std::error_code ignored;
    if (!fs::exists(folder, ignored))
        return std::nullopt;
    return folder;
}

std::optional<fs::path> shared_or_notice(const std::string& name) {
    auto found = find_shared(name);
    if (!found)
        MESSAGE("skipped: ../shared/", name, " is not there");
    return found;
}

} // namespace test
