#include "mqtt/waiting.hpp"

#include "host/batch_fold.hpp"

#include <utility>

namespace avhost::mqtt {
namespace {

bool is_news(const host::Happening& happening) {
    return std::holds_alternative<host::Event>(happening) ||
           std::holds_alternative<host::RuleFiring>(happening);
}

} // namespace

host::Happening* Waiting::at(Number number) {
    auto& item = items_[static_cast<std::size_t>(number - taken_)];
    return item ? &*item : nullptr;
}

host::Happening* Waiting::waiting_values(const std::string& device) {
    const auto found = values_.find(device);
    return found != values_.end() ? at(found->second) : nullptr;
}

bool Waiting::fold(host::Happening& happening) {
    if (auto* const batch = std::get_if<host::Batch>(&happening)) {
        auto* const values = waiting_values(batch->device);
        if (values == nullptr) {
            return false;
        }
        if (auto* const older = std::get_if<host::Batch>(values)) {
            host::fold(*older, std::move(*batch));
        } else {
            host::fold(std::get<host::Snapshot>(*values), std::move(*batch));
        }
        return true;
    }
    host::Happening* same = nullptr;
    if (const auto* const snapshot = std::get_if<host::Snapshot>(&happening)) {
        same = waiting_values(snapshot->device);
    } else if (const auto* const change = std::get_if<host::HealthChange>(&happening)) {
        const auto found = health_.find(change->device);
        same = found != health_.end() ? at(found->second) : nullptr;
    } else if (std::holds_alternative<host::SiteChange>(happening)) {
        same = site_ ? at(*site_) : nullptr;
    }
    if (same == nullptr) {
        return false;
    }
    *same = std::move(happening);
    return true;
}

void Waiting::put(host::Happening happening) {
    if (fold(happening)) {
        ++counts_.folded;
        return;
    }
    const Number number = taken_ + items_.size();
    if (is_news(happening)) {
        make_room_for_news();
        news_.push_back(number);
    } else if (const auto* const batch = std::get_if<host::Batch>(&happening)) {
        values_[batch->device] = number;
    } else if (const auto* const snapshot = std::get_if<host::Snapshot>(&happening)) {
        values_[snapshot->device] = number;
    } else if (const auto* const change = std::get_if<host::HealthChange>(&happening)) {
        health_[change->device] = number;
    } else if (std::holds_alternative<host::SiteChange>(happening)) {
        site_ = number;
    }
    items_.emplace_back(std::move(happening));
    ++live_;
}

void Waiting::make_room_for_news() {
    if (news_.size() >= most_news) {
        items_[static_cast<std::size_t>(news_.front() - taken_)].reset();
        news_.pop_front();
        --live_;
        ++counts_.dropped;
    }
}

std::optional<host::Happening> Waiting::take() {
    while (!items_.empty()) {
        auto item = std::move(items_.front());
        items_.pop_front();
        const Number number = taken_++;
        if (!item) {
            continue;
        }
        --live_;
        if (is_news(*item)) {
            news_.pop_front();
        } else if (const auto* const batch = std::get_if<host::Batch>(&*item)) {
            values_.erase(batch->device);
        } else if (const auto* const snapshot = std::get_if<host::Snapshot>(&*item)) {
            values_.erase(snapshot->device);
        } else if (const auto* const change = std::get_if<host::HealthChange>(&*item)) {
            health_.erase(change->device);
        } else if (site_ == number) {
            site_.reset();
        }
        return item;
    }
    return std::nullopt;
}

Waiting::Counts Waiting::counts() {
    return std::exchange(counts_, {});
}

} // namespace avhost::mqtt
