#include "playable_uri.hpp"

namespace plugin {

namespace player = spotify::player;

namespace {

std::string with_article(player::UriKind kind) {
    const std::string_view name = word(kind);
    const bool has_vowel = name.front() == 'a' || name.front() == 'e';
    return (has_vowel ? "an " : "a ") + std::string{name};
}

} // namespace

PlayableUri playable_uri(const std::string& text, Playable what) {
    const auto uri = player::parse_spotify_uri(text);
    const bool only_items = what == Playable::item;
    if (uri && (uri->is_item() || (!only_items && uri->is_context()))) {
        return {uri, {}};
    }
    if (player::is_short_link(text)) {
        return {std::nullopt,
                "only a browser knows where a short link leads: open it there first, then copy the "
                "address of the page"};
    }
    const std::string expected =
        only_items ? "a Spotify URI or link of a track or an episode is expected"
                   : "a Spotify URI or link of a track, episode, album, playlist, artist or show is expected";
    return {std::nullopt, expected + (uri ? "; this is one of " + with_article(uri->kind) : "")};
}

} // namespace plugin
