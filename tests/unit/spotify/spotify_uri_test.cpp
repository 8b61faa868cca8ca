// What people paste for "play this", and what must never come through.
#include "player/spotify_uri.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace spotify::player;

namespace {

const std::string id = "4PTG3Z6ehGkBFwjybzWkR8";

struct Row {
    std::string text;
    UriKind kind;
    std::string id;
    std::string canonical;
};

} // namespace

TEST_CASE("a uri, new or old, and an address of a page have one canonical form") {
    const Row rows[] = {
        {"spotify:track:" + id, UriKind::track, id, "spotify:track:" + id},
        {"  spotify:track:" + id + " \r\n", UriKind::track, id, "spotify:track:" + id},
        {"spotify:episode:" + id, UriKind::episode, id, "spotify:episode:" + id},
        {"spotify:album:" + id, UriKind::album, id, "spotify:album:" + id},
        {"spotify:playlist:" + id, UriKind::playlist, id, "spotify:playlist:" + id},
        {"spotify:artist:" + id, UriKind::artist, id, "spotify:artist:" + id},
        {"spotify:show:" + id, UriKind::show, id, "spotify:show:" + id},
        {"spotify:audiobook:" + id, UriKind::audiobook, id, "spotify:audiobook:" + id},
        {"spotify:user:test_user.0-1", UriKind::user, "test_user.0-1", "spotify:user:test_user.0-1"},
        {"spotify:user:test_user_01:playlist:" + id, UriKind::playlist, id, "spotify:playlist:" + id},
        {"spotify:user:test_user_01:collection", UriKind::collection, "test_user_01",
         "spotify:user:test_user_01:collection"},
        {"spotify:collection", UriKind::collection, "", "spotify:collection"},
        {"https://open.spotify.com/track/" + id, UriKind::track, id, "spotify:track:" + id},
        {"https://open.spotify.com/track/" + id + "?si=0123456789abcdef&utm=x/y", UriKind::track, id,
         "spotify:track:" + id},
        {"https://open.spotify.com/album/" + id + "#top  ", UriKind::album, id, "spotify:album:" + id},
        {"https://open.spotify.com/intl-de/album/" + id + "?si=1", UriKind::album, id, "spotify:album:" + id},
        {"https://open.spotify.com/intl-es-419/show/" + id, UriKind::show, id, "spotify:show:" + id},
        {"https://play.spotify.com/artist/" + id, UriKind::artist, id, "spotify:artist:" + id},
        {"https://open.spotify.com/user/test_user_01/playlist/" + id, UriKind::playlist, id,
         "spotify:playlist:" + id},
        {"https://open.spotify.com/user/test_user_01?si=1", UriKind::user, "test_user_01",
         "spotify:user:test_user_01"},
        {"https://open.spotify.com/collection/tracks", UriKind::collection, "", "spotify:collection"},
        {"https://open.spotify.com/collection", UriKind::collection, "", "spotify:collection"},
        {"spotify:track:a", UriKind::track, "a", "spotify:track:a"}, // opaque, so any length up to the most
        {"spotify:track:" + std::string(64, 'Z'), UriKind::track, std::string(64, 'Z'),
         "spotify:track:" + std::string(64, 'Z')},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto uri = parse_spotify_uri(row.text);
        REQUIRE(uri);
        CHECK(word(uri->kind) == word(row.kind));
        CHECK(uri->id == row.id);
        CHECK(uri->text == row.canonical);
        CHECK(parse_spotify_uri(uri->text) == uri);
    }
}

TEST_CASE("a link as people bring it") {
    const std::string track = "spotify:track:" + id;
    const std::string rows[] = {
        "https://open.spotify.com/track/" + id + "/",
        "https://open.spotify.com//track//" + id + "//?si=1",
        "http://open.spotify.com/track/" + id,
        "open.spotify.com/track/" + id,
        "//open.spotify.com/track/" + id,
        "www.open.spotify.com/track/" + id,
        "https://open.spotify.com:443/track/" + id,
        "HTTPS://OPEN.SPOTIFY.COM/track/" + id,
        "Https://Open.Spotify.Com/intl-de/track/" + id + "?si=abc#x",
        "https://open.spotify.com/embed/track/" + id + "?utm_source=generator&theme=0",
        "https://open.spotify.com/intl-pt/embed/track/" + id,
        "https://open.spotify.com/embed-podcast/track/" + id,
        "https://open.spotify.com/embed?uri=spotify%3Atrack%3A" + id + "&theme=0",
        "https://embed.spotify.com/?theme=white&uri=spotify:track:" + id,
        "SPOTIFY:track:" + id,
        track + "?si=abc",
        track + "#0:30",
        "spotify%3Atrack%3A" + id,
        "spotify://track/" + id,
        "<https://open.spotify.com/track/" + id + ">",
        "\"" + track + "\"",
        "“" + track + "”",
        "«" + track + "».",
        "('" + track + "'),",
        "\xEF\xBB\xBF" + track + "\xE2\x80\x8B", // byte order mark, zero-width space
        "\xC2\xA0" + track + "\xE2\x80\xAF\r\n", // no-break spaces
        "\xE2\x80\xAA" + track + "\xE2\x80\xAC", // as a telephone's list of contacts copies
        track + " One by A",
        "x " + track,
        "Listen to “One”:\nhttps://open.spotify.com/track/" + id + "?si=1\n\nSent from my telephone.",
        track + " " + "https://open.spotify.com/track/" + id, // twice the same
    };
    for (const auto& text : rows) {
        CAPTURE(text);
        const auto uri = parse_spotify_uri(text);
        REQUIRE(uri);
        CHECK(uri->text == track);
        CHECK_FALSE(is_short_link(text));
    }
    CHECK(parse_spotify_uri("spotify:user:j%C3%B6rg m:playlist:" + id) == std::nullopt);
    CHECK(parse_spotify_uri("spotify:user:j%C3%B6rg:playlist:" + id)->text == "spotify:playlist:" + id);
}

TEST_CASE("a short link is told from all other texts: only a browser knows where it leads") {
    for (const char* text :
         {"https://spotify.link/AbC123", "spotify.link/AbC123", "HTTPS://SPOTIFY.LINK/AbC123",
          " <https://spotify.app.link/AbC123?_p=1> ", "https://spoti.fi/3abc",
          "https://link.tospotify.com/abc", "Hear this: https://spotify.link/AbC123"}) {
        CAPTURE(text);
        CHECK(is_short_link(text));
        CHECK_FALSE(parse_spotify_uri(text));
    }
    for (const char* text :
         {"", "spotify.links/AbC", "https://evil.example/spotify.link/a", "spotify:track:a",
          "https://spotify.link.evil.example/a", "https://a@spotify.link/b"}) {
        CAPTURE(text);
        CHECK_FALSE(is_short_link(text));
    }
}

TEST_CASE("everything else is nothing") {
    const std::string rows[] = {
        "",
        " ",
        id,
        "spotify",
        "spotify:",
        "spotify:track",
        "spotify:track:",
        "spotify::" + id,
        "spotify:track::" + id,
        "spotify:track:" + id + ":",
        "spotify:track:" + id + ":x",
        "spotify:track:" + std::string(65, 'a'),
        "spotify:track:4PTG3Z6ehGk_FwjybzWkR8",
        "spotify:track:4PTG3Z6ehGk FwjybzWkR8",
        "spotify:track:abc\xC3\xA9",
        "spotify:track:abc%0d%0aHost",
        std::string{"spotify:track:abc\0def", 21},
        "spotify:track:abc\r\nX-Header: y",
        "spotify:track:abc&device_id=x",
        "spotify:track:../../me",
        "spotify:hologram:" + id,
        "spotify:local:Artist:Album:Title:180",
        "spotify:collection:" + id,
        "spotify:collection:",
        "spotify:user:",
        "spotify:user::collection",
        "spotify:user:a b:collection",
        "spotify:user:a spotify:user:b",
        "spotify:track:" + id + " spotify:track:5PTG3Z6ehGkBFwjybzWkR8", // which of them?
        "Song https://open.spotify.com/track/4PTG3Z6ehGk FwjybzWkR8",    // cut in two
        "SPOTIFY:TRACK:" + id,
        "https://OPEN.SPOTIFY.COM/TRACK/" + id,
        "https://open.spotify.com:444/track/" + id,
        "https://user@open.spotify.com/track/" + id,
        "https://open.spotify.com/embed",
        "https://open.spotify.com/embed?uri=",
        "https://open.spotify.com/embed?xuri=spotify:track:" + id,
        "https://evil.example/embed?uri=spotify:track:" + id,
        "https://spotify.link/" + id,
        "spotify%3Atrack%3A" + id + "%0d%0ax",
        "spotify:user:" + std::string(65, 'a'),
        "spotify:user:a:collection:b",
        "spotify:user:a:playlist",
        "spotify:user:a:playlist:",
        "spotify:user:a:track:" + id,
        "https://open.spotify.com",
        "https://open.spotify.com/",
        "https://open.spotify.com/track/",
        "https://open.spotify.com/track/?si=" + id,
        "https://open.spotify.com/track/" + id + "/x",
        "https://open.spotify.com/search/" + id,
        "https://open.spotify.com/intl-de",
        "https://open.spotify.com/intl-de/intl-de/track/" + id,
        "https://open.spotify.com/xx/track/" + id,
        "https://open.spotify.com.evil.example/track/" + id,
        "https://open.spotify.com@evil.example/track/" + id,
        "https://evil.example/https://open.spotify.com/track/" + id,
        "https://api.spotify.com/track/" + id,
        "ftp://open.spotify.com/track/" + id,
        "javascript:alert(1)",
    };
    for (const auto& text : rows) {
        CAPTURE(text);
        CHECK_FALSE(parse_spotify_uri(text));
    }
}

TEST_CASE("one byte changed anywhere gives nothing or something safe") {
    const std::string bases[] = {"spotify:user:test_user_01:playlist:" + id,
                                 "https://open.spotify.com/intl-de/user/ann/playlist/" + id + "?si=1"};
    std::size_t taken = 0;
    for (const auto& base : bases) {
        for (std::size_t at = 0; at < base.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                auto text = base;
                text[at] = static_cast<char>(byte);
                const auto uri = parse_spotify_uri(text);
                taken += uri ? 1U : 0U;
                const bool safe = !uri || std::ranges::all_of(uri->text, [](char c) {
                    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == ':' || c == '.' || c == '_' || c == '-';
                });
                if (!safe) {
                    FAIL(text);
                }
            }
        }
    }
    CHECK(taken > 1000);
}

TEST_CASE("items go one way, contexts another, and a user neither") {
    const auto uri = [](const std::string& text) { return parse_spotify_uri(text).value(); };
    for (const char* kind : {"track", "episode"}) {
        CAPTURE(kind);
        CHECK(uri("spotify:" + std::string{kind} + ":1").is_item());
        CHECK_FALSE(uri("spotify:" + std::string{kind} + ":1").is_context());
    }
    for (const char* text : {"spotify:album:1", "spotify:playlist:1", "spotify:artist:1", "spotify:show:1",
                             "spotify:audiobook:1", "spotify:collection", "spotify:user:a:collection"}) {
        CAPTURE(text);
        CHECK(uri(text).is_context());
        CHECK_FALSE(uri(text).is_item());
    }
    CHECK_FALSE(uri("spotify:user:a").is_item());
    CHECK_FALSE(uri("spotify:user:a").is_context());
}
