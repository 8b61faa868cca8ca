#include "play_body.hpp"

#include "json.hpp"

#include <algorithm>

namespace sim {
namespace {

// Beyond about this many bytes the service breaks.
constexpr std::size_t longest_play_body = 9 * 1024;

PlayBody refused(unsigned status, const std::string& problem) {
    return {status, problem, {}};
}

// Sets `first` as the body's offset says. False when it points nowhere.
bool apply_offset(const Catalog& catalog, const json::Object& body, NewList& list) {
    if (!body.isObject("offset"))
        return !body.has("offset");
    const json::Object::Ptr offset = body.getObject("offset");
    if (offset->has("position")) {
        const json::Var position = offset->get("position");
        if (!position.isInteger() || position.convert<Millis>() < 0 ||
            position.convert<std::size_t>() >= list.items.size())
            return false;
        list.first = position.convert<std::size_t>();
        return true;
    }
    const auto wanted = catalog.find(offset->optValue<std::string>("uri", ""));
    const auto found = wanted ? std::find(list.items.begin(), list.items.end(), *wanted) : list.items.end();
    if (found == list.items.end())
        return false;
    list.first = static_cast<std::size_t>(found - list.items.begin());
    return true;
}

PlayBody parse_object_body(const Catalog& catalog, const json::Object& body) {
    PlayBody result;
    if (body.has("position_ms")) {
        const json::Var position = body.get("position_ms");
        if (!position.isInteger() || position.convert<Millis>() < 0)
            return refused(400, "Invalid position_ms");
        result.play.position_ms = position.convert<Millis>();
    }
    if (body.has("context_uri") && body.has("uris"))
        return refused(400, "Can't have both context_uri and uris");
    NewList list;
    if (body.has("context_uri")) {
        list.context_uri = body.optValue<std::string>("context_uri", "");
        const auto tracks = catalog.tracks_of(list.context_uri);
        if (!tracks)
            return refused(404, "Resource not found");
        list.items = *tracks;
    } else if (body.isArray("uris")) {
        for (const json::Var& uri : *body.getArray("uris")) {
            const auto item = uri.isString() ? catalog.find(uri.extract<std::string>()) : std::nullopt;
            if (!item)
                return refused(400, "Invalid track uri");
            list.items.push_back(*item);
        }
        if (list.items.empty())
            return refused(400, "Invalid uris");
    } else if (body.has("uris")) {
        return refused(400, "Invalid uris");
    } else {
        return result;
    }
    if (!apply_offset(catalog, body, list))
        return refused(400, "Invalid offset");
    result.play.list = std::move(list);
    return result;
}

} // namespace

PlayBody parse_play_body(const Catalog& catalog, const std::string& body) {
    if (body.empty())
        return {};
    if (body.size() > longest_play_body)
        return refused(500, "Server error.");
    const json::Object::Ptr object = json::parse_object(body);
    if (object.isNull())
        return refused(400, "Malformed json");
    if (object->size() == 0) {
        PlayBody result;
        result.play.loses_the_list = true;
        return result;
    }
    return parse_object_body(catalog, *object);
}

TransferBody parse_transfer_body(const std::string& body) {
    TransferBody result;
    const json::Object::Ptr object = json::parse_object(body);
    if (object.isNull()) {
        result.problem = "Malformed json";
        return result;
    }
    const json::Array::Ptr ids = object->getArray("device_ids");
    if (ids.isNull() || ids->size() == 0)
        result.problem = "Missing required field: device_ids";
    else if (ids->size() > 1)
        result.problem = "More than one device_id in payload";
    else if (!ids->get(0).isString())
        result.problem = "Invalid device_ids";
    else
        result.device_id = ids->getElement<std::string>(0);
    if (object->has("play") && !object->isNull("play")) {
        if (!object->get("play").isBoolean())
            result.problem = "Invalid play";
        else
            result.play = object->getValue<bool>("play");
    }
    return result;
}

} // namespace sim
