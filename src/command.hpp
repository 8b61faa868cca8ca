// What can be asked of a session, and what comes of it.
#pragma once

#include <functional>
#include <string>

namespace spotify {

enum class Command { play, pause, play_pause, refresh };

enum class Result {
    ok,
    canceled,
    timeout,
    offline,
    sign_in_needed,
    forbidden,
    rate_limited,
    no_target,
    remote,
    internal,
};

// The text is a sentence for a person; empty when there is nothing to say.
struct Outcome {
    Result result = Result::ok;
    std::string text = {};
};

using Completion = std::function<void(const Outcome&)>;

} // namespace spotify
