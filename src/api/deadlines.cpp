#include "api/deadlines.hpp"

#include "api/governor_memory.hpp"
#include "api/retry_after.hpp"
#include "base/secret.hpp"

#include <algorithm>

namespace spotify {

namespace {

using std::chrono::milliseconds;

// A stored moment further away than this comes from a clock that was wrong when it was written.
constexpr std::int64_t furthest_ms = std::int64_t{8} * 24 * 3600 * 1000;

constexpr std::chrono::minutes stored_every{1};
// More than a minute of polls, and few beside a day's budget: what a crash costs of it. It is stored again when half of
// that is used up, so that a store that takes its time is not overtaken.
constexpr std::uint32_t stored_ahead = 30;

} // namespace

// A client id may hold characters that a key may not; a part of its hash tells ids apart as well.
Deadlines::Deadlines(StateStore& state, Executor& storage, api::Governor& governor, const std::string& name,
                     std::function<double()> jitter, RestartClock clock)
    : state_(state)
    , storage_(storage)
    , governor_(governor)
    , key_("deadlines/" + Secret{name}.fingerprint().substr(0, 16))
    , jitter_(std::move(jitter))
    , clock_(std::move(clock)) {}

void Deadlines::restore(net::TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (restored_) {
        return;
    }
    restored_ = true;
    api::GovernorMemory stored;
    const auto moment = clock_();
    try {
        stored = api::governor_memory_from(state_.get(key_).value_or("")).moved_to(moment);
    } catch (const StorageError&) {
        return;
    }
    const auto now_ms = moment.epoch_ms;
    const auto put_back = [&](api::Service service, std::int64_t epoch_ms) {
        const std::int64_t left = epoch_ms - now_ms;
        if (left > 0 && left < furthest_ms) {
            governor_.restore(service, now + milliseconds{left});
        }
    };
    put_back(api::Service::web_api, stored.web_api);
    put_back(api::Service::accounts, stored.accounts);
    put_back(api::Service::lists, stored.lists);
    for (const auto& [until_ms, count] : stored.sent) {
        // What is not over yet counts as of now, and so does what a clock that ran ahead has stored.
        governor_.restore_count(now + milliseconds{std::min<std::int64_t>(until_ms - now_ms, 0)}, count);
    }
}

void Deadlines::refused(api::Service service, const net::Response& response, net::TimePoint now,
                        milliseconds most) {
    auto stated = api::parse_retry_after(response.header("retry-after"), response.header("date"));
    if (stated) {
        stated = std::min<milliseconds>(*stated, most);
    }
    governor_.refused(service, now, stated, jitter_());
    store_soon(now);
}

void Deadlines::cover(net::TimePoint now) {
    const auto is_covered = [&] {
        const std::lock_guard lock(mutex_);
        return stored_at_ && now - *stored_at_ < stored_every &&
               governor_.sent_in_a_day(now) + stored_ahead / 2 < covered_;
    };
    if (!is_covered()) {
        store_soon(now);
    }
}

void Deadlines::finish(net::TimePoint now) {
    const std::lock_guard storing(store_mutex_);
    std::string text;
    {
        const std::lock_guard lock(mutex_);
        if (!stored_at_) {
            return;
        }
        text = text_of(0, now);
        unstored_.reset(); // this is newer
    }
    store(text);
}

void Deadlines::store_soon(net::TimePoint now) {
    {
        const std::lock_guard lock(mutex_);
        const bool is_posted = unstored_.has_value();
        unstored_ = text_of(stored_ahead, now);
        if (is_posted) {
            return;
        }
    }
    try {
        storage_.post([self = shared_from_this()] {
            const std::lock_guard storing(self->store_mutex_); // before: the newest text is stored last
            std::optional<std::string> text;
            {
                const std::lock_guard lock(self->mutex_);
                text.swap(self->unstored_);
            }
            if (text) {
                self->store(*text);
            }
        });
    } catch (const std::exception&) { // no thread: like a store that fails
        const std::lock_guard lock(mutex_);
        unstored_.reset();
    }
}

void Deadlines::store(const std::string& text) {
    try {
        state_.put(key_, text);
    } catch (const StorageError&) { // stated in the header
    }
}

// What is stored is what the governor says of everything now, so that two answers that cross cannot store the
// nearer deadline last, and one service's cannot wipe out the other's.
std::string Deadlines::text_of(std::uint32_t ahead, net::TimePoint now) {
    const auto moment = clock_();
    const auto epoch_ms = [&](net::TimePoint then) {
        return moment.epoch_ms + std::chrono::ceil<milliseconds>(then - now).count();
    };
    const auto closed_ms = [&](api::Service which) {
        const auto until = governor_.closed_until(which, now);
        return until ? epoch_ms(*until) : 0;
    };
    api::GovernorMemory memory{closed_ms(api::Service::web_api),
                               closed_ms(api::Service::accounts),
                               closed_ms(api::Service::lists),
                               {},
                               moment};
    const auto day = governor_.day();
    const auto [first, last] = day.counted(now);
    for (auto slot = first; slot <= last; ++slot) {
        const auto count = day.count_in(slot) + (slot == last ? ahead : 0);
        if (count > 0) {
            memory.sent.emplace_back(epoch_ms(day.begin_of(slot + 1)), count);
        }
    }
    stored_at_ = now;
    covered_ = day.total(now) + ahead;
    return api::to_text(memory);
}

} // namespace spotify
