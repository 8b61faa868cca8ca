#include "api/command_request.hpp"

#include "net/url.hpp"

namespace spotify::api {

namespace {

using net::percent_encoded;

// Device ids and URIs that get here have no characters that JSON escapes; percent-encoding would not help in
// a body, so anything else is left out.
std::string quoted(const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c > ' ' && c != '"' && c != '\\' && c <= '~') {
            json.push_back(c);
        }
    }
    return json + '"';
}

struct Build {
    const std::optional<std::string>& device_id;
    bool wakes;

    std::string target(const char* path, std::string query = "") const {
        if (device_id) {
            query += (query.empty() ? "" : "&") + ("device_id=" + percent_encoded(*device_id));
        }
        return path + (query.empty() ? query : "?" + query);
    }
    CommandRequest transfer(bool play) const {
        return {"PUT", "/me/player",
                R"({"device_ids":[)" + quoted(device_id.value_or("")) + "]" +
                    (play ? R"(,"play":true})" : "}")};
    }

    CommandRequest operator()(const player::Play&) const {
        return wakes ? transfer(true) : CommandRequest{"PUT", target("/me/player/play"), ""};
    }
    CommandRequest operator()(const player::Pause&) const { return {"PUT", target("/me/player/pause"), ""}; }
    CommandRequest operator()(const player::Next&) const { return {"POST", target("/me/player/next"), ""}; }
    CommandRequest operator()(const player::Previous&) const {
        return {"POST", target("/me/player/previous"), ""};
    }
    CommandRequest operator()(const player::Seek& seek) const {
        return {"PUT", target("/me/player/seek", "position_ms=" + std::to_string(seek.position_ms)), ""};
    }
    CommandRequest operator()(const player::SetVolume& volume) const {
        return {"PUT", target("/me/player/volume", "volume_percent=" + std::to_string(volume.percent)), ""};
    }
    CommandRequest operator()(const player::SetShuffle& shuffle) const {
        return {"PUT", target("/me/player/shuffle", shuffle.shuffle ? "state=true" : "state=false"), ""};
    }
    CommandRequest operator()(const player::SetRepeat& repeat) const {
        return {"PUT", target("/me/player/repeat", "state=" + percent_encoded(repeat.mode)), ""};
    }
    CommandRequest operator()(const player::Transfer&) const { return transfer(false); }
    CommandRequest operator()(const player::PlayUri& play) const {
        const auto uri = quoted(play.uri.text);
        return {"PUT", target("/me/player/play"),
                play.uri.is_item() ? R"({"uris":[)" + uri + "]}" : R"({"context_uri":)" + uri + "}"};
    }
    CommandRequest operator()(const player::Enqueue& enqueue) const {
        return {"POST", target("/me/player/queue", "uri=" + percent_encoded(enqueue.uri.text)), ""};
    }
    CommandRequest operator()(const player::SetFavorite& favorite) const {
        return {favorite.favorite ? "PUT" : "DELETE", "/me/library?uris=" + percent_encoded(favorite.uri),
                ""};
    }
};

} // namespace

CommandRequest request_of(const player::Command& command, const std::optional<std::string>& device_id,
                          bool wakes) {
    return std::visit(Build{device_id, wakes}, command);
}

} // namespace spotify::api
