// A governor's deadlines and counts as text, as they are kept in the state store. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spotify::api {

struct GovernorMemory {
    // Epoch milliseconds before which nothing may be sent; 0 for none.
    std::int64_t web_api = 0;
    std::int64_t accounts = 0;
    std::int64_t lists = 0;
    // How many were sent in the half hour that ends then: epoch milliseconds and count.
    std::vector<std::pair<std::int64_t, std::uint32_t>> sent = {};
    bool operator==(const GovernorMemory&) const = default;
};

std::string to_text(const GovernorMemory& memory);
// What cannot be read counts as nothing: the service will say it again.
GovernorMemory governor_memory_from(const std::string& text);

} // namespace spotify::api
