#include "auth/failed_renewals.hpp"

#include <algorithm>

namespace spotify::auth {

using std::chrono::milliseconds;

std::chrono::milliseconds retry_pause(SignIn::State state, unsigned times, double jitter) {
    const bool is_client = state == SignIn::State::client_wrong;
    const milliseconds first = std::chrono::seconds{is_client ? 1 : 2};
    const milliseconds longest = std::chrono::minutes{is_client ? 15 : 5};
    const auto pause = std::min(first * (1U << std::min(times - 1, 10U)), longest);
    return pause +
           milliseconds{static_cast<std::int64_t>(static_cast<double>(pause.count()) * 0.25 * jitter)};
}

} // namespace spotify::auth
