#include "speaker.hpp"

#include <string>
#include <variant>

namespace account_tests {

using spotify::CommandUndone;

void Speaker::catch_up(Millis now) {
    while (!to_come.empty() && to_come.front().first <= now) {
        to_come.front().second(state);
        to_come.erase(to_come.begin());
    }
}

Answer Speaker::operator()(const Request& request, Millis at) {
    catch_up(at);
    if (auto answer = before(request, at)) {
        return *answer;
    }
    const auto& target = request.target;
    if (request.method == "GET") {
        auto shown = state;
        shown.progress_ms += static_cast<int>(at.count());
        return target.starts_with("/me/player?") ? response(200, shown.text())
               : target == "/me/player/devices"
                   ? response(
                         200,
                         R"({"devices":[{"id":"id of Hall","name":"Hall","type":"Speaker","is_active":true},)"
                         R"({"id":"id of Echo","name":"Echo","type":"Speaker","is_active":false}]})")
                   : response(404, "");
    }
    const auto is = [&](const char* part) { return target.starts_with(part); };
    if ((is("/me/player/pause") && !state.is_playing) ||
        (is("/me/player/play") && state.is_playing && request.body.empty())) {
        return response(403, error(403, "Player command failed: Restriction violated", "UNKNOWN"));
    }
    to_come.emplace_back(at + effect_lag, [request](PlayerText& player) { obey(request, player); });
    catch_up(at);
    return response(204);
}

void Speaker::obey(const Request& request, PlayerText& player) {
    const auto& target = request.target;
    const auto value = target.substr(target.find('=') + 1);
    if (target.starts_with("/me/player/pause")) {
        player.is_playing = false;
    } else if (target.starts_with("/me/player/play")) {
        player.is_playing = true;
        if (request.body.find("context_uri") != std::string::npos) {
            player.context = "spotify:playlist:37i9dQZF1DXcBWIGoYBM5M";
            player.shuffle = false;
        }
        if (target.find("Echo") != std::string::npos) {
            player.device = "Echo";
        }
    } else if (target.starts_with("/me/player/volume")) {
        player.volume = std::stoi(value);
    } else if (target.starts_with("/me/player/shuffle")) {
        player.shuffle = value.starts_with("true");
    } else if (target.starts_with("/me/player/next")) {
        player.name += "+";
    } else if (target == "/me/player") {
        player.device = "Echo";
        player.is_playing = player.is_playing || request.body.find("true") != std::string::npos;
    }
}

bool is_command(const Request& request) {
    return request.method != "GET";
}

std::vector<CommandUndone> undone(const Timeline& timeline) {
    std::vector<CommandUndone> found;
    for (const auto& told : timeline.events()) {
        if (const auto* one = std::get_if<CommandUndone>(&told.event)) {
            found.push_back(*one);
        }
    }
    return found;
}

} // namespace account_tests
