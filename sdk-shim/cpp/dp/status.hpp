// The ABI's codes as C++ types and in words. The words are the ones that appear in JSON lines and logs.
#pragma once

#include "device_plugin.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dp {

enum class Status : std::int32_t {
    ok = DP_OK,
    bad_argument = DP_BAD_ARGUMENT,
    unknown_id = DP_UNKNOWN_ID,
    wrong_type = DP_WRONG_TYPE,
    out_of_range = DP_OUT_OF_RANGE,
    wrong_state = DP_WRONG_STATE,
    unsupported = DP_UNSUPPORTED,
    busy = DP_BUSY,
    canceled = DP_CANCELED,
    timeout = DP_TIMEOUT,
    offline = DP_OFFLINE,
    sign_in_needed = DP_SIGN_IN_NEEDED,
    forbidden = DP_FORBIDDEN,
    rate_limited = DP_RATE_LIMITED,
    no_target = DP_NO_TARGET,
    remote = DP_REMOTE,
    storage = DP_STORAGE,
    internal = DP_INTERNAL,
};

enum class Health : std::int32_t {
    stopped = DP_HEALTH_STOPPED,
    connecting = DP_HEALTH_CONNECTING,
    ready = DP_HEALTH_READY,
    degraded = DP_HEALTH_DEGRADED,
    bad_config = DP_HEALTH_BAD_CONFIG,
    sign_in_required = DP_HEALTH_SIGN_IN_REQUIRED,
    failed = DP_HEALTH_FAILED,
};

enum class LogLevel : std::int32_t {
    debug = DP_LOG_DEBUG,
    info = DP_LOG_INFO,
    warning = DP_LOG_WARNING,
    error = DP_LOG_ERROR,
};

// What a refused or failed call comes to: a code for machines and a sentence for a person.
struct Outcome {
    Status status = Status::ok;
    std::string text;
    explicit operator bool() const { return status == Status::ok; }
};

// A code from the other side of the door; one that is not known here counts as internal.
inline Status status_of(std::int32_t code) {
    return code >= DP_OK && code <= DP_INTERNAL ? static_cast<Status>(code) : Status::internal;
}

inline Health health_of(std::int32_t code) {
    return code >= DP_HEALTH_STOPPED && code <= DP_HEALTH_FAILED ? static_cast<Health>(code) : Health::failed;
}

inline std::string_view word(Status status) {
    static constexpr std::array<std::string_view, 18> words{
        "ok",          "bad_argument", "unknown_id", "wrong_type", "out_of_range", "wrong_state",
        "unsupported", "busy",         "canceled",   "timeout",    "offline",      "sign_in_needed",
        "forbidden",   "rate_limited", "no_target",  "remote",     "storage",      "internal"};
    const auto index = static_cast<std::size_t>(status);
    return index < words.size() ? words[index] : words.back();
}

inline std::string_view word(Health health) {
    static constexpr std::array<std::string_view, 7> words{
        "stopped", "connecting", "ready", "degraded", "bad_config", "sign_in_required", "failed"};
    const auto index = static_cast<std::size_t>(health);
    return index < words.size() ? words[index] : words.back();
}

inline std::string_view word(LogLevel level) {
    static constexpr std::array<std::string_view, 4> words{"debug", "info", "warning", "error"};
    const auto index = static_cast<std::size_t>(level);
    return index < words.size() ? words[index] : words.back();
}

} // namespace dp
