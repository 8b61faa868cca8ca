#include "windows.hpp"

#include "path_pattern.hpp"

#include <algorithm>
#include <utility>

namespace sim {
namespace {

bool is_within(const std::string& path, const std::string& folder) {
    return path == folder || path.starts_with(folder + '/');
}

bool concerns(const Window& window, const std::string& method, const std::string& path) {
    const bool is_api = is_within(path, "/v1");
    switch (window.scope) {
    case WindowScope::player:
        return is_within(path, "/v1/me/player");
    case WindowScope::commands:
        return is_api && method != "GET";
    case WindowScope::endpoint:
        return (window.method.empty() || window.method == method) && leads_to(path, window.path);
    case WindowScope::api:
        return is_api;
    case WindowScope::accounts:
        return !is_api;
    case WindowScope::all:
        return true;
    }
    return false;
}

std::optional<Millis> start_of(WindowStart start, Millis added_at, const Moments& moments) {
    switch (start) {
    case WindowStart::now:
        return added_at;
    case WindowStart::track_change:
        return moments.track_change;
    case WindowStart::command:
        return moments.command;
    }
    return std::nullopt;
}

bool is_open(const Window& window, Millis started_at, std::int64_t answered, Millis now) {
    return (!window.lasts || now < started_at + *window.lasts) &&
           (!window.answers || answered < *window.answers);
}

} // namespace

std::int64_t Windows::add(Window window, Millis now) {
    window.id = ++last_id_;
    windows_.push_back({std::move(window), now, {}});
    return last_id_;
}

std::optional<WindowAnswer> Windows::take(const std::string& method, const std::string& path,
                                          const Moments& moments, Millis now) {
    std::erase_if(windows_, [now](const Added& added) { return is_over(added, now); });
    for (Added& added : windows_) {
        const Window& window = added.window;
        if (!concerns(window, method, path))
            continue;
        const auto started_at = start_of(window.start, added.at, moments);
        if (!started_at || *started_at < added.at)
            continue;
        const bool is_shared = window.start == WindowStart::now;
        Opening& opening = added.openings[is_shared ? std::string() : moments.account];
        if (opening.at != *started_at)
            opening = {*started_at, 0};
        if (!is_open(window, *started_at, opening.answered, now))
            continue;
        ++opening.answered;
        return window.answer;
    }
    return std::nullopt;
}

std::vector<Window> Windows::pending(Millis now) const {
    std::vector<Window> list;
    for (const Added& added : windows_)
        if (!is_over(added, now))
            list.push_back(added.window);
    return list;
}

bool Windows::is_over(const Added& added, Millis now) {
    if (added.window.start != WindowStart::now)
        return false;
    const auto opening = added.openings.find("");
    return !is_open(added.window, added.at, opening == added.openings.end() ? 0 : opening->second.answered,
                    now);
}

} // namespace sim
