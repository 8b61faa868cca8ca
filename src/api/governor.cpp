#include "api/governor.hpp"

#include "api/retry_after.hpp"

#include <algorithm>

namespace spotify::api {

namespace {

using namespace std::chrono_literals;

// Coarse enough to be small, since a site may have many: a count leaves a slot late at most.
constexpr std::chrono::milliseconds day_slot = 30min;
constexpr std::size_t day_slots = 48;
constexpr std::chrono::milliseconds window_slot = 3s;
constexpr std::size_t window_slots = 10;

// How much faster than even the budget may be used while all of it is left: people watch for a few hours and
// then go home.
constexpr double head_start = 4;

std::optional<Governor::TimePoint> later(std::optional<Governor::TimePoint> one,
                                         std::optional<Governor::TimePoint> other) {
    return one && other ? std::max(one, other) : one ? one : other;
}

} // namespace

Governor::Governor()
    : day_(day_slot, day_slots)
    , window_(window_slot, window_slots) {}

std::optional<Governor::TimePoint> Governor::closed(Service service, TimePoint now) const {
    const auto open_at = [&](const Closing& one) {
        return one.until && *one.until > now ? one.until : std::nullopt;
    };
    if (service == Service::accounts) {
        return open_at(accounts_);
    }
    return later(open_at(web_api_), service == Service::lists ? open_at(lists_) : std::nullopt);
}

std::optional<Governor::TimePoint> Governor::closed_until(Service service, TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return closed(service, now);
}

std::int64_t Governor::limit_of(Priority priority) const {
    return requests_per_day_ * share_of(priority) / 100;
}

std::optional<Governor::TimePoint> Governor::spent(Priority priority, TimePoint now) const {
    const auto free = day_.below(limit_of(priority), now);
    return free > now ? std::optional{free} : std::nullopt;
}

std::optional<Governor::TimePoint> Governor::spent_until(Priority priority, TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return spent(priority, now);
}

Gate Governor::read(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    Gate gate;
    gate.web_api = closed(Service::web_api, now);
    gate.accounts = closed(Service::accounts, now);
    gate.lists = closed(Service::lists, now);
    for (std::size_t i = 0; i < priority_count; ++i) {
        gate.spent.at(i) = spent(static_cast<Priority>(i), now);
        gate.full.at(i) = full(static_cast<Priority>(i), now);
    }
    gate.requests_per_day = requests_per_day_;
    gate.sent_in_a_day = day_.total(now);
    gate.stretch = stretched(now);
    return gate;
}

std::optional<Governor::TimePoint> Governor::full(Priority priority, TimePoint now) const {
    const auto free =
        std::max(day_.below(limit_of(priority), now), window_.below(most_in_window(priority), now));
    return free > now ? std::optional{free} : std::nullopt;
}

std::optional<Governor::TimePoint> Governor::full_until(Priority priority, TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return full(priority, now);
}

bool Governor::leave(Service service, Priority priority, TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (closed(service, now) || full(priority, now)) {
        return false;
    }
    day_.add(now);
    window_.add(now);
    return true;
}

Governor::TimePoint Governor::refused(Service service, TimePoint now,
                                      std::optional<std::chrono::milliseconds> stated, double jitter) {
    const std::lock_guard lock(mutex_);
    auto& [until, in_a_row] = closing(service);
    const bool was_closed = until && *until > now;
    const unsigned before = was_closed && in_a_row > 0 ? in_a_row - 1 : in_a_row;
    const TimePoint next = now + (stated ? *stated + added_wait(before) : unstated_wait(before, jitter));
    if (!was_closed) { // what was under way when it closed is the same refusal once more
        ++in_a_row;
    }
    until = until ? std::max(*until, next) : next;
    return *until;
}

void Governor::answered(Service service) {
    const std::lock_guard lock(mutex_);
    closing(service).in_a_row = 0;
}

std::int64_t Governor::sent_in_a_day(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return day_.total(now);
}

std::int64_t Governor::requests_per_day() const {
    const std::lock_guard lock(mutex_);
    return requests_per_day_;
}

void Governor::reckon_demands() {
    polls_a_day_ = 0;
    std::optional<std::int64_t> least;
    for (const auto& [who, demand] : demands_) {
        least = std::min(demand.requests_per_day, least.value_or(demand.requests_per_day));
        if (demand.interval > 0ms) {
            polls_a_day_ += 24h / demand.interval;
        }
    }
    requests_per_day_ = least.value_or(requests_per_day_); // the last one's word outlives it
}

void Governor::declare(const void* who, const Demand& demand) {
    const std::lock_guard lock(mutex_);
    const auto [entry, is_new] = demands_.try_emplace(who, demand);
    if (!is_new && entry->second == demand) {
        return;
    }
    entry->second = demand;
    reckon_demands();
}

void Governor::withdraw(const void* who) {
    const std::lock_guard lock(mutex_);
    demands_.erase(who);
    reckon_demands();
}

double Governor::stretch(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return stretched(now);
}

double Governor::stretched(TimePoint now) const {
    const auto limit = limit_of(Priority::poll);
    const auto left = static_cast<double>(std::max<std::int64_t>(0, limit - day_.total(now)));
    const double faster = std::max(1.0, head_start * left / static_cast<double>(limit));
    const double wait = static_cast<double>(day_.even_wait(limit, now).count()) / faster;
    const double demanded =
        static_cast<double>(polls_a_day_) / std::chrono::duration<double, std::milli>(24h).count();
    return std::max(1.0, wait * demanded);
}

void Governor::restore(Service service, TimePoint until) {
    const std::lock_guard lock(mutex_);
    auto& gate_until = closing(service).until;
    gate_until = gate_until ? std::max(*gate_until, until) : until;
}

RollingCount Governor::day() const {
    const std::lock_guard lock(mutex_);
    return day_;
}

void Governor::restore_count(TimePoint moment, std::uint32_t count) {
    const std::lock_guard lock(mutex_);
    day_.add(moment, count);
}

} // namespace spotify::api
