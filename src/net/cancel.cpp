#include "net/cancel.hpp"

#include "net/error.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace spotify::net {

// The flag is set before the list is read, and a watch joins the list before it reads the flag: one of the
// two sees the other.
void Cancel::cancel() noexcept {
    canceled_.store(true);
    const std::lock_guard lock(mutex_);
    for (auto* watch = watches_; watch != nullptr; watch = watch->next_) {
        watch->wake();
    }
}

CancelWatch::CancelWatch(const Cancel& cancel)
    : cancel_(cancel)
    , event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (event_.get() < 0) {
        throw NetError(Failure::connect, "this controller has no file descriptors left");
    }
    const std::lock_guard lock(cancel_.mutex_);
    next_ = cancel_.watches_;
    if (next_ != nullptr) {
        next_->previous_ = this;
    }
    cancel_.watches_ = this;
    if (cancel_.canceled()) {
        wake();
    }
}

CancelWatch::~CancelWatch() {
    const std::lock_guard lock(cancel_.mutex_);
    (previous_ != nullptr ? previous_->next_ : cancel_.watches_) = next_;
    if (next_ != nullptr) {
        next_->previous_ = previous_;
    }
}

void CancelWatch::wake() noexcept {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then it is readable already.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

} // namespace spotify::net
