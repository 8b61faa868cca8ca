#include "item_json.hpp"

#include "covers.hpp"

namespace sim {
namespace {

const std::string web = "https://open.spotify.com/";
const std::string api = "https://api.spotify.com/v1/";

// Things without an id, which is what local files are made of, have null in place of everything derived from
// it.
json::Var or_null(const std::string& id, const std::string& prefix = "") {
    return id.empty() ? json::null() : json::Var(prefix + id);
}

json::Array::Ptr markets() {
    auto list = json::array();
    for (const char* code :
         {"AD", "AE", "AG", "AL", "AM", "AO", "AR", "AT", "AU", "AZ", "BA", "BB", "BD", "BE", "BF", "BG",
          "BH", "BI", "BJ", "BN", "BO", "BR", "BS", "BT", "BW", "BY", "CA", "CH", "CL", "CO", "CR", "CY",
          "CZ", "DE", "DK", "DO", "EC", "EE", "EG", "ES", "FI", "FR", "GB", "GR", "HK", "HU", "ID", "IE",
          "IL", "IN", "IS", "IT", "JP", "KE", "KR", "LT", "LU", "LV", "MA", "MX", "MY", "NG", "NL", "NO",
          "NZ", "PE", "PH", "PL", "PT", "RO", "RS", "SE", "SG", "SI", "SK", "TH", "TR", "TW", "US", "ZA"})
        list->add(std::string(code));
    return list;
}

json::Object::Ptr link(const std::string& kind, const std::string& id) {
    return id.empty() ? json::object() : json::object({{"spotify", web + kind + "/" + id}});
}

json::Array::Ptr artists_json(const Item& item) {
    auto list = json::array();
    for (const Artist& artist : item.artists)
        list->add(artist_json(artist));
    return list;
}

json::Array::Ptr images_json(const Album& album, const ItemView& view) {
    auto list = json::array();
    if (album.image.empty())
        return list;
    const std::string place = view.pictures_url.empty() ? "https://i.scdn.co/image" : view.pictures_url;
    for (const CoverSize& size : cover_sizes)
        list->add(json::object({{"height", size.pixels},
                                {"url", place + '/' + cover_name(album, size)},
                                {"width", size.pixels}}));
    return list;
}

json::Object::Ptr track_json(const Catalog& catalog, const Item& item, const ItemView& view) {
    const bool local = item.kind == ItemKind::local;
    auto result = json::object(
        {{"album", album_json(catalog.album(item), item, view)}, {"artists", artists_json(item)}});
    if (!view.development_mode)
        result->set("available_markets", local ? json::array() : markets());
    result->set("disc_number", local ? 0 : 1);
    result->set("duration_ms", item.duration_ms);
    result->set("explicit", item.is_explicit);
    result->set("external_ids", local ? json::object() : json::object({{"isrc", item.isrc}}));
    result->set("external_urls", link("track", item.id));
    result->set("href", or_null(item.id, api + "tracks/"));
    result->set("id", or_null(item.id));
    result->set("is_local", local);
    if (view.market_given)
        result->set("is_playable", true);
    result->set("name", item.name);
    if (!view.development_mode)
        result->set("popularity", local ? 0 : 37);
    result->set("preview_url", json::null());
    result->set("track_number", local ? 0 : item.track_number);
    result->set("type", "track");
    result->set("uri", item.uri);
    return result;
}

json::Object::Ptr episode_json(const Catalog& catalog, const Item& item, const ItemView& view) {
    const Album& show = catalog.album(item);
    auto show_json = json::object({{"copyrights", json::array()},
                                   {"description", "Talks with people who wire buildings."},
                                   {"explicit", false},
                                   {"external_urls", link("show", show.id)},
                                   {"href", api + "shows/" + show.id},
                                   {"id", show.id},
                                   {"images", images_json(show, view)},
                                   {"is_externally_hosted", false},
                                   {"languages", json::array({"en"})},
                                   {"media_type", "audio"},
                                   {"name", show.name},
                                   {"total_episodes", show.total_tracks},
                                   {"type", "show"},
                                   {"uri", "spotify:show:" + show.id}});
    if (!view.development_mode) {
        show_json->set("available_markets", markets());
        show_json->set("publisher", "Rack & Room Media");
    }
    return json::object({{"audio_preview_url", json::null()},
                         {"description", "What was found behind the panel."},
                         {"duration_ms", item.duration_ms},
                         {"explicit", item.is_explicit},
                         {"external_urls", link("episode", item.id)},
                         {"href", api + "episodes/" + item.id},
                         {"html_description", "<p>What was found behind the panel.</p>"},
                         {"id", item.id},
                         {"images", images_json(show, view)},
                         {"is_externally_hosted", false},
                         {"is_playable", true},
                         {"language", "en"},
                         {"languages", json::array({"en"})},
                         {"name", item.name},
                         {"release_date", show.release_date},
                         {"release_date_precision", show.release_date_precision},
                         {"show", show_json},
                         {"type", "episode"},
                         {"uri", item.uri}});
}

} // namespace

json::Object::Ptr artist_json(const Artist& artist) {
    return json::object({{"external_urls", link("artist", artist.id)},
                         {"href", or_null(artist.id, api + "artists/")},
                         {"id", or_null(artist.id)},
                         {"name", artist.name},
                         {"type", "artist"},
                         {"uri", or_null(artist.id, "spotify:artist:")}});
}

json::Object::Ptr album_json(const Album& album, const Item& item, const ItemView& view) {
    const bool local = item.kind == ItemKind::local;
    auto result = json::object(
        {{"album_type", or_null(album.type)}, {"artists", local ? json::array() : artists_json(item)}});
    if (!view.development_mode)
        result->set("available_markets", local ? json::array() : markets());
    result->set("external_urls", link("album", album.id));
    result->set("href", or_null(album.id, api + "albums/"));
    result->set("id", or_null(album.id));
    result->set("images", images_json(album, view));
    result->set("name", album.name);
    result->set("release_date", or_null(album.release_date));
    result->set("release_date_precision", or_null(album.release_date_precision));
    if (!local)
        result->set("total_tracks", album.total_tracks);
    result->set("type", "album");
    result->set("uri", or_null(album.id, "spotify:album:"));
    return result;
}

json::Var item_json(const Catalog& catalog, const Item& item, const ItemView& view) {
    switch (item.kind) {
    case ItemKind::track:
    case ItemKind::local:
        return track_json(catalog, item, view);
    case ItemKind::episode:
        return episode_json(catalog, item, view);
    case ItemKind::advert:
    case ItemKind::unknown:
        break;
    }
    return json::null();
}

} // namespace sim
