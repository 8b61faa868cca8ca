#include "net/file_descriptor.hpp"

#include <unistd.h>

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

} // namespace spotify::net
