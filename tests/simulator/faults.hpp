// The ways in which a network and a server misbehave, and for which requests. Which bytes a fault makes is in
// wire.
#pragma once

#include "http_message.hpp"
#include "millis.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sim {

enum class FaultKind {
    status,      // a reply that the test wrote
    garbage,     // bytes that are not HTTP, then the end
    truncate,    // the right answer, shorter than its Content-Length
    cut,         // the connection ends before the answer
    stall,       // no answer ever
    trickle,     // the right answer, a byte at a time
    surplus,     // a second answer that nobody asked for behind the right one
    chunked,     // the right answer in chunks
    chunked_cut, // the same without its end
    close,       // the right answer and `Connection: close`
    huge_header, // the right answer with a header of `bytes`
    huge_body,   // 200 and a body of `bytes`
    empty_200,   // 200 without a body
    gzip         // the right answer, compressed without having been asked for
};

std::optional<FaultKind> fault_kind_from(const std::string& name);

// The faults that replace the answer keep the request from having an effect, unless `apply` is set.
bool replaces_answer(FaultKind kind);

struct Fault {
    std::int64_t id = 0;
    std::string method;     // empty: any
    std::string path;       // what the path begins with; empty: any
    std::int64_t times = 1; // negative: for ever
    FaultKind kind = FaultKind::status;
    bool apply = false;
    HttpReply reply;                         // for status
    std::size_t bytes = 16U * 1024U * 1024U; // for huge_header and huge_body
    Millis every_ms = 1000;                  // for trickle
};

class Faults {
public:
    std::int64_t add(Fault fault); // returns its id
    void clear() { faults_.clear(); }

    // The oldest that matches, one use of it spent.
    std::optional<Fault> take(const std::string& method, const std::string& path);

private:
    std::vector<Fault> faults_;
    std::int64_t last_id_ = 0;
};

} // namespace sim
