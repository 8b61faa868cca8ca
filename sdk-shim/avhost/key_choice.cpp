#include "key_choice.hpp"

#include "host/key_file.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

namespace avhost {
namespace {

// Empty when it is not set. Read before there are other threads.
std::filesystem::path from_environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::filesystem::path{} : std::filesystem::path{value};
}

// $CREDENTIALS_DIRECTORY is set for every service that has any credential; ours need not be among them.
std::filesystem::path systemd_credential() {
    const auto folder = from_environment("CREDENTIALS_DIRECTORY");
    std::error_code problem;
    const bool is_absent =
        folder.empty() || std::filesystem::symlink_status(folder / "avhost-key", problem).type() ==
                              std::filesystem::file_type::not_found;
    return is_absent ? std::filesystem::path{} : folder / "avhost-key";
}

} // namespace

KeyChoice choose_key(const Arguments& arguments) {
    using Kind = host::KeyFileKind;
    auto file = arguments.key_file.empty() ? from_environment("AVHOST_KEY_FILE") : arguments.key_file;
    Kind kind = Kind::own;
    if (file.empty()) {
        file = systemd_credential();
        kind = Kind::credential;
    }
    if (file.empty()) {
        return {};
    }
    auto key = host::read_key_file(file, kind, arguments.state);
    return {std::move(file), std::move(key)};
}

} // namespace avhost
