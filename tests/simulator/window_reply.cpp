#include "window_reply.hpp"

namespace sim {

std::optional<HttpReply> window_reply(World& world, const HttpRequest& request, Account* account,
                                      Millis now) {
    Windows& windows = world.weather.windows;
    if (windows.empty())
        return std::nullopt;
    Moments moments;
    if (account)
        moments = {account->name, account->playback.truth(now).item_since, account->last_command_at};
    const auto answer = windows.take(request.method, request.path, moments, now);
    return answer ? std::optional(reply_of(*answer, request, world.random)) : std::nullopt;
}

} // namespace sim
