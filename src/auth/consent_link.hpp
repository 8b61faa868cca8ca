// The page on which a person agrees (reference 2.1 and 2.7). Pure.
#pragma once

#include "auth/redirect_uri.hpp"
#include "base/secret.hpp"
#include "net/url.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace spotify::auth {

// What the driver asks for, separated by spaces. Asking for more later would need another consent, so what
// presets, playlists and favourites need is in it too.
inline constexpr std::string_view scopes =
    "user-read-playback-state user-read-currently-playing user-modify-playback-state "
    "playlist-read-private playlist-read-collaborative user-library-read user-library-modify";

struct ConsentLink {
    net::Endpoint accounts;
    std::string accounts_path;
    std::string client_id;
    RedirectUri redirect_uri;
    std::string state;
    std::optional<std::string> code_challenge; // none for an app that signs in with its secret
};

std::string to_url(const ConsentLink& link);

} // namespace spotify::auth
