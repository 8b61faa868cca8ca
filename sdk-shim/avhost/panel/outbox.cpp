#include "panel/outbox.hpp"

#include "host/batch_fold.hpp"

#include <utility>

namespace avhost::panel {
namespace {

constexpr std::size_t frame_of_a_value = 32; // bytes: quotes, a comma, a number

std::size_t bytes_of(const std::vector<dp::NamedValue>& values) {
    std::size_t bytes = 0;
    for (const auto& [name, value] : values) {
        bytes += name.size() + frame_of_a_value;
        if (const auto* const text = std::get_if<std::string>(&value)) {
            bytes += text->size();
        } else if (const auto* const json = std::get_if<dp::Json>(&value)) {
            bytes += json->text.size();
        }
    }
    return bytes;
}

struct BytesOf {
    std::size_t operator()(const std::string& line) const { return line.size(); }
    std::size_t operator()(const host::Happening& happening) const { return std::visit(*this, happening); }
    std::size_t operator()(const host::Batch& batch) const { return bytes_of(batch.changed); }
    std::size_t operator()(const host::Snapshot& snapshot) const { return bytes_of(snapshot.values); }
    std::size_t operator()(const host::Event& event) const {
        return event.name.size() + bytes_of(event.data);
    }
    std::size_t operator()(const host::HealthChange& change) const {
        return change.cause.size() + change.text.size();
    }
    std::size_t operator()(const host::Completion& completion) const {
        return completion.text.size() + bytes_of({{"", completion.result}});
    }
    std::size_t operator()(const host::RuleFiring& firing) const {
        return firing.rule.size() + firing.because.size() + firing.text.size() + frame_of_a_value;
    }
    std::size_t operator()(const host::RuleList& list) const {
        std::size_t bytes = 0;
        for (const auto& rule : list.rules) {
            bytes += rule.name.size() + rule.when.size() + rule.last.size() + 3 * frame_of_a_value;
        }
        return bytes;
    }
    std::size_t operator()(const host::RuleCauses& all) const {
        std::size_t bytes = frame_of_a_value;
        for (const auto& cause : all.causes) {
            bytes += cause.property.size() + cause.rule.size() + cause.text.size() + 3 * frame_of_a_value;
        }
        return bytes;
    }
    std::size_t operator()(const host::SiteChange&) const { return 0; } // has no line
};

template <typename Kind>
Kind* find(Outgoing& outgoing) {
    auto* const happening = std::get_if<host::Happening>(&outgoing);
    return happening != nullptr ? std::get_if<Kind>(happening) : nullptr;
}

} // namespace

Outbox::Outbox(std::size_t most_lines, std::size_t most_bytes, std::function<void()> wake)
    : most_lines_(most_lines)
    , most_bytes_(most_bytes)
    , wake_(std::move(wake)) {}

void Outbox::put(Outgoing outgoing) {
    const std::size_t bytes = std::visit(BytesOf{}, outgoing);
    const std::lock_guard lock(mutex_);
    if (fill_ != Fill::open) {
        return;
    }
    auto* const batch = find<host::Batch>(outgoing);
    if (batch != nullptr && fold(*batch)) {
        ++counts_.folded;
        if (bytes_ > most_bytes_) {
            overflow();
        }
    } else if (items_.size() >= most_lines_ || bytes > most_bytes_ - bytes_) {
        ++counts_.dropped;
        overflow();
    } else {
        bytes_ += bytes;
        if (batch != nullptr) {
            foldable_[batch->device] = taken_ + items_.size();
        } else if (const auto* const snapshot = find<host::Snapshot>(outgoing)) {
            foldable_.erase(snapshot->device);
        }
        items_.push_back({std::move(outgoing), bytes});
    }
    if (!noted_) {
        noted_ = true;
        wake_();
    }
}

bool Outbox::fold(const host::Batch& batch) {
    const auto found = foldable_.find(batch.device);
    if (found == foldable_.end()) {
        return false;
    }
    Item& item = items_[static_cast<std::size_t>(found->second - taken_)];
    host::fold(*find<host::Batch>(item.outgoing), batch);
    bytes_ -= item.bytes;
    item.bytes = std::visit(BytesOf{}, item.outgoing);
    bytes_ += item.bytes;
    return true;
}

void Outbox::overflow() {
    fill_ = Fill::overflowed;
    counts_.dropped += items_.size();
    items_.clear();
    foldable_.clear();
    bytes_ = 0;
    noted_ = false; // the note of an earlier line may be waiting for a write that never ends
}

std::optional<Outgoing> Outbox::take() {
    const std::lock_guard lock(mutex_);
    noted_ = false;
    if (items_.empty()) {
        return std::nullopt;
    }
    Outgoing outgoing = std::move(items_.front().outgoing);
    bytes_ -= items_.front().bytes;
    items_.pop_front();
    if (const auto* const batch = find<host::Batch>(outgoing)) {
        const auto found = foldable_.find(batch->device);
        if (found != foldable_.end() && found->second == taken_) {
            foldable_.erase(found);
        }
    }
    ++taken_;
    return outgoing;
}

Outbox::Fill Outbox::fill() const {
    const std::lock_guard lock(mutex_);
    return fill_;
}

void Outbox::close() {
    const std::lock_guard lock(mutex_);
    fill_ = Fill::closed;
    wake_ = nullptr; // what it refers to may be gone long before the box is
    items_.clear();
    foldable_.clear();
    bytes_ = 0;
}

Outbox::Counts Outbox::counts() {
    const std::lock_guard lock(mutex_);
    return std::exchange(counts_, {});
}

} // namespace avhost::panel
