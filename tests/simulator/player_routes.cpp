#include "player_routes.hpp"

#include "item_view.hpp"
#include "play_body.hpp"
#include "playback_json.hpp"
#include "request_parameters.hpp"
#include "web_api_reply.hpp"

#include <optional>

namespace sim {
namespace {

PlayerView view_for(const World& world, const HttpRequest& request) {
    PlayerView view;
    view.items = item_view(world, request);
    const std::string types = ',' + request.parameter("additional_types").value_or("") + ',';
    view.episodes_asked_for = types.find(",episode,") != std::string::npos;
    view.extra_fields = world.settings.extra_fields;
    view.clock_offset = world.weather.clock_offset;
    return view;
}

HttpReply no_content() {
    return {204, {}, ""};
}

HttpReply get_player(World& world, Account& account, const HttpRequest& request, Millis now) {
    const PlayerState state = account.playback.shown(now);
    if (!state.active || is_waking(state, now) ||
        (world.settings.hides_private_session && active_device(state)->is_private_session))
        return no_content();
    return json_reply(player_json(world.catalog, state, view_for(world, request)));
}

HttpReply get_currently_playing(World& world, Account& account, const HttpRequest& request, Millis now) {
    const PlayerState state = account.playback.shown(now);
    if (!state.active || is_waking(state, now) || active_device(state)->is_private_session)
        return no_content();
    return json_reply(currently_playing_json(world.catalog, state, view_for(world, request)));
}

HttpReply get_devices(World& world, Account& account, const HttpRequest&, Millis now) {
    return json_reply(devices_json(account.playback.shown(now), world.weather.jam_guests));
}

HttpReply get_queue(World& world, Account& account, const HttpRequest& request, Millis now) {
    return json_reply(queue_json(world.catalog, account.playback.shown(now), view_for(world, request)));
}

HttpReply success(World& world, CommandSuccess form) {
    if (form == CommandSuccess::seeded) {
        const auto draw = world.random.between(0, 19);
        form = draw == 0   ? CommandSuccess::accepted_202
               : draw < 10 ? CommandSuccess::no_content_204
                           : CommandSuccess::ok_200;
    }
    if (form == CommandSuccess::no_content_204)
        return no_content();
    if (form == CommandSuccess::accepted_202)
        return {202, {}, ""};
    return plain_reply(200, world.random.url_safe(22));
}

bool misses_while_waking(const World& world, Account& account, const Command& command, Millis now) {
    if (world.weather.not_found_times == 0 || !command.device_id)
        return false;
    const Device* playing = active_device(account.playback.truth(now));
    if (playing && playing->id == command.device_id)
        return false;
    return account.waking_devices.misses(*command.device_id, world.weather.not_found_times, now);
}

HttpReply run(World& world, Account& account, const HttpRequest& request, Command command, Millis now) {
    if (!command.device_id)
        command.device_id = request.parameter("device_id");
    if (misses_while_waking(world, account, command, now))
        return error_reply(404, "Device not found");
    if (const auto refused = refusal(command, account.playback.truth(now), world.catalog))
        return error_reply(refused->status, refused->message, refused->reason);
    account.last_command_at = now;
    const CommandSuccess usual = world.settings.command_success;
    if (const auto ignored = take_ignored(world.weather.ignored, command_name(command)))
        return success(world, ignored->success.value_or(usual));
    account.playback.send(std::move(command), now);
    return success(world, usual);
}

HttpReply transfer(World& world, Account& account, const HttpRequest& request, Millis now) {
    const TransferBody body = parse_transfer_body(request.body);
    if (!body.problem.empty())
        return error_reply(400, body.problem);
    return run(world, account, request, {Transfer{body.play}, body.device_id}, now);
}

HttpReply play(World& world, Account& account, const HttpRequest& request, Millis now) {
    PlayBody body = parse_play_body(world.catalog, request.body);
    if (body.status != 200)
        return error_reply(body.status, body.problem);
    const ShuffleReset reset = world.weather.shuffle_reset;
    body.play.resets_shuffle = reset == ShuffleReset::by_every_play ||
                               (reset == ShuffleReset::by_new_list && body.play.list.has_value());
    return run(world, account, request, {body.play, {}}, now);
}

HttpReply pause(World& world, Account& account, const HttpRequest& request, Millis now) {
    return run(world, account, request, {Pause{}, {}}, now);
}

HttpReply next(World& world, Account& account, const HttpRequest& request, Millis now) {
    return run(world, account, request, {Next{}, {}}, now);
}

HttpReply previous(World& world, Account& account, const HttpRequest& request, Millis now) {
    return run(world, account, request, {Previous{}, {}}, now);
}

HttpReply seek(World& world, Account& account, const HttpRequest& request, Millis now) {
    return run(world, account, request, {Seek{required_number(request, "position_ms", INT32_MAX)}, {}}, now);
}

HttpReply volume(World& world, Account& account, const HttpRequest& request, Millis now) {
    const auto percent = static_cast<int>(required_number(request, "volume_percent", 100));
    return run(world, account, request, {SetVolume{volume_in_steps(percent, world.weather.volume_steps)}, {}},
               now);
}

HttpReply repeat(World& world, Account& account, const HttpRequest& request, Millis now) {
    const auto mode = repeat_from(required(request, "state"));
    if (!mode)
        throw BadRequest("Invalid state");
    return run(world, account, request, {SetRepeat{*mode}, {}}, now);
}

HttpReply shuffle(World& world, Account& account, const HttpRequest& request, Millis now) {
    const std::string state = required(request, "state");
    if (state != "true" && state != "false")
        throw BadRequest("Invalid state");
    return run(world, account, request, {SetShuffle{state == "true"}, {}}, now);
}

HttpReply enqueue(World& world, Account& account, const HttpRequest& request, Millis now) {
    const auto item = world.catalog.find(required(request, "uri"));
    if (!item)
        throw BadRequest("Invalid track uri");
    return run(world, account, request, {Enqueue{*item}, {}}, now);
}

} // namespace

const std::vector<Route>& player_routes() {
    static const std::vector<std::string> state{"user-read-playback-state"};
    static const std::vector<std::string> current{"user-read-currently-playing"};
    static const std::vector<std::string> both{"user-read-currently-playing", "user-read-playback-state"};
    static const std::vector<std::string> modify{"user-modify-playback-state"};
    static const std::vector<Route> routes{
        {"GET", "/v1/me/player", state, false, get_player},
        {"GET", "/v1/me/player/currently-playing", current, false, get_currently_playing},
        {"GET", "/v1/me/player/devices", state, false, get_devices},
        {"GET", "/v1/me/player/queue", both, false, get_queue},
        {"PUT", "/v1/me/player", modify, true, transfer},
        {"PUT", "/v1/me/player/play", modify, true, play},
        {"PUT", "/v1/me/player/pause", modify, true, pause},
        {"POST", "/v1/me/player/next", modify, true, next},
        {"POST", "/v1/me/player/previous", modify, true, previous},
        {"PUT", "/v1/me/player/seek", modify, true, seek},
        {"PUT", "/v1/me/player/volume", modify, true, volume},
        {"PUT", "/v1/me/player/repeat", modify, true, repeat},
        {"PUT", "/v1/me/player/shuffle", modify, true, shuffle},
        {"POST", "/v1/me/player/queue", modify, true, enqueue},
    };
    return routes;
}

} // namespace sim
