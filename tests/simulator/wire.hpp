// Turns replies into the bytes that go over the connection, well formed or as a fault wants them. Pure.
#pragma once

#include "faults.hpp"
#include "http_message.hpp"

#include <optional>
#include <string>

namespace sim {

struct Delivery {
    enum class End {
        keep_open,
        clean, // told to the peer by TLS
        cut,   // the socket just ends
        stall  // nothing more is ever sent
    };
    std::string bytes;
    End end = End::keep_open;
    std::optional<Millis> byte_every_ms; // one byte at a time
    unsigned status = 0;                 // for the log; 0: no HTTP answer
};

struct Asked {
    bool keep_alive = true;
    bool accepts_gzip = false;
    bool only_head = false; // HEAD: the answer's body is announced but not sent
};
Asked asked_of(const HttpRequest& request, bool keep_alive);

// `reply` is the right answer; for faults that replace it, it is not looked at.
Delivery deliver(const HttpReply& reply, const std::optional<Fault>& fault, const Asked& asked);

std::string gzipped(const std::string& plain);

} // namespace sim
