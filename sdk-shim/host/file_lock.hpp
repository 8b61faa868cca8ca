// A lock on an open file or folder that ends with its descriptor, or with the process in whatever way.
#pragma once

#include <chrono>

namespace host {

enum class LockKind { shared, exclusive };

enum class LockOutcome {
    taken,
    busy,  // somebody else held it all the time
    failed // errno says why
};

// flock() within a time limit: looks every 20 ms, on the caller's thread. A time of 0 tries once.
LockOutcome take_lock(int file, LockKind kind, std::chrono::milliseconds time);

} // namespace host
