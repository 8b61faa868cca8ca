#include "net/wait.hpp"

#include "net/error.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace spotify::net {

void wait_for(int descriptor, short events, TimePoint deadline, const CancelWatch& cancel, bool sent) {
    for (;;) {
        if (cancel.canceled()) {
            throw NetError(Failure::canceled, "the exchange was canceled", sent);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            throw NetError(Failure::timeout, "no answer came in time", sent);
        }
        std::array<pollfd, 2> watched{pollfd{descriptor, events, 0}, pollfd{cancel.descriptor(), POLLIN, 0}};
        const int bounded = static_cast<int>(std::min<long long>(left, 60'000));
        const int ready = ::poll(watched.data(), watched.size(), bounded);
        if (ready < 0 && errno != EINTR) {
            throw NetError(Failure::closed, "this controller is out of resources", sent);
        }
        if (ready > 0 && watched[0].revents != 0) {
            return;
        }
    }
}

bool ready_now(int descriptor, short events) {
    pollfd watched{descriptor, events, 0};
    return ::poll(&watched, 1, 0) > 0;
}

} // namespace spotify::net
