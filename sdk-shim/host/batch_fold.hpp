// Batches that wait for a slow reader, made one. Pure.
#pragma once

#include "host/happening.hpp"

namespace host {

// Takes `newer`, the next batch of the same device, into `older`: its revision and time, and the last value
// of each property, in the order in which they first changed. `older.from` is the first revision in it then.
void fold(Batch& older, Batch newer);

// The same into the snapshot that it comes after.
void fold(Snapshot& older, Batch newer);

} // namespace host
