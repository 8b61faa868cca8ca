// What a session tells, as text for a trace: every field, times as distances from the start, and links that are
// made of random characters as numbers.
#pragma once

#include "engine/session.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace contract {

// "name=value" for each field of a view, in order.
using Fields = std::vector<std::pair<std::string, std::string>>;

class SessionText {
public:
    // `start_ms` is the wall clock's at the start: epoch milliseconds.
    explicit SessionText(std::int64_t start_ms)
        : start_ms_(start_ms) {}

    Fields fields_of(const spotify::View& view);
    std::string of(const spotify::Event& event);
    static std::string of(const spotify::Outcome& outcome);

private:
    std::string moment(std::int64_t epoch_ms) const;
    std::string link(const std::string& url);

    const std::int64_t start_ms_;
    std::map<std::string, std::size_t> links_; // in order of appearance
};

// What differs, as one line.
std::string differences(const Fields& before, const Fields& now);

} // namespace contract
