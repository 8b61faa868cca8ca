#include "api/list_json.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

namespace spotify {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object empty_object() {
    return Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

// Null where it is not known: never an empty text in its place.
template <typename T>
void set(Object& object, const char* key, const std::optional<T>& value) {
    object.set(key, value ? Poco::Dynamic::Var(*value) : Poco::Dynamic::Var());
}

template <typename T>
std::string text_of(const T& json) {
    std::ostringstream text;
    json.stringify(text);
    return text.str();
}

template <typename Items, typename Convert>
std::string array_of(const Items& items, Convert convert) {
    Array array;
    for (const auto& item : items) {
        array.add(convert(item));
    }
    return text_of(array);
}

Object object_of(const api::QueueItem& item) {
    auto object = empty_object();
    set(object, "uri", item.uri);
    set(object, "name", item.name);
    set(object, "artist", item.artist);
    set(object, "artwork_url", item.artwork_url);
    return object;
}

} // namespace

std::string to_json(const std::vector<api::SearchResult>& results) {
    return array_of(results, [](const api::SearchResult& result) {
        auto object = empty_object();
        object.set("kind", result.kind);
        set(object, "name", result.name);
        object.set("uri", result.uri);
        set(object, "artist", result.artist);
        set(object, "artwork_url", result.artwork_url);
        return object;
    });
}

std::string to_json(const std::vector<api::QueueItem>& queue) {
    return array_of(queue, object_of);
}

std::string to_json(const api::QueueItem& item) {
    return text_of(object_of(item));
}

std::string to_json(const std::vector<player::Device>& devices) {
    return array_of(devices, [](const player::Device& device) {
        auto object = empty_object();
        object.set("name", device.name);
        object.set("type", device.type);
        object.set("is_active", device.is_active);
        object.set("is_restricted", device.is_restricted);
        set(object, "volume", device.volume_percent);
        return object;
    });
}

std::string to_json(const std::vector<api::Playlist>& playlists) {
    return array_of(playlists, [](const api::Playlist& playlist) {
        auto object = empty_object();
        set(object, "name", playlist.name);
        object.set("uri", playlist.uri);
        set(object, "artwork_url", playlist.artwork_url);
        return object;
    });
}

std::string to_json(const std::vector<std::string>& texts) {
    return array_of(texts, [](const std::string& text) { return text; });
}

} // namespace spotify
