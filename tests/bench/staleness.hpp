// How old what clients know is, by when their polls were answered. Pure: time comes in as a value.
#pragma once

#include "section.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

// Milliseconds, over all accounts and every moment of the time that was watched.
struct Ages {
    std::size_t accounts = 0;
    std::int64_t polls = 0; // that were answered meanwhile
    double mean = 0;
    double p99 = 0; // for one hundredth of the time it was older
};

Row row_of(const std::string& what, const Ages& ages);

class Staleness {
public:
    using Moment = std::chrono::steady_clock::time_point;

    // Watches the accounts whose names begin so, as far as they were answered before.
    void begin(std::string_view prefix, Moment at);
    void answered(const std::string& account, Moment at);
    // Ends with `at`: what has not been answered by then counts by its age so far. All 0 without an account.
    Ages end(Moment at) const;

private:
    struct Watched {
        Moment from{}; // of the time that is not in spans_ yet
        double age = 0;
    };
    using Span = std::pair<double, double>; // of ages that were gone through

    std::map<std::string, Moment> answered_at_;
    std::map<std::string, Watched> watched_;
    std::vector<Span> spans_;
    std::int64_t polls_ = 0;
};

} // namespace bench
