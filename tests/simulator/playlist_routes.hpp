// The listener's playlists, and playlists by their id.
#pragma once

#include "route.hpp"

#include <vector>

namespace sim {

const std::vector<Route>& playlist_routes();

// Own and followed.
std::vector<Playlist> playlists_of(const World& world, const Account& account);

// Development Mode lost the playlists that Spotify makes.
bool is_withheld(const World& world, const Playlist& playlist);

} // namespace sim
