#include "deadlines.hpp"

#include "api/retry_after.hpp"
#include "auth/secret.hpp"
#include "random.hpp"
#include "wall_clock.hpp"

namespace spotify {

namespace {

using std::chrono::milliseconds;

// A stored moment further away than this comes from a clock that was wrong when it was written.
constexpr std::int64_t furthest_ms = std::int64_t{8} * 24 * 3600 * 1000;

} // namespace

// A client id may hold characters that a key may not; a part of its hash tells ids apart as well.
Deadlines::Deadlines(StateStore& state, api::Governor& governor, const std::string& client_id)
    : state_(state)
    , governor_(governor)
    , key_("deadlines/" + auth::Secret{client_id}.fingerprint().substr(0, 16)) {}

void Deadlines::restore() {
    const std::lock_guard lock(mutex_);
    if (restored_) {
        return;
    }
    restored_ = true;
    api::StoredDeadlines stored;
    try {
        stored = api::deadlines_from(state_.get(key_).value_or(""));
    } catch (const StorageError&) {
        return;
    }
    const auto put_back = [this](api::Service service, std::int64_t epoch_ms) {
        const std::int64_t left = epoch_ms - epoch_ms_now();
        if (left > 0 && left < furthest_ms) {
            // Rounded up: the last second before a restart may have been cut off.
            governor_.restore(service, net::Clock::now() +
                                           std::chrono::ceil<std::chrono::seconds>(milliseconds{left}));
        }
    };
    put_back(api::Service::web_api, stored.web_api);
    put_back(api::Service::accounts, stored.accounts);
    put_back(api::Service::lists, stored.lists);
}

void Deadlines::refused(api::Service service, const net::Response& response) {
    const auto stated = api::parse_retry_after(response.header("retry-after"), epoch_ms_now());
    governor_.refused(service, net::Clock::now(), stated, jitter());
    // What is stored is what the governor says of both services now, so that two answers that cross cannot
    // store the nearer deadline last, and one service's cannot wipe out the other's.
    const std::lock_guard lock(mutex_);
    const auto epoch_ms = [this](api::Service which) {
        const auto until = governor_.closed_until(which, net::Clock::now());
        return until ? epoch_ms_of(*until) : 0;
    };
    try {
        state_.put(key_, api::to_text({epoch_ms(api::Service::web_api), epoch_ms(api::Service::accounts),
                                       epoch_ms(api::Service::lists)}));
    } catch (const StorageError&) { // stated in the header
    }
}

} // namespace spotify
