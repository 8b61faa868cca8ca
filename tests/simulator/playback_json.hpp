// The reading answers of the player in the form of the Web API. Pure: what is shown comes in as a value.
#pragma once

#include "item_json.hpp"
#include "player_state.hpp"

namespace sim {

struct PlayerView {
    ItemView items;
    bool episodes_asked_for = false; // additional_types holds "episode"
    bool extra_fields = true;        // keys that no documentation knows
    Millis clock_offset = 0;         // of the wall clock that dates the state
};

// `state` is advanced to now and has an active device.
json::Object::Ptr player_json(const Catalog& catalog, const PlayerState& state, const PlayerView& view);
json::Object::Ptr currently_playing_json(const Catalog& catalog, const PlayerState& state,
                                         const PlayerView& view);
// The guests of a Jam follow as so many further devices, which nothing tells apart from the account's own.
json::Object::Ptr devices_json(const PlayerState& state, int jam_guests);
json::Object::Ptr queue_json(const Catalog& catalog, const PlayerState& state, const PlayerView& view);

// What `item` is played from: null where the Web API knows of nothing.
json::Var context_json(const std::string& context_uri, const Item& item);

} // namespace sim
