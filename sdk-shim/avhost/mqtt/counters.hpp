// The bridge's figures.
#pragma once

#include <atomic>
#include <cstdint>

namespace avhost::mqtt {

// Written by the bridge, read from any thread. Outlives bridges, so that a new one goes on counting.
struct Counters {
    std::atomic<bool> is_configured{false}; // the site names a broker
    std::atomic<bool> is_connected{false};
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> published{0};
    std::atomic<std::uint64_t> folded{0};  // changes that went into one that waited
    std::atomic<std::uint64_t> dropped{0}; // news that were too many or too old, or could not be published
    std::atomic<std::uint64_t> commands_run{0};
    std::atomic<std::uint64_t> commands_refused{0};
    std::atomic<std::uint64_t> commands_repeated{0}; // and not run again
    std::atomic<std::uint64_t> driven{0};
    std::atomic<std::uint64_t> contested{0};
};

} // namespace avhost::mqtt
