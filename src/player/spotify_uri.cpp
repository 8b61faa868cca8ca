#include "player/spotify_uri.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace spotify::player {

namespace {

constexpr std::array<std::string_view, 9> words{"track", "episode",   "album",      "playlist", "artist",
                                                "show",  "audiobook", "collection", "user"};
constexpr std::size_t longest_id = 64; // they have 22 characters, and nobody promised that

using Parts = std::vector<std::string_view>;

// The process's locale has no say in what is a letter.
bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, is_letter_or_digit);
}

bool is_user_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, [](char c) {
        return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
    });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

Parts split(std::string_view text, char separator) {
    Parts parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

bool is_language(std::string_view part) { // intl-de, intl-es-419
    return part.starts_with("intl-") && part.size() <= 16;
}

std::optional<SpotifyUri> plain(UriKind kind, std::string_view id) {
    if (!is_id(id)) {
        return std::nullopt;
    }
    return SpotifyUri{kind, std::string{id}, "spotify:" + std::string{word(kind)} + ":" + std::string{id}};
}

// user:NAME, user:NAME:playlist:ID, user:NAME:collection
std::optional<SpotifyUri> of_user(const Parts& parts) {
    const auto name = parts[1];
    if (!is_user_name(name)) {
        return std::nullopt;
    }
    const std::string user = "spotify:user:" + std::string{name};
    if (parts.size() == 2) {
        return SpotifyUri{UriKind::user, std::string{name}, user};
    }
    if (parts.size() == 3 && parts[2] == "collection") {
        return SpotifyUri{UriKind::collection, std::string{name}, user + ":collection"};
    }
    if (parts.size() == 4 && parts[2] == "playlist") {
        return plain(UriKind::playlist, parts[3]); // the same playlist, with or without its owner
    }
    return std::nullopt;
}

std::optional<SpotifyUri> of_parts(const Parts& parts) {
    if (parts.size() == 1 && parts[0] == "collection") {
        return SpotifyUri{UriKind::collection, "", "spotify:collection"};
    }
    if (parts.size() < 2) {
        return std::nullopt;
    }
    if (parts[0] == "user") {
        return of_user(parts);
    }
    const auto found = std::ranges::find(words, parts[0]);
    if (parts.size() != 2 || found == words.end() || *found == word(UriKind::collection)) {
        return std::nullopt;
    }
    return plain(static_cast<UriKind>(found - words.begin()), parts[1]);
}

std::optional<SpotifyUri> of_path(std::string_view path) {
    auto parts = split(path.substr(0, path.find_first_of("?#")), '/');
    if (is_language(parts.front())) {
        parts.erase(parts.begin());
    }
    if (parts == Parts{"collection", "tracks"}) { // how the page of the liked songs is called
        parts.pop_back();
    }
    return of_parts(parts);
}

} // namespace

std::string_view word(UriKind kind) {
    return words.at(static_cast<std::size_t>(kind));
}

bool SpotifyUri::is_item() const {
    return kind == UriKind::track || kind == UriKind::episode;
}

bool SpotifyUri::is_context() const {
    return !is_item() && kind != UriKind::user;
}

std::optional<SpotifyUri> parse_spotify_uri(std::string_view text) {
    text = trimmed(text);
    constexpr std::string_view scheme = "spotify:";
    if (text.starts_with(scheme)) {
        return of_parts(split(text.substr(scheme.size()), ':'));
    }
    for (const std::string_view site : {"https://open.spotify.com/", "https://play.spotify.com/"}) {
        if (text.starts_with(site)) {
            return of_path(text.substr(site.size()));
        }
    }
    return std::nullopt;
}

} // namespace spotify::player
