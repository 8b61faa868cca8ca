#include "panel/outbox.hpp"

#include <utility>

namespace avhost::panel {

Outbox::Outbox(std::size_t most_lines, std::size_t most_bytes, std::function<void()> wake)
    : most_lines_(most_lines)
    , most_bytes_(most_bytes)
    , wake_(std::move(wake)) {}

void Outbox::put(std::string line) {
    const std::lock_guard lock(mutex_);
    if (fill_ != Fill::open) {
        return;
    }
    if (lines_.size() >= most_lines_ || line.size() > most_bytes_ - bytes_) {
        fill_ = Fill::overflowed;
        lines_.clear();
        bytes_ = 0;
        noted_ = false; // the note of an earlier line may be waiting for a write that never ends
    } else {
        bytes_ += line.size();
        lines_.push_back(std::move(line));
    }
    if (!noted_) {
        noted_ = true;
        wake_();
    }
}

std::optional<std::string> Outbox::take() {
    const std::lock_guard lock(mutex_);
    noted_ = false;
    if (lines_.empty()) {
        return std::nullopt;
    }
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    bytes_ -= line.size();
    return line;
}

Outbox::Fill Outbox::fill() const {
    const std::lock_guard lock(mutex_);
    return fill_;
}

void Outbox::close() {
    const std::lock_guard lock(mutex_);
    fill_ = Fill::closed;
    wake_ = nullptr; // what it refers to may be gone long before the box is
    lines_.clear();
    bytes_ = 0;
}

} // namespace avhost::panel
