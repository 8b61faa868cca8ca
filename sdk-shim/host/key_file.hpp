// The file with the key that secrets are sealed with: read with care, and made anew. Knows no command line
// and not who chose the file.
#pragma once

#include "host/sealing.hpp"

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace host {

// what() names the file and says what was expected; never what is in it.
class KeyFileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

enum class KeyFileKind {
    own,       // only its owner may open it, and that is us or root
    credential // systemd's: also readable for a group, in a folder that systemd keeps private
};

// The key is 64 hex digits, or 32 bytes in base64, either with line ends or spaces after it; or 32 bytes as
// they are. The file has to be a regular one, not a link, and outside `state`: beside what it protects it
// would be in every backup of it. Throws KeyFileError.
std::shared_ptr<const SealingKey> read_key_file(const std::filesystem::path& file, KeyFileKind kind,
                                                const std::filesystem::path& state);

// Makes a new key in a file that nobody else can open, durable when it returns. Never replaces a file; leaves
// none behind when it throws KeyFileError.
void make_key_file(const std::filesystem::path& file, const std::filesystem::path& state);

} // namespace host
