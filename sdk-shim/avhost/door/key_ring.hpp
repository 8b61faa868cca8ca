// The access keys of a site, and whose one is. Knows no socket and no clock.
#pragma once

#include "door/visitor.hpp"
#include "host/site_access.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace avhost::door {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view text);

class KeyRing {
public:
    // Without keys everybody may come in, as one who sets up: then the ports have to be on loopback.
    explicit KeyRing(std::vector<host::AccessKey> keys)
        : keys_{std::move(keys)} {}

    bool asks_for_keys() const { return !keys_.empty(); }

    // Nothing when it is nobody's key. Takes as long for a key that is almost right as for one that is not.
    std::optional<Visitor> visitor(const Digest& key) const;

private:
    std::vector<host::AccessKey> keys_;
};

} // namespace avhost::door
