// What one account's player is doing at a moment, and how that moves on by itself. A value and pure
// functions: no clock, no randomness, no HTTP.
#pragma once

#include "catalog.hpp"
#include "millis.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace sim {

enum class Repeat { off, context, track };
std::string repeat_name(Repeat repeat);
std::optional<Repeat> repeat_from(const std::string& name);

struct Device {
    std::optional<std::string> id; // some restricted speakers have none
    std::string name;
    std::string type = "Speaker";
    std::optional<int> volume = 50; // percent
    bool supports_volume = true;
    bool is_restricted = false;
    bool is_private_session = false;
    // At the end of the list some devices stay there and go on saying "playing".
    bool sticks_at_the_end = false;
};

// How progress is told to readers.
enum class ProgressForm {
    number,
    null,
    missing,
    runs_past_end // the playing client vanished, and the count goes on without end
};

struct Played {
    std::size_t item = 0; // of the catalogue
    std::string context_uri;
    Millis until = 0; // when it ended or was left
};

struct PlayerState {
    std::vector<Device> devices;
    std::optional<std::size_t> active; // index of devices

    std::string context_uri;          // empty: no context
    std::vector<std::size_t> list;    // indices of the catalogue in order of playing, never empty
    std::size_t position = 0;         // index of list
    std::deque<std::size_t> queued;   // played before the list goes on
    std::optional<std::size_t> aside; // what plays in place of the list's item: queued, advert, local file

    bool is_playing = false;
    Millis progress_ms = 0; // was true at as_of
    Millis as_of = 0;       // may lie ahead while a device wakes
    Millis changed_at = 0;  // when playback last changed, for the Web API's `timestamp`
    Millis item_since = 0;  // when what plays began

    bool shuffle = false;
    Repeat repeat = Repeat::context;
    ProgressForm progress_form = ProgressForm::number;

    std::deque<Played> history; // the newest first
};

const Item& current_item(const PlayerState& state, const Catalog& catalog);
const Device* active_device(const PlayerState& state);

// A device was told to play and does not answer yet: readers find nothing.
bool is_waking(const PlayerState& state, Millis now);

// Lets time pass: the position moves, items end and the next begin. A player paused for `idle_after_ms` loses
// its active device. Time before as_of changes nothing.
void advance(PlayerState& state, const Catalog& catalog, Millis now, Millis idle_after_ms);

// As a listener does it; both leave playing or paused as it is, save at the end of a list that does not
// repeat.
void skip_next(PlayerState& state, const Catalog& catalog, Millis now);
void skip_previous(PlayerState& state, const Catalog& catalog, Millis now);

// Puts what plays into the history, as it is about to end or to be left. What was heard for a moment only
// and what is played in a private session stays out of it.
void note_played(PlayerState& state, const Catalog& catalog, Millis at);

// What must not be asked of the player now: the names of the true flags in the Web API's `disallows`.
std::vector<std::string> disallows(const PlayerState& state, const Catalog& catalog);
bool disallowed(const PlayerState& state, const Catalog& catalog, const std::string& flag);

} // namespace sim
