// One run for a state folder: two hosts on the same devices and tokens would work against each other.
#pragma once

#include "host/descriptor.hpp"

#include <filesystem>
#include <stdexcept>

namespace avhost {

class StateInUse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Held until destruction, or until the process ends in whatever way.
class StateLock {
public:
    // Makes the folder where it is missing. Throws StateInUse, or host::StoreError when the folder cannot be
    // used.
    explicit StateLock(const std::filesystem::path& state);

private:
    host::Descriptor file_;
};

// Whether a host runs on this state folder now, true too where we may not look. Takes nothing away from one that begins meanwhile.
bool is_in_use(const std::filesystem::path& state);

} // namespace avhost
