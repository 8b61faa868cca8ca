// What comes of something that was asked for.
#pragma once

#include <functional>
#include <string>

namespace spotify {

enum class Result {
    ok,
    bad_argument,
    unsupported,
    busy,
    canceled,
    timeout,
    offline,
    sign_in_needed,
    forbidden,
    rate_limited,
    no_target,
    remote,
    storage,
    internal,
};

// The text is a sentence for a person; empty when there is nothing to say.
struct Outcome {
    Result result = Result::ok;
    std::string text = {};
    std::string json = {}; // what was asked for, where something was: one JSON text
    bool operator==(const Outcome&) const = default;
};

using Completion = std::function<void(const Outcome&)>;

} // namespace spotify
