// Waits for a descriptor, for a deadline or for a cancel, whichever comes first.
#pragma once

#include "net/cancel.hpp"
#include "net/message.hpp"

namespace spotify::net {

// `events` as for poll(2). Returns when the descriptor is ready; throws NetError (timeout, canceled), whose
// sent() is `sent`.
void wait_for(int descriptor, short events, TimePoint deadline, const CancelWatch& cancel, bool sent = false);

// Whether the descriptor is ready now.
bool ready_now(int descriptor, short events);

} // namespace spotify::net
