// NAME [SECONDS [SEED [FIRST [COUNT]]]]: fuzzes a face for so long, or hears one conversation again.
#pragma once

#include "report.hpp"

namespace fuzz {

// The exit status: 1 when something does not hold.
int program(int count, char** words, const char* name, Report (*fuzz)(const Options&));

} // namespace fuzz
