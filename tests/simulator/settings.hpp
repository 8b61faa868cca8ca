// What tests may turn while the simulator runs. Generous by default: a client that behaves meets no limit.
#pragma once

#include "playback.hpp"
#include "rate_limit.hpp"

#include <optional>
#include <string>

namespace sim {

enum class CommandSuccess { seeded, ok_200, accepted_202, no_content_204 };
enum class RetryAfter { computed, fixed, missing };

struct Settings {
    PlaybackTiming timing;
    Limits limits;
    CommandSuccess command_success = CommandSuccess::seeded;
    RetryAfter retry_after = RetryAfter::computed;
    std::string retry_after_text;        // for fixed; need not be a number
    bool old_401_text = false;           // the texts of before July 2026
    bool development_mode = true;        // fields and endpoints of February 2026 are gone
    bool extra_fields = true;            // keys that no documentation knows
    MillisRange latency{0, 0};           // before every answer
    Millis code_life = 600'000;          // of an authorization code, from its redirect on
    bool awkward_codes = false;          // codes full of characters that have to be escaped
    bool omit_error_description = false; // of the token endpoint
    bool null_display_name = false;      // in /v1/me
    bool hides_private_session = false;  // the player answers 204 then, in place of everything
    std::string pictures_url;         // of the covers, without a slash at its end; empty: Spotify's own hosts
    bool null_playlist_entry = false; // Spotify's own playlist stands in /v1/me/playlists, as null
};

} // namespace sim
