// Mutated conversations with real ports for lines, and what has to hold whatever is said to them.
#pragma once

#include "report.hpp"

namespace fuzz {

// A host with two devices, and two ports for lines on loopback, one with access keys and one without. What has to hold:
// - a connection begins with the greeting, and each line that is told has one of the forms that there are;
// - without the key nothing that the key guards is to be had;
// - nothing waits for an answer that never comes, and a well-behaved control system is served in between;
// - at the end no connection and no descriptor is left over.
// Conversation `n` of a seed is the same each time. Stops at the tenth fault.
Report fuzz_lines(const Options& options);

} // namespace fuzz
