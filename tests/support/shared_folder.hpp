// Finds material that lies beside the project and is not part of it. Tests that need it are skipped without
// it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace test {

std::filesystem::path project_root();

// `../shared/NAME` beside the project's root, when it is there.
std::optional<std::filesystem::path> find_shared(const std::string& name);

// The same; without it, prints a notice in the running test case. The test case returns then:
//   const auto fixtures = test::shared_or_notice("spotify-fixtures");
//   if (!fixtures) return;
std::optional<std::filesystem::path> shared_or_notice(const std::string& name);

} // namespace test
