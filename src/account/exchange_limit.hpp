#pragma once

#include <chrono>

namespace spotify::account {

// How long one request of the Web API may take. Stalls of 30 s and more were seen where an answer was never going
// to come (reference 6.3).
inline constexpr std::chrono::seconds exchange_limit{10};

} // namespace spotify::account
