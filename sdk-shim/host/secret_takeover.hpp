// Takes over what lay plain before there was a key: seals it in place. Knows the state folder; never says a
// value.
#pragma once

#include "host/sealing.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace host {

struct Takeover {
    std::size_t sealed = 0;            // values that lay plain and do no more
    std::vector<std::string> problems; // a sentence for each that could not be sealed; it is as it was
};

// Seals the plain secrets of all owners below `state`, whether or not a site names them still. Waits for a
// lock that somebody holds.
Takeover seal_plain_secrets(const std::filesystem::path& state,
                            std::shared_ptr<const SealingKey> sealing_key);

} // namespace host
