// Commands pressed on devices of a fleet, one after the other, each beside a bare one.
#pragma once

#include "fleet.hpp"
#include "raw_client.hpp"
#include "server.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace bench {

// Milliseconds, by command.
struct Latencies {
    std::vector<double> to_server;      // from invoke() to the first byte
    std::vector<double> whole;          // from invoke() to the completion
    std::vector<double> without_server; // the same without the server's own time
    std::vector<double> shown;          // from invoke() to the batch with the right value
    std::vector<double> bare;           // a bare round trip right after it
};

// Bare round trips of such a command on a warm connection, without the server's own time.
class BareCommand {
public:
    explicit BareCommand(Server& server);
    double milliseconds_of_one();

private:
    Server& server_;
    RawClient client_;
    const std::string request_;
};

// Pause and play in turn, one command at a time, on one device of [from, to) after the other; after each a bare
// one. Adds what was measured to `latencies`. Throws CannotMeasure when a command comes to nothing.
void press(Server& server, BareCommand& bare, Fleet& fleet, std::size_t from, std::size_t to, int count,
           Latencies& latencies);

} // namespace bench
