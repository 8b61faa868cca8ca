// Counts calls in the two rolling windows of the Web API and remembers which waiting times were announced.
// Pure: time comes in as a value.
#pragma once

#include "millis.hpp"

#include <deque>
#include <map>
#include <string>

namespace sim {

struct Limits {
    int calls_per_30s = 1000;      // of a client id
    int calls_per_24h = 1'000'000; // of a client id within a bucket
};

enum class Admission { admitted, rate_limited, quota_exceeded };

struct Verdict {
    Admission admission = Admission::admitted;
    Millis wait_ms = 0; // until a call could be admitted again
};

class RateLimit {
public:
    // Refused calls are not counted.
    Verdict admit(const std::string& client_id, const std::string& bucket, const Limits& limits, Millis now);

private:
    static Millis wait_for(std::deque<Millis>& calls, Millis window, int limit, Millis now);

    std::map<std::string, std::deque<Millis>> short_windows_; // by client id
    std::map<std::string, std::deque<Millis>> long_windows_;  // by client id and bucket
};

// The promises "not before" that were sent in Retry-After, by whom they bind.
class Announcements {
public:
    void announce(const std::string& whom, Millis not_before);
    bool binding(const std::string& whom, Millis now) const;

private:
    std::map<std::string, Millis> not_before_;
};

// Endpoints share quotas by groups; the real grouping is not published.
std::string bucket_of(const std::string& path);

// How long the whole app waits after a 429 without a quota's reason: the rate limit counts a rolling 30 seconds, and
// waits of up to 41 were seen. A longer one, of what is not the player, is of that alone (reference 5.4, 6.1).
Millis wait_of_app(const std::string& bucket, Millis stated);

} // namespace sim
