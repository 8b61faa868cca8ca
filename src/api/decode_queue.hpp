// The answer of GET /me/player/queue: what plays and what comes next. Pure.
#pragma once

#include "api/picture_hosts.hpp"
#include "base/not_json.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace spotify::api {

struct QueueItem {
    std::optional<std::string> uri;
    std::optional<std::string> name;
    std::optional<std::string> artist; // all of them, "First, Second"; the show, for an episode
    std::optional<std::string> artwork_url;
    bool operator==(const QueueItem&) const = default;
};

struct Queue {
    std::optional<QueueItem> current;
    std::vector<QueueItem> queue; // next one first; a short list repeats itself (reference 4.7)
    bool operator==(const Queue&) const = default;
};

// What Spotify promises to send at most. More is cut off.
constexpr std::size_t longest_queue = 20;

// An entry with neither uri nor name is left out. Throws json::NotJson, also where there is no list: that is not known and not empty. Thread-safe.
Queue decode_queue(const std::string& body, PictureHosts hosts = PictureHosts::web);

} // namespace spotify::api
