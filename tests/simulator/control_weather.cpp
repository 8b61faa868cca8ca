#include "control_weather.hpp"

#include "control_settings.hpp"
#include "value_names.hpp"

#include <utility>

namespace sim {
namespace {

constexpr std::int64_t many = 1'000'000'000;
constexpr std::int64_t ten_years_ms = 10LL * 365 * 24 * 60 * 60 * 1000;
constexpr std::int64_t most_guests = 50;

const Names<WindowScope, 5> scopes{{{WindowScope::player, "player"},
                                    {WindowScope::commands, "commands"},
                                    {WindowScope::api, "api"},
                                    {WindowScope::accounts, "accounts"},
                                    {WindowScope::all, "all"}}};
const Names<WindowStart, 3> starts{{{WindowStart::now, "now"},
                                    {WindowStart::track_change, "track_change"},
                                    {WindowStart::command, "command"}}};
const Names<ShuffleReset, 3> shuffle_resets{{{ShuffleReset::never, "never"},
                                             {ShuffleReset::by_new_list, "new_list"},
                                             {ShuffleReset::by_every_play, "every_play"}}};
// -1 for ever, or at least once.
std::optional<std::int64_t> times_of(const Fields& fields) {
    const auto times = fields.integer("times", -1, many);
    if (times == 0)
        throw BadInput("key \"times\" must be -1 for ever, or at least 1");
    return times;
}

IgnoredCommands ignored_from(const Fields& fields) {
    fields.allow_only({"command", "times", "success"});
    IgnoredCommands ignored;
    const auto command =
        fields.one_of("command", {"any", "play", "pause", "next", "previous", "seek", "volume", "repeat",
                                  "shuffle", "transfer", "queue", "library"});
    if (command && command != "any")
        ignored.command = *command;
    ignored.times = times_of(fields).value_or(ignored.times);
    ignored.success = one_of(fields, "success", command_successes);
    return ignored;
}

std::vector<IgnoredCommands> all_ignored_from(const json::Array::Ptr& list) {
    std::vector<IgnoredCommands> ignored;
    for (unsigned index = 0; index < list->size(); ++index) {
        if (!list->isObject(index))
            throw BadInput("key \"ignored\" must be an array of objects");
        ignored.push_back(ignored_from(Fields(list->getObject(index))));
    }
    return ignored;
}

// "/v1/me/player/queue", or with a method and a space before it.
void read_endpoint(const std::string& text, Window& window) {
    const std::size_t slash = text.find('/');
    const std::string method = text.substr(0, slash);
    const bool is_method =
        method.empty() || method == "GET " || method == "PUT " || method == "POST " || method == "DELETE ";
    if (slash == std::string::npos || !is_method)
        throw BadInput("key \"on\" must be one of: player, commands, api, accounts, all; or a path that "
                       "begins with a slash, if wanted with a method and a space before it");
    window.scope = WindowScope::endpoint;
    window.method = method.substr(0, method.find(' '));
    window.path = text.substr(slash);
}

json::Object::Ptr window_json(const Window& window) {
    const std::string method = window.method.empty() ? "" : window.method + ' ';
    const std::string on =
        window.scope == WindowScope::endpoint ? method + window.path : name_of(scopes, window.scope);
    return json::object({{"id", window.id},
                         {"on", on},
                         {"answer", window_answer_name(window.answer)},
                         {"when", name_of(starts, window.start)},
                         {"for_ms", window.lasts ? json::Var(*window.lasts) : json::null()},
                         {"times", window.answers ? json::Var(*window.answers) : json::null()}});
}

} // namespace

void change_weather(World& world, const Fields& fields) {
    fields.allow_only({"ignored", "not_found_times", "play_resets_shuffle", "volume_steps", "jam_guests",
                       "clock_offset_ms"});
    Weather changed = world.weather;
    if (const auto list = fields.array("ignored"); !list.isNull())
        changed.ignored = all_ignored_from(list);
    if (const auto times = fields.integer("not_found_times", 0, many))
        changed.not_found_times = static_cast<int>(*times);
    changed.shuffle_reset =
        one_of(fields, "play_resets_shuffle", shuffle_resets).value_or(changed.shuffle_reset);
    if (const auto steps = fields.integer("volume_steps", 0, 100))
        changed.volume_steps = static_cast<int>(*steps);
    if (const auto guests = fields.integer("jam_guests", 0, most_guests))
        changed.jam_guests = static_cast<int>(*guests);
    changed.clock_offset =
        fields.integer("clock_offset_ms", -ten_years_ms, ten_years_ms).value_or(changed.clock_offset);
    world.weather = std::move(changed);
}

Window window_from(const Fields& fields) {
    fields.allow_only({"on", "answer", "when", "for_ms", "times"});
    Window window;
    const std::string on = fields.required_text("on");
    if (const auto scope = value_of(scopes, on))
        window.scope = *scope;
    else
        read_endpoint(on, window);
    fields.required_text("answer");
    window.answer = window_answer_from(*fields.one_of("answer", window_answer_names())).value();
    window.start = one_of(fields, "when", starts).value_or(WindowStart::now);
    window.lasts = fields.integer("for_ms", 1, many);
    window.answers = fields.integer("times", 1, many);
    return window;
}

json::Object::Ptr weather_json(const World& world, Millis now) {
    const Weather& weather = world.weather;
    auto windows = json::array();
    for (const Window& window : weather.windows.pending(now))
        windows->add(window_json(window));
    auto ignored = json::array();
    for (const IgnoredCommands& rule : weather.ignored)
        ignored->add(
            json::object({{"command", rule.command.empty() ? "any" : rule.command},
                          {"times", rule.times},
                          {"success", rule.success ? json::Var(name_of(command_successes, *rule.success))
                                                   : json::null()}}));
    return json::object({{"windows", windows},
                         {"ignored", ignored},
                         {"not_found_times", weather.not_found_times},
                         {"play_resets_shuffle", name_of(shuffle_resets, weather.shuffle_reset)},
                         {"volume_steps", weather.volume_steps},
                         {"jam_guests", weather.jam_guests},
                         {"clock_offset_ms", weather.clock_offset}});
}

} // namespace sim
