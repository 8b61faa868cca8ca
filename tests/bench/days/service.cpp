#include "days/service.hpp"

#include <algorithm>

namespace bench::days {

std::size_t Service::told_at(Millis at) {
    const auto now = moment_at(timeline_, at);
    const bool lags =
        now > 0 && timeline_[now].cause != Cause::natural_end && at - timeline_[now].at < within(100, 300);
    return lags ? now - 1 : now;
}

std::string Service::body(std::size_t moment, Millis at) const {
    const auto& now = timeline_[moment];
    if (!now.is_loaded) {
        return {};
    }
    const Millis progress = std::min(now.duration, now.progress + (now.is_playing ? at - now.at : 0));
    const auto item = std::to_string(now.item);
    return R"({"device":{"id":"d","name":"Speaker","volume_percent":30},"progress_ms":)" +
           std::to_string(progress) + R"(,"item":{"type":"track","uri":"spotify:track:)" + item +
           R"(","name":")" + item + R"(","duration_ms":)" + std::to_string(now.duration) +
           R"(,"artists":[{"name":"A"}],"album":{"name":")" + std::to_string(moment) +
           R"("}},"currently_playing_type":"track","is_playing":)" + (now.is_playing ? "true" : "false") +
           "}";
}

} // namespace bench::days
