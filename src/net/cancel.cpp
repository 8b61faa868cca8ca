#include "net/cancel.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace spotify::net {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
        const FileDescriptor old{std::exchange(descriptor_, other.release())};
    }
    return *this;
}

FileDescriptor::~FileDescriptor() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

int FileDescriptor::release() {
    return std::exchange(descriptor_, -1);
}

Cancel::Cancel()
    : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (event_.get() < 0) {
        throw std::system_error(errno, std::generic_category(), "no event descriptor to be had");
    }
}

void Cancel::cancel() noexcept {
    canceled_.store(true);
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then it is readable already.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

} // namespace spotify::net
