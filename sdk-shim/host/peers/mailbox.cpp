#include "host/peers/mailbox.hpp"

#include "host/batch_fold.hpp"

#include <iterator>
#include <utility>

namespace host {
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
    std::size_t operator()(const Happening& happening) const { return std::visit(*this, happening); }
    std::size_t operator()(const Batch& batch) const { return bytes_of(batch.changed); }
    std::size_t operator()(const Snapshot& snapshot) const { return bytes_of(snapshot.values); }
    std::size_t operator()(const Event& event) const { return event.name.size() + bytes_of(event.data); }
    std::size_t operator()(const HealthChange& change) const {
        return change.cause.size() + change.text.size();
    }
    std::size_t operator()(const Completion& completion) const {
        return completion.text.size() + bytes_of({{"", completion.result}});
    }
    std::size_t operator()(const RuleFiring& firing) const {
        return firing.rule.size() + firing.because.size() + firing.text.size() + frame_of_a_value;
    }
    std::size_t operator()(const RuleList& list) const {
        std::size_t bytes = 0;
        for (const auto& rule : list.rules) {
            bytes += rule.name.size() + rule.when.size() + rule.last.size() + 3 * frame_of_a_value;
        }
        return bytes;
    }
    std::size_t operator()(const RuleCauses& all) const {
        std::size_t bytes = frame_of_a_value;
        for (const auto& cause : all.causes) {
            bytes += cause.property.size() + cause.rule.size() + cause.text.size() + 3 * frame_of_a_value;
        }
        return bytes;
    }
    std::size_t operator()(const SiteChange&) const { return 0; } // has no line
    std::size_t operator()(const std::vector<Snapshot>& snapshots) const {
        std::size_t bytes = 0;
        for (const auto& snapshot : snapshots) {
            bytes += (*this)(snapshot);
        }
        return bytes;
    }
    std::size_t operator()(const Reply& reply) const { return std::visit(*this, reply.content); }
};

template <typename Kind>
Kind* find(Outgoing& outgoing) {
    auto* const happening = std::get_if<Happening>(&outgoing);
    return happening != nullptr ? std::get_if<Kind>(happening) : nullptr;
}

bool is_news(const Outgoing& outgoing) {
    const auto* const happening = std::get_if<Happening>(&outgoing);
    return happening != nullptr &&
           (std::holds_alternative<Event>(*happening) || std::holds_alternative<RuleFiring>(*happening));
}

} // namespace

Mailbox::Mailbox(Limits limits, std::function<void()> wake)
    : limits_{limits}
    , wake_{std::move(wake)} {}

void Mailbox::put(Outgoing outgoing) {
    const std::size_t bytes = std::visit(BytesOf{}, outgoing);
    const std::lock_guard lock(mutex_);
    if (fill_ != Fill::open) {
        return;
    }
    auto* const batch = find<Batch>(outgoing);
    const bool may_go = limits_.when_full == WhenFull::lose_news && is_news(outgoing);
    if (may_go) {
        make_room_for_news();
    }
    if (batch != nullptr && fold(*batch)) {
        ++counts_.folded;
        if (bytes_ > limits_.bytes) {
            overflow();
        }
    } else if (items_.size() >= limits_.items || bytes > limits_.bytes - bytes_) {
        ++counts_.dropped;
        overflow();
    } else {
        bytes_ += bytes;
        end_folding(outgoing);
        items_.push_back({std::move(outgoing), bytes});
        const auto added = std::prev(items_.end());
        if (const auto* const kept = find<Batch>(added->outgoing)) {
            foldable_[kept->device] = added;
        } else if (may_go) {
            news_.push_back(added);
        }
    }
    if (!noted_) {
        noted_ = true;
        wake_();
    }
}

// Of the devices whose values are in `outgoing` as a whole.
void Mailbox::end_folding(const Outgoing& outgoing) {
    if (const auto* const happening = std::get_if<Happening>(&outgoing)) {
        if (const auto* const snapshot = std::get_if<Snapshot>(happening)) {
            foldable_.erase(snapshot->device);
        }
    } else if (const auto* const reply = std::get_if<Reply>(&outgoing)) {
        if (const auto* const snapshots = std::get_if<std::vector<Snapshot>>(&reply->content)) {
            for (const auto& snapshot : *snapshots) {
                foldable_.erase(snapshot.device);
            }
        }
    }
}

bool Mailbox::fold(const Batch& batch) {
    const auto found = foldable_.find(batch.device);
    if (found == foldable_.end()) {
        return false;
    }
    Item& item = *found->second;
    host::fold(*find<Batch>(item.outgoing), batch);
    bytes_ -= item.bytes;
    item.bytes = std::visit(BytesOf{}, item.outgoing);
    bytes_ += item.bytes;
    return true;
}

// The oldest go.
void Mailbox::make_room_for_news() {
    if (news_.size() >= limits_.news) {
        bytes_ -= news_.front()->bytes;
        items_.erase(news_.front());
        news_.pop_front();
        ++counts_.dropped;
    }
}

void Mailbox::overflow() {
    fill_ = Fill::overflowed;
    counts_.dropped += items_.size();
    items_.clear();
    foldable_.clear();
    news_.clear();
    bytes_ = 0;
    noted_ = false; // the note of an earlier line may be waiting for a write that never ends
}

std::optional<Outgoing> Mailbox::take() {
    const std::lock_guard lock(mutex_);
    noted_ = false;
    if (items_.empty()) {
        return std::nullopt;
    }
    const auto oldest = items_.begin();
    if (const auto* const batch = find<Batch>(oldest->outgoing)) {
        const auto found = foldable_.find(batch->device);
        if (found != foldable_.end() && found->second == oldest) {
            foldable_.erase(found);
        }
    } else if (!news_.empty() && news_.front() == oldest) {
        news_.pop_front();
    }
    Outgoing outgoing = std::move(oldest->outgoing);
    bytes_ -= oldest->bytes;
    items_.pop_front();
    return outgoing;
}

Mailbox::Fill Mailbox::fill() const {
    const std::lock_guard lock(mutex_);
    return fill_;
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    fill_ = Fill::closed;
    wake_ = nullptr; // what it refers to may be gone long before the box is
    items_.clear();
    foldable_.clear();
    news_.clear();
    bytes_ = 0;
}

Mailbox::Counts Mailbox::counts() {
    const std::lock_guard lock(mutex_);
    return std::exchange(counts_, {});
}

} // namespace host
