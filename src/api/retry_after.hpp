// What a 429 says about when to come back (RFC 9110, 10.2.3; reference 6.1: seconds as a rule, also missing,
// 0, and hours). Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace spotify::api {

// The stated wait: seconds, or an HTTP date taken against the answer's own moment. Nothing when the value is
// missing, unreadable, 0 or in the past, which all say nothing usable. `now_epoch_ms` is the wall clock's.
std::optional<std::chrono::milliseconds> parse_retry_after(const std::string* header,
                                                           std::int64_t now_epoch_ms);

// The wait when none is stated: 5 s, doubled for each such answer in a row, at most 5 min, and up to a fifth
// more so that controllers do not come back together. `jitter` is 0 to 1.
std::chrono::milliseconds unstated_wait(unsigned in_a_row, double jitter);

} // namespace spotify::api
