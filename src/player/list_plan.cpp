#include "player/list_plan.hpp"

#include <algorithm>

namespace spotify::player {

// The account's name is asked for once, whoever looks.
bool ListPlan::is_watched(List list, Attention attention) {
    return list == List::account || attention == Attention::looking;
}

void ListPlan::item_is(const Shared<Item>& item, TimePoint now) {
    const bool is_same = item_->uri == item->uri;
    item_ = item;
    if (is_same) {
        return;
    }
    for (const auto list : {List::queue, List::favorite}) {
        auto& one = entry(list);
        const auto stayed = now + item_has_stayed;
        // What failed last waits its pause out, whatever plays: else one that is refused is asked for with each item.
        one.due = !item->uri                    ? std::nullopt
                  : one.failures > 0 && one.due ? std::optional{std::max(*one.due, stayed)}
                                                : stayed;
    }
}

void ListPlan::begin_anew() {
    entries_ = {};
    item_.reset();
    entry(List::queue).due.reset();
    entry(List::favorite).due.reset();
}

std::optional<List> ListPlan::due(Attention attention, TimePoint now) const {
    for (std::size_t i = 0; i < list_count; ++i) {
        const auto& one = entries_.at(i);
        if (one.due && *one.due <= now && is_watched(static_cast<List>(i), attention)) {
            return static_cast<List>(i);
        }
    }
    return std::nullopt;
}

std::optional<TimePoint> ListPlan::next_due(Attention attention) const {
    std::optional<TimePoint> next;
    for (std::size_t i = 0; i < list_count; ++i) {
        const auto& one = entries_.at(i);
        if (one.due && is_watched(static_cast<List>(i), attention)) {
            next = next ? std::min(*next, *one.due) : *one.due;
        }
    }
    return next;
}

void ListPlan::fetched(List list, TimePoint now) {
    auto& one = entry(list);
    one.failures = 0;
    one.due = list == List::devices     ? std::optional<TimePoint>{now + devices_good_for}
              : list == List::playlists ? std::optional<TimePoint>{now + playlists_good_for}
                                        : std::nullopt;
}

void ListPlan::failed(List list, TimePoint now, double jitter) {
    again(list, now, list_retry_most, jitter);
}

void ListPlan::refused(List list, TimePoint now, double jitter) {
    again(list, now, refused_list_retry_most, jitter);
}

void ListPlan::again(List list, TimePoint now, Millis most, double jitter) {
    auto& one = entry(list);
    const auto wait = std::min<Millis>(list_retry_first * (1U << std::min(one.failures, 10U)), most);
    ++one.failures;
    one.due =
        now + wait + Millis{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.25 * jitter)};
}

void ListPlan::wanted(List list, TimePoint now) {
    auto& one = entry(list);
    one.due = one.due ? std::min(*one.due, now) : now;
}

} // namespace spotify::player
