// What an account shows and tells, as values.
#pragma once

#include "account/status.hpp"
#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "base/outcome.hpp"
#include "base/shared.hpp"
#include "base/shared_text.hpp"
#include "player/player_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spotify {

// The name of a zone that Spotify has never shown on this account.
struct UnknownZone {
    std::string zone;
    std::string text; // a sentence that says what to do
    bool operator==(const UnknownZone&) const = default;
};

// Everything a panel may show, as it is to be believed now.
struct View {
    bool is_known = false; // false until the first answer: then what is in `player` means nothing
    player::PlayerState player;
    std::int64_t progress_at_ms = 0; // epoch milliseconds at which player.progress_ms was true
    StatusReport status;
    std::vector<UnknownZone> unknown_zones = {}; // of the members
    bool is_stale = false;
    std::optional<std::int64_t> rate_limited_until_ms; // epoch milliseconds
    SharedText sign_in_url;                            // empty while there is none
    std::optional<std::int64_t> sign_in_ends_ms;       // epoch milliseconds
    bool is_signed_out = false; // nobody is signed in: what was kept of the account is to be forgotten

    std::int64_t poll_interval_ms = 0; // between two polls while nothing happens
    std::int64_t requests_today = 0;   // in the last 24 hours, told once a minute
    std::int64_t requests_per_day = 0; // the budget of that

    // Fetched only while a device is watched closely; each is empty while it is not known.
    Shared<std::string> account_name;
    Shared<std::vector<api::QueueItem>> queue; // what comes next
    Shared<std::vector<player::Device>> devices;
    Shared<std::vector<api::Playlist>> playlists;
    std::optional<bool> is_favorite; // of what plays
    bool operator==(const View&) const = default;
};

// What happens and is not a state.
struct TrackChanged {
    player::PlayerState state;
};
struct PlaybackStarted {};
struct PlaybackStopped {};
struct DeviceChanged {
    std::optional<std::string> device_name; // nothing: no device is active any more
};
struct RateLimited {
    std::int64_t until_ms = 0; // epoch milliseconds
};
struct SignInNeeded {
    std::string text; // why
    std::string url;  // of the consent page
};
struct SignInExpiring {
    int days_left = 0;
    std::int64_t ends_at_ms = 0; // epoch milliseconds
};
// An outcome was ok, and what was asked for did not come about after all. Told to the member that asked.
struct CommandUndone {
    std::uint64_t id = 0; // of the command; 0: none that was asked for
    Outcome outcome;
};
using Event = std::variant<TrackChanged, PlaybackStarted, PlaybackStopped, DeviceChanged, RateLimited,
                           SignInNeeded, SignInExpiring, CommandUndone>;

} // namespace spotify
