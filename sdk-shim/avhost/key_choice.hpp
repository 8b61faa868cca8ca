// Which key the secrets of this run are sealed with, and from where: the command line, else the environment,
// else systemd.
#pragma once

#include "arguments.hpp"

#include "host/sealing.hpp"

#include <filesystem>
#include <memory>

namespace avhost {

struct KeyChoice {
    std::filesystem::path file;                  // empty when there is none
    std::shared_ptr<const host::SealingKey> key; // null when there is none
};

// A key file that was named and cannot be used is an error, never a reason to go on without a key. Throws
// host::KeyFileError.
KeyChoice choose_key(const Arguments& arguments);

} // namespace avhost
