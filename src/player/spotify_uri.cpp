#include "player/spotify_uri.hpp"

#include "player/pasted_words.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace spotify::player {

namespace {

constexpr std::array<std::string_view, 9> words{"track", "episode",   "album",      "playlist", "artist",
                                                "show",  "audiobook", "collection", "user"};
constexpr std::size_t usual_id = 22;   // characters
constexpr std::size_t longest_id = 64; // nobody promised the usual

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

bool is_one_of(std::string_view part, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, part) != names.end();
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
    if (parts.size() == 4 && parts[2] == "playlist" && !name.empty()) {
        return plain(UriKind::playlist, parts[3]); // the same playlist, with or without its owner
    }
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
    auto parts = split(path, '/');
    std::erase(parts, std::string_view{}); // a slash too many, at the end as a rule
    if (!parts.empty() && is_language(parts.front())) {
        parts.erase(parts.begin());
    }
    if (!parts.empty() && is_one_of(parts.front(), {"embed", "embed-podcast"})) {
        parts.erase(parts.begin());
    }
    if (parts == Parts{"collection", "tracks"}) { // how the page of the liked songs is called
        parts.pop_back();
    }
    return of_parts(parts);
}

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Takes it off where `text` begins with it in any case; `prefix` is in lower case.
bool take_prefix(std::string_view& text, std::string_view prefix) {
    const bool begins = text.size() >= prefix.size() &&
                        std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lowered);
    if (begins) {
        text.remove_prefix(prefix.size());
    }
    return begins;
}

int hex_value(char c) {
    return c >= '0' && c <= '9'                     ? c - '0'
           : lowered(c) >= 'a' && lowered(c) <= 'f' ? lowered(c) - 'a' + 10
                                                    : -1;
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                               hex_value(text[i + 2]) >= 0;
        result.push_back(is_escape ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]))
                                   : text[i]);
        i += is_escape ? 2 : 0;
    }
    return result;
}

// A host with its path, as an address or without its scheme: what follows the host; nothing for another host.
std::optional<std::string_view> after_host(std::string_view text,
                                           std::initializer_list<std::string_view> hosts) {
    static_cast<void>(take_prefix(text, "https:") || take_prefix(text, "http:"));
    static_cast<void>(take_prefix(text, "//"));
    static_cast<void>(take_prefix(text, "www."));
    for (const auto host : hosts) {
        auto rest = text;
        if (take_prefix(rest, host)) {
            static_cast<void>(take_prefix(rest, ":443"));
            if (rest.empty() || rest.front() == '/' || rest.front() == '?' || rest.front() == '#') {
                return rest;
            }
        }
    }
    return std::nullopt;
}

std::optional<SpotifyUri> of_uri(std::string_view text) { // without its scheme
    if (take_prefix(text, "//")) {                        // as telephones open their app
        return of_path(text);
    }
    return of_parts(split(text, ':'));
}

// The old address of a player in a page: ?uri=spotify:track:ID
std::optional<SpotifyUri> of_query(std::string_view rest) {
    const auto at = rest.find("uri=");
    if (at == std::string_view::npos || at == 0 || (rest[at - 1] != '?' && rest[at - 1] != '&')) {
        return std::nullopt;
    }
    auto value = rest.substr(at + 4);
    value = value.substr(0, value.find_first_of("&#"));
    const auto uri = percent_decoded(value);
    std::string_view text = uri;
    return take_prefix(text, "spotify:") ? of_uri(text) : std::nullopt;
}

std::optional<SpotifyUri> of_word(std::string_view word) {
    std::string decoded;
    if (auto text = word; take_prefix(text, "spotify%3a")) { // escaped whole
        decoded = percent_decoded(word);
        word = decoded;
    }
    const auto bare = word.substr(0, word.find_first_of("?#"));
    if (auto text = bare; take_prefix(text, "spotify:")) {
        return of_uri(text);
    }
    const auto rest = after_host(word, {"open.spotify.com", "play.spotify.com", "embed.spotify.com"});
    if (!rest) {
        return std::nullopt;
    }
    const auto uri = of_path(rest->substr(0, rest->find_first_of("?#")));
    return uri ? uri : of_query(*rest);
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
    const auto parts = pasted_words(text);
    if (parts.size() == 1) {
        return of_word(parts.front());
    }
    std::optional<SpotifyUri> only;
    for (const auto part : parts) {
        const auto uri = of_word(part);
        if (!uri || (only && only->text == uri->text)) {
            continue;
        }
        // Beside other words an id may have been cut in two, and of two links nobody says which is meant.
        if (only || uri->id.size() != usual_id) {
            return std::nullopt;
        }
        only = uri;
    }
    return only;
}

bool is_short_link(std::string_view text) {
    return std::ranges::any_of(pasted_words(text), [](std::string_view word) {
        return after_host(word, {"spotify.link", "spotify.app.link", "spoti.fi", "link.tospotify.com"})
            .has_value();
    });
}

} // namespace spotify::player
