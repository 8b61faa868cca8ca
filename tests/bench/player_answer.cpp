#include "player_answer.hpp"

namespace bench {

namespace {

constexpr std::size_t wanted_bytes = 12 * 1024;

// Two letters each, "AA" onwards: as long as the real ones, and nobody reads them.
std::string markets(std::size_t count) {
    std::string list = "[";
    for (std::size_t i = 0; i < count; ++i) {
        list += list.size() > 1 ? ",\"" : "\"";
        list += static_cast<char>('A' + i / 26 % 26);
        list += static_cast<char>('A' + i % 26);
        list += '"';
    }
    return list + "]";
}

std::string links(const std::string& kind, const std::string& id) {
    return R"("external_urls":{"spotify":"https://open.spotify.com/)" + kind + "/" + id +
           R"("},"href":"https://api.spotify.com/v1/)" + kind + "s/" + id + R"(","id":")" + id +
           R"(","type":")" + kind + R"(","uri":"spotify:)" + kind + ":" + id + "\"";
}

std::string artist(const std::string& id, const std::string& name) {
    return "{" + links("artist", id) + R"(,"name":")" + name + "\"}";
}

std::string constant_part(std::size_t market_count) {
    const std::string artists = "[" + artist("1a2b3c4d5e6f7g8h9i0j1k", "The Measured") + "," +
                                artist("2b3c4d5e6f7g8h9i0j1k2l", "Orchestra of the Nearest Rank") + "]";
    std::string images;
    for (const char* width : {"640", "300", "64"}) {
        images += (images.empty() ? "" : ",") + std::string{R"({"height":)"} + width +
                  R"(,"url":"https://i.scdn.co/image/ab67616d0000b273000102030405060708090a0b","width":)" +
                  width + "}";
    }
    return R"("repeat_state":"off","smart_shuffle":false,"timestamp":1764000000000,"context":{)" +
           links("playlist", "3c4d5e6f7g8h9i0j1k2l3m") +
           R"(},"device":{"id":"0123456789abcdef0123456789abcdef01234567","is_active":true,)"
           R"("is_private_session":false,"is_restricted":false,"name":"Living Room","type":"Speaker",)"
           R"("volume_percent":35,"supports_volume":true},"item":{"album":{"album_type":"album","artists":)" +
           artists + R"(,"available_markets":)" + markets(market_count) + "," +
           links("album", "4d5e6f7g8h9i0j1k2l3m4n") + R"(,"images":[)" + images +
           R"(],"name":"Rounds, Interleaved, Deluxe Edition","release_date":"2024-05-17",)"
           R"("release_date_precision":"day","total_tracks":12},"artists":)" +
           artists + R"(,"available_markets":)" + markets(market_count) +
           R"(,"disc_number":1,"duration_ms":)" + std::to_string(track_ms) +
           R"(,"explicit":false,"external_ids":{"isrc":"XXAAA2400001"},)" +
           links("track", "5e6f7g8h9i0j1k2l3m4n5o") +
           R"(,"is_local":false,"name":"Twelve Kilobytes","popularity":57,"preview_url":null,"track_number":4},)"
           R"("currently_playing_type":"track","actions":{"disallows":{"resuming":true}}})";
}

} // namespace

std::string player_answer(const Playing& playing) {
    static const std::string constant =
        constant_part((wanted_bytes - constant_part(0).size() - 80) / 10); // five bytes each, in two lists
    return R"({"is_playing":)" + std::string{playing.is_playing ? "true" : "false"} + R"(,"shuffle_state":)" +
           (playing.shuffle ? "true" : "false") + R"(,"progress_ms":)" + std::to_string(playing.progress_ms) +
           "," + constant;
}

} // namespace bench
