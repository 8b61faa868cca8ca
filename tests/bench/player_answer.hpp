// An answer of GET /me/player of about 12 KB, as a full track with its markets was when Spotify still sent
// them: composed here, field by field after the reference (section 4), and recorded nowhere.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

// What of it changes from one answer to the next.
struct Playing {
    bool is_playing = true;
    bool shuffle = false;
    std::int64_t progress_ms = 0;
};

constexpr std::int64_t track_ms = 3'600'000; // no bench lasts to its end

std::string player_answer(const Playing& playing);

} // namespace bench
