// Each composed answer with each of its values spoilt, one at a time: the decoder throws NotJson or answers,
// and nothing changes but what is read from that value.
#include "api/decode_contains.hpp"
#include "api/decode_devices.hpp"
#include "api/decode_me.hpp"
#include "api/decode_player.hpp"
#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "api/decode_search.hpp"
#include "decode_rules.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <map>
#include <optional>
#include <sstream>

using namespace spotify;
using test::check_mutations;
using test::Decode;
using test::Fields;
using test::Rule;

namespace {

class Writer {
public:
    Fields fields;
    template <typename T>
    void put(const std::string& name, const T& value) {
        std::ostringstream out;
        out << value;
        fields[name] = out.str();
    }
    template <typename T>
    void put(const std::string& name, const std::optional<T>& value) {
        if (value) {
            put(name, *value);
        }
    }
    void put(const std::string& name, const std::vector<std::string>& values) {
        for (const auto& value : values) {
            fields[name] += '/' + value;
        }
    }
};

void put_device(Writer& out, const std::string& name, const player::Device& device) {
    out.put(name + ".id", device.id);
    out.put(name + ".name", device.name);
    out.put(name + ".type", device.type);
    out.put(name + ".is_restricted", device.is_restricted);
    out.put(name + ".volume_percent", device.volume_percent);
    out.put(name + ".is_active", device.is_active);
    out.put(name + ".supports_volume", device.supports_volume);
    out.put(name + ".is_private_session", device.is_private_session);
}

Fields player_fields(const std::string& body) {
    const auto state = api::decode_player(body);
    Writer out;
    out.put("content", word(state.item->content));
    out.put("is_playing", state.is_playing);
    out.put("is_private", state.is_private);
    out.put("uri", state.item->uri);
    out.put("name", state.item->name);
    out.put("artists", state.item->artists);
    out.put("album", state.item->album);
    out.put("artwork_url", state.item->artwork_url);
    out.put("url", state.item->url);
    out.put("is_explicit", state.item->is_explicit);
    out.put("duration_ms", state.item->duration_ms);
    out.put("progress_ms", state.progress_ms);
    out.put("context_uri", state.context->uri);
    out.put("context_type", state.context->type);
    out.put("shuffle", state.shuffle);
    out.put("repeat", state.repeat);
    out.put("disallows.pausing", state.disallows.pausing);
    out.put("disallows.resuming", state.disallows.resuming);
    out.put("disallows.skipping_prev", state.disallows.skipping_prev);
    if (state.device) {
        put_device(out, "device", *state.device);
    }
    return out.fields;
}

template <typename List, typename Put>
void put_list(Writer& out, const std::string& name, const List& list, Put put) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        put(out, name + "[" + std::to_string(i) + "]", list[i]);
    }
}

Fields device_fields(const std::string& body) {
    Writer out;
    put_list(out, "devices", api::decode_devices(body), put_device);
    return out.fields;
}

void put_queue_item(Writer& out, const std::string& name, const api::QueueItem& item) {
    out.put(name + ".uri", item.uri);
    out.put(name + ".name", item.name);
    out.put(name + ".artist", item.artist);
    out.put(name + ".artwork_url", item.artwork_url);
}

Fields queue_fields(const std::string& body) {
    const auto queue = api::decode_queue(body);
    Writer out;
    if (queue.current) {
        put_queue_item(out, "current", *queue.current);
    }
    put_list(out, "queue", queue.queue, put_queue_item);
    return out.fields;
}

Fields playlist_fields(const std::string& body) {
    const auto page = api::decode_playlists(body);
    Writer out;
    out.put("total", page.total);
    out.put("has_next", page.has_next);
    put_list(out, "items", page.playlists, [](Writer& to, const std::string& name, const api::Playlist& one) {
        to.put(name + ".name", one.name);
        to.put(name + ".uri", one.uri);
        to.put(name + ".artwork_url", one.artwork_url);
    });
    return out.fields;
}

Fields search_fields(const std::string& body) {
    Writer out;
    std::map<std::string, std::vector<api::SearchResult>> by_kind;
    for (const auto& result : api::decode_search(body)) {
        by_kind[result.kind].push_back(result);
    }
    for (const auto& [kind, results] : by_kind) {
        put_list(out, kind, results, [](Writer& to, const std::string& name, const api::SearchResult& one) {
            to.put(name + ".name", one.name);
            to.put(name + ".uri", one.uri);
            to.put(name + ".artist", one.artist);
            to.put(name + ".artwork_url", one.artwork_url);
        });
    }
    return out.fields;
}

Fields me_fields(const std::string& body) {
    const auto me = api::decode_me(body);
    Writer out;
    out.put("id", me.id);
    out.put("display_name", me.display_name);
    return out.fields;
}

Fields contains_fields(const std::string& body) {
    Writer out;
    put_list(
        out, "flags", api::decode_contains(body),
        [](Writer& to, const std::string& name, const std::optional<bool>& flag) { to.put(name, flag); });
    return out.fields;
}

const std::vector<std::string> whole_player{
    "content",   "is_playing",  "is_private",  "uri",         "name",        "artists",
    "album",     "artwork_url", "url",         "is_explicit", "shuffle",     "repeat",
    "disallows", "device",      "duration_ms", "progress_ms", "context_uri", "context_type"};

const std::vector<Rule> player_rules{
    {"device.id", {"device.id"}},
    {"device.name", {"device.name"}},
    {"device.type", {"device.type"}},
    {"device.is_active", {"device.is_active"}},
    {"device.is_restricted", {"device.is_restricted"}},
    {"device.supports_volume", {"device.supports_volume"}},
    {"device.volume_percent", {"device.volume_percent"}},
    {"device.is_private_session", whole_player}, // true: nothing is shown
    {"shuffle_state", {"shuffle"}},
    {"repeat_state", {"repeat"}},
    {"context.uri", {"context_uri"}},
    {"context.type", {"context_type"}},
    {"progress_ms", {"progress_ms"}},
    {"is_playing", {"is_playing"}},
    {"actions.disallows.pausing", {"disallows.pausing"}},
    {"actions.disallows.resuming", {"disallows.resuming"}},
    {"actions.skipping_prev", {"disallows.skipping_prev"}},
    {"item.type", {"content", "artists", "album", "artwork_url"}},
    {"item.is_local", {"content"}},
    {"item.uri", {"uri"}},
    {"item.name", {"name"}},
    {"item.duration_ms", {"duration_ms", "progress_ms"}}, // a position ends where the item does
    {"item.explicit", {"is_explicit"}},
    {"item.external_urls.spotify", {"url"}},
};

std::vector<Rule> with(std::vector<Rule> rules, const std::vector<Rule>& more) {
    rules.insert(rules.end(), more.begin(), more.end());
    return rules;
}

} // namespace

TEST_CASE("spoilt player: a track") {
    const std::string body =
        R"({"device":{"id":"d1","is_active":true,"is_private_session":false,"is_restricted":true,
          "name":"Hall","supports_volume":true,"type":"Speaker","volume_percent":40},
        "shuffle_state":true,"smart_shuffle":false,"repeat_state":"context","timestamp":1764000000000,
        "context":{"type":"playlist","href":"h","external_urls":{"spotify":"https://c"},"uri":"spotify:playlist:p"},"progress_ms":41000,
        "item":{"type":"track","uri":"spotify:track:a","id":"a","name":"Song","duration_ms":180000,"is_local":false,"explicit":true,
          "is_playable":true,"linked_from":{"id":null,"uri":"spotify:track:b"},"artists":[{"name":"First","id":null},{"name":"Second"}],
          "album":{"name":"Album","artists":[{"name":"X"}],"images":[{"url":"https://i/640","height":640,"width":640},{"url":"https://i/64","height":64,"width":64}]},
          "external_ids":{"isrc":"I"},"external_urls":{"spotify":"https://t"}},
        "currently_playing_type":"track","actions":{"disallows":{"resuming":true,"pausing":false},"skipping_prev":true},"is_playing":true})";
    check_mutations(body, player_fields,
                    with(player_rules, {{"item.artists", {"artists"}},
                                        {"item.album.name", {"album"}},
                                        {"item.album.images", {"artwork_url"}}}));
}

TEST_CASE("spoilt player: an episode") {
    const std::string body =
        R"({"device":{"id":"d1","is_active":true,"is_private_session":false,"is_restricted":true,"name":"Hall",
          "supports_volume":true,"type":"Speaker","volume_percent":40},
        "shuffle_state":true,"repeat_state":"off","context":{"type":"show","uri":"spotify:show:s"},"progress_ms":41000,
        "item":{"type":"episode","uri":"spotify:episode:e","name":"Talk","duration_ms":180000,"explicit":true,"is_local":false,
          "release_date":"0000","languages":[""],"resume_point":{"fully_played":false,"resume_position_ms":-1000},
          "images":[{"url":"https://i/e","height":360,"width":640}],"external_urls":{"spotify":"https://e"},
          "show":{"name":"Show","publisher":"House","total_episodes":null,"images":[{"url":"https://i/s"}]}},
        "currently_playing_type":"episode","actions":{"disallows":{"resuming":true,"pausing":false},"skipping_prev":true},"is_playing":true})";
    check_mutations(body, player_fields,
                    with(player_rules, {{"item.show.name", {"album"}},
                                        {"item.show.publisher", {"artists"}},
                                        {"item.show.images", {"artwork_url"}},
                                        {"item.images", {"artwork_url"}}}));
}

TEST_CASE("spoilt devices") {
    const std::string body = R"({"devices":[
        {"id":"d1","is_active":true,"is_private_session":true,"is_restricted":true,"name":"Hall","supports_volume":true,"type":"Speaker","volume_percent":40},
        {"id":"d2","is_active":true,"is_private_session":true,"is_restricted":true,"name":"Bar","supports_volume":true,"type":"TV","volume_percent":50}],
        "more":[1]})";
    std::vector<Rule> rules{{"devices[#]", {"devices"}}};
    for (const std::string field : {"id", "is_active", "is_private_session", "is_restricted", "name",
                                    "supports_volume", "type", "volume_percent"}) {
        rules.push_back({"devices[#]." + field, {"devices[#]." + field}});
    }
    check_mutations(body, device_fields, rules, "devices");
}

TEST_CASE("spoilt queue") {
    const std::string body = R"({"currently_playing":
        {"type":"track","uri":"spotify:track:1","name":"One","artists":[{"name":"A"},{"name":"B"}],"album":{"name":"L","images":[{"url":"https://i/1","width":640}]}},
      "queue":[
        {"type":"track","uri":"spotify:track:2","name":"Two","artists":[{"name":"A"}],"album":{"name":"L","images":[{"url":"https://i/2","width":640}]}},
        {"type":"track","uri":"spotify:track:3","name":"Three","artists":[{"name":"A"}],"album":{"images":[{"url":"https://i/3"}]}}]})";
    std::vector<Rule> rules{{"queue[#]", {"queue"}}};
    for (const std::string top : {"currently_playing", "queue[#]"}) {
        const std::string to = top == "queue[#]" ? top : "current";
        rules = with(rules, {{top + ".type", {to + ".artist", to + ".artwork_url"}},
                             {top + ".uri", {to + ".uri"}},
                             {top + ".name", {to + ".name"}},
                             {top + ".artists", {to + ".artist"}},
                             {top + ".album.images", {to + ".artwork_url"}}});
    }
    check_mutations(body, queue_fields, rules, "queue");
}

TEST_CASE("spoilt playlists") {
    const std::string body = R"({"href":"h","limit":50,"next":"https://n","offset":0,"total":94,"items":[
        {"name":"One","uri":"spotify:playlist:1","images":[{"url":"https://i/1","height":null,"width":null}],"tracks":{"total":3},"owner":{"id":"o"}},
        {"name":"Two","uri":"spotify:playlist:2","images":[{"url":"https://i/2","width":300}],"items":{"total":3}}]})";
    check_mutations(body, playlist_fields,
                    {{"items[#]", {"items"}},
                     {"total", {"total"}},
                     {"next", {"has_next"}},
                     {"items[#].name", {"items[#].name"}},
                     {"items[#].uri", {"items"}}, // without it the entry is lost and the others move up
                     {"items[#].images", {"items[#].artwork_url"}}},
                    "items");
}

TEST_CASE("spoilt search") {
    const std::string body = R"({
        "tracks":{"items":[{"name":"T","uri":"spotify:track:1","type":"track","artists":[{"name":"B"}],"album":{"images":[{"url":"https://i/1"}]}},
                           {"name":"U","uri":"spotify:track:2","type":"track","artists":[{"name":"B"}],"album":{"images":[{"url":"https://i/1"}]}}],"total":9},
        "albums":{"items":[{"name":"A","uri":"spotify:album:2","artists":[{"name":"B"}],"images":[{"url":"https://i/2"}]}]},
        "artists":{"items":[{"name":"B","uri":"spotify:artist:3","images":[{"url":"https://i/3"}]}]},
        "playlists":{"items":[{"name":"P","uri":"spotify:playlist:4","owner":{"display_name":"O"},"images":[{"url":"https://i/4"}]}]},
        "shows":{"items":[{"name":"S","uri":"spotify:show:5","publisher":"H","images":[{"url":"https://i/5"}]}]},
        "episodes":{"items":[{"name":"E","uri":"spotify:episode:6","type":"episode","show":{"name":"S"},"images":[{"url":"https://i/6"}]}]},
        "audiobooks":{"items":[{"name":"K","uri":"spotify:show:7","authors":[{"name":"W"}],"images":[{"url":"https://i/7"}]}]}})";
    std::vector<Rule> rules{{"tracks.items[#].album.images", {"track[#].artwork_url"}},
                            {"tracks.items[#].type", {"track[#].artist", "track[#].artwork_url"}},
                            {"episodes.items[#].type", {"episode[#].artist", "episode[#].artwork_url"}}};
    const std::pair<std::string, std::string> makers[] = {
        {"track", "artists"},  {"album", "artists"},     {"artist", ""},          {"playlist", "owner"},
        {"show", "publisher"}, {"episode", "show.name"}, {"audiobook", "authors"}};
    for (const auto& [kind, maker] : makers) {
        const auto top = kind + "s.items[#]";
        const auto to = kind + "[#]";
        rules = with(rules, {{top, {kind}},
                             {top + ".uri", {kind}},
                             {top + ".name", {to + ".name"}},
                             {top + ".images", {to + ".artwork_url"}}});
        if (!maker.empty()) {
            rules.push_back({top + "." + maker, {to + ".artist"}});
        }
    }
    check_mutations(body, search_fields, rules);
}

TEST_CASE("spoilt account and library answers") {
    check_mutations(R"({"id":"ann","display_name":"Ann","images":[],"uri":"spotify:user:ann"})", me_fields,
                    {{"id", {"id"}}, {"display_name", {"display_name"}}});
    check_mutations("[true,false,true]", contains_fields, {{"[#]", {"flags"}}});
}

TEST_CASE("answers cut anywhere are an error or an answer, never more") {
    const std::string bodies[] = {
        R"({"devices":[{"id":"d1","name":"Hall","volume_percent":40},{"id":"d2","name":"B\u00e4r"}]})",
        R"({"currently_playing":null,"queue":[{"name":"One","artists":[{"name":"A"}],"album":{"images":[{"url":"https://i"}]}}]})",
        R"({"next":null,"total":1,"items":[{"name":"One","uri":"spotify:playlist:1","images":null}]})",
        R"({"tracks":{"items":[{"name":"T","uri":"spotify:track:1"}]},"shows":{"items":[null]}})",
        R"({"id":"ann","display_name":"Ann"})",
        "[true,false,true]"};
    const Decode decoders[] = {device_fields, queue_fields, playlist_fields,
                               search_fields, me_fields,    contains_fields};
    for (std::size_t i = 0; i < std::size(bodies); ++i) {
        std::size_t errors = 0;
        for (std::size_t length = 0; length < bodies[i].size(); ++length) {
            for (const auto& decode : decoders) {
                try {
                    decode(bodies[i].substr(0, length));
                } catch (const json::NotJson&) {
                    ++errors;
                }
            }
        }
        CAPTURE(bodies[i]);
        CHECK(errors > bodies[i].size());
    }
}
