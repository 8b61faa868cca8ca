// What a person or a preset means by a Spotify address, in the one form that commands take. Pure. Knows
// nothing of what exists at Spotify: ids are opaque.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spotify::player {

enum class UriKind { track, episode, album, playlist, artist, show, audiobook, collection, user };

std::string_view word(UriKind kind);

struct SpotifyUri {
    UriKind kind = UriKind::track;
    // Letters and digits; of a user and of a user's collection the user's name, which may also have . _ and
    // -. Empty for the collection of whoever is signed in.
    std::string id;
    std::string text; // "spotify:track:ID": letters, digits, and : . _ -, so it is safe in any request

    bool is_item() const;    // goes into `uris`
    bool is_context() const; // goes into `context_uri`; a user is neither, there is nothing to play
    bool operator==(const SpotifyUri&) const = default;
};

// Takes a uri, old ones with a user's name included, or the address of a page at open.spotify.com or
// play.spotify.com, as a person copies them: without https://, in capitals (but for kind and id), with a language,
// a share id or a slash at the end, of a player in a page (embed), in quotes, with blanks and invisible characters
// around, or as the one link in a sentence. Empty for anything else, local files included, which no command takes.
std::optional<SpotifyUri> parse_spotify_uri(std::string_view text);

// Whether there is a short link in it, as a telephone's Share gives: what it leads to only a browser finds out.
bool is_short_link(std::string_view text);

} // namespace spotify::player
