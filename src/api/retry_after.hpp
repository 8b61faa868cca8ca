// What a 429 says about when to come back (RFC 9110, 10.2.3; reference 6.1: seconds as a rule, also missing,
// 0, and hours). Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace spotify::api {

// The stated wait: seconds, or an HTTP date taken against that of the answer, `date`, since this machine's clock may
// show anything. Nothing when the value is missing, unreadable, 0, in the past, or a date in an answer without one:
// all of these say nothing usable. Null for a header that is not there.
std::optional<std::chrono::milliseconds> parse_retry_after(const std::string* header,
                                                           const std::string* date);

// What is added to a stated wait after `in_a_row` refusals that each came when the wait for the one before was
// over: nothing, then 1 s, doubled each time, at most 30 s. A service that asks for a second for ever is asked
// twice a minute.
std::chrono::milliseconds added_wait(unsigned in_a_row);

// The wait when none is stated: 5 s, doubled for each such answer in a row, at most 5 min, and up to a fifth
// more so that controllers do not come back together. `jitter` is 0 to 1.
std::chrono::milliseconds unstated_wait(unsigned in_a_row, double jitter);

} // namespace spotify::api
