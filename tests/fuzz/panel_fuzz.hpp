// Mutated conversations with real panels, and what has to hold whatever is said to them.
#pragma once

#include "report.hpp"

namespace fuzz {

// Two panels on loopback, one with access keys and one without. What has to hold:
// - each answer is HTTP with the headers that guard it;
// - without the key nothing that the key guards is to be had;
// - nobody waits for an answer that never comes, and a well-behaved browser is served in between;
// - at the end no connection and no descriptor is left over.
// Conversation `n` of a seed is the same each time. Stops at the tenth fault.
Report fuzz_panel(const Options& options);

} // namespace fuzz
