// What was asked of the simulator, for tests to look at. Never holds a token, only the start of its hash.
#pragma once

#include "millis.hpp"

#include <cstdint>
#include <deque>
#include <string>

namespace sim {

struct RequestEntry {
    std::int64_t number = 0; // from 1
    Millis at_ms = 0;        // since the start of the simulator
    std::int64_t connection = 0;
    std::string method;
    std::string path;    // with the query
    unsigned status = 0; // 0: not answered, or not with HTTP
    std::string client_id;
    bool content_length_present = false;
    std::string token_fingerprint; // first 8 hex digits of SHA-256, empty without a token
};

class RequestLog {
public:
    // Returns the entry's number.
    std::int64_t add(RequestEntry entry);
    void set_status(std::int64_t number, unsigned status);

    // The oldest are forgotten beyond this many.
    static constexpr std::size_t capacity = 100'000;
    const std::deque<RequestEntry>& entries() const { return entries_; }
    std::int64_t count() const { return last_; }

private:
    std::deque<RequestEntry> entries_;
    std::int64_t last_ = 0;
};

std::string fingerprint(const std::string& token);

} // namespace sim
