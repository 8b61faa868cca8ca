// Lists as JSON, as panels get them. Pure.
#pragma once

#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "api/decode_search.hpp"
#include "player/player_state.hpp"

#include <string>
#include <vector>

namespace spotify {

std::string to_json(const std::vector<api::SearchResult>& results); // [{kind,name,uri,artist,artwork_url}]
std::string to_json(const std::vector<api::QueueItem>& queue);      // [{uri,name,artist,artwork_url}]
std::string to_json(const api::QueueItem& item);
std::string
to_json(const std::vector<player::Device>& devices); // [{name,type,is_active,is_restricted,volume}]
std::string to_json(const std::vector<api::Playlist>& playlists); // [{name,uri,artwork_url}]
std::string to_json(const std::vector<std::string>& texts);

} // namespace spotify
