// What must hold of every request, as Spotify sees it: nothing goes out inside a Retry-After that has come in, and
// never more than the budget in a day.
#pragma once

#include "net/message.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace contract {

class RequestRules {
public:
    void set_budget(std::int64_t requests_per_day) { requests_per_day_ = requests_per_day; }

    void sent(const std::string& path, spotify::net::TimePoint now);
    void answered(const std::string& path, const spotify::net::Response& response,
                  spotify::net::TimePoint now);

    // The process ended while its memory could not be stored: what went before is unknown to the next one.
    void forget();

    const std::vector<std::string>& broken() const { return broken_; }

private:
    std::map<std::string, spotify::net::TimePoint> not_before_; // by the host, or the host's bucket
    std::deque<spotify::net::TimePoint> last_day_;
    std::int64_t requests_per_day_ = 0;
    std::vector<std::string> broken_;
};

} // namespace contract
