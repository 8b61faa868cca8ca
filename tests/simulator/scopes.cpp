#include "scopes.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace sim {
namespace {

const std::map<std::string, std::string>& words() {
    static const std::map<std::string, std::string> table{
        {"app-remote-control", "Talk to the app on your phone"},
        {"playlist-modify-private", "Change your private playlists"},
        {"playlist-modify-public", "Change your public playlists"},
        {"playlist-read-collaborative", "See playlists that you share with others"},
        {"playlist-read-private", "See your private playlists"},
        {"streaming", "Play music here"},
        {"ugc-image-upload", "Set the pictures of your playlists"},
        {"user-follow-modify", "Change whom you follow"},
        {"user-follow-read", "See whom you follow"},
        {"user-library-modify", "Add to your library and take away from it"},
        {"user-library-read", "See your library"},
        {"user-modify-playback-state", "Control playback on your devices"},
        {"user-read-currently-playing", "See what is playing"},
        {"user-read-email", "See your e-mail address"},
        {"user-read-playback-position", "See where you stopped in episodes"},
        {"user-read-playback-state", "See the state of your player and your devices"},
        {"user-read-private", "See your subscription and country"},
        {"user-read-recently-played", "See what was played last"},
        {"user-top-read", "See your favourite artists and tracks"},
    };
    return table;
}

} // namespace

std::vector<std::string> parse_scopes(const std::string& text) {
    std::vector<std::string> scopes;
    std::istringstream list(text);
    for (std::string scope; std::getline(list, scope, ' ');)
        if (!scope.empty() && std::find(scopes.begin(), scopes.end(), scope) == scopes.end())
            scopes.push_back(scope);
    return scopes;
}

std::string scope_text(const std::vector<std::string>& scopes) {
    std::string text;
    for (const std::string& scope : scopes)
        text += (text.empty() ? "" : " ") + scope;
    return text;
}

bool has_scope(const std::string& text, const std::string& wanted) {
    const std::vector<std::string> scopes = parse_scopes(text);
    return std::find(scopes.begin(), scopes.end(), wanted) != scopes.end();
}

bool is_scope(const std::string& name) {
    return words().count(name) > 0;
}

std::string scope_in_words(const std::string& name) {
    const auto found = words().find(name);
    return found == words().end() ? std::string() : found->second;
}

} // namespace sim
