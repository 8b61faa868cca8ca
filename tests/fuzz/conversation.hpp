// One connection to a port on loopback: says what it is given and hears the answer out, within a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

struct Heard {
    std::string answer;
    bool in_time = true; // the other side has closed, or was left, within twenty seconds
};

enum class Leave {
    politely, // no more is said, and the answer is heard to its end
    rudely    // the connection is reset when all is said
};

// Comes from `source`, an address in 127.0.0.0/8. Throws std::system_error when there is no connection to be
// had. Leaves only when the answer has what is `awaited`, if the time allows,
// and says no second piece before the head of the answer is there, as browsers do.
Heard converse(const std::string& source, std::uint16_t port, const std::vector<std::string>& pieces,
               Leave leave, std::string_view awaited = {});

} // namespace fuzz
