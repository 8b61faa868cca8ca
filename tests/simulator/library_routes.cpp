#include "library_routes.hpp"

#include "request_parameters.hpp"
#include "web_api_reply.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string_view>

namespace sim {
namespace {

constexpr std::size_t most_uris = 40;
constexpr std::size_t id_length = 22;

bool is_id(std::string_view text) {
    return text.size() == id_length &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

bool is_saveable(std::string_view uri) {
    for (const std::string_view kind :
         {"track", "album", "episode", "show", "audiobook", "user", "playlist"}) {
        const std::string prefix = "spotify:" + std::string(kind) + ':';
        if (uri.starts_with(prefix))
            return kind == "user" ? uri.size() > prefix.size() : is_id(uri.substr(prefix.size()));
    }
    return false;
}

bool is_artist(std::string_view uri) {
    constexpr std::string_view prefix = "spotify:artist:";
    return uri.starts_with(prefix) && is_id(uri.substr(prefix.size()));
}

// Local files are among what cannot be taken, and one such URI spoils the whole request.
std::vector<std::string> uris_in(const HttpRequest& request, bool artists_too) {
    std::vector<std::string> uris = required_list(request, "uris");
    if (uris.size() > most_uris)
        throw BadRequest("Too many uris");
    for (const std::string& uri : uris)
        if (!is_saveable(uri) && !(artists_too && is_artist(uri)))
            throw BadRequest("Invalid uris");
    return uris;
}

HttpReply contains(World&, Account& account, const HttpRequest& request, Millis) {
    auto answers = json::array();
    for (const std::string& uri : uris_in(request, true))
        answers->add(account.saved.count(uri) > 0);
    return json_reply(answers);
}

// Whether the command that has just been taken takes effect.
bool has_effect(World& world, Account& account, Millis now) {
    account.last_command_at = now;
    return !take_ignored(world.weather.ignored, "library");
}

HttpReply save(World& world, Account& account, const HttpRequest& request, Millis now) {
    const auto uris = uris_in(request, false);
    if (has_effect(world, account, now))
        account.saved.insert(uris.begin(), uris.end());
    return {200, {}, ""};
}

HttpReply remove(World& world, Account& account, const HttpRequest& request, Millis now) {
    const auto uris = uris_in(request, false);
    if (has_effect(world, account, now))
        for (const std::string& uri : uris)
            account.saved.erase(uri);
    return {200, {}, ""};
}

} // namespace

const std::vector<Route>& library_routes() {
    static const std::vector<Route> routes{
        {"GET", "/v1/me/library/contains", {"user-library-read"}, false, contains},
        {"PUT", "/v1/me/library", {"user-library-modify"}, false, save},
        {"DELETE", "/v1/me/library", {"user-library-modify"}, false, remove},
    };
    return routes;
}

} // namespace sim
