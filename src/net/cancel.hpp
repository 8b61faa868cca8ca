// A way to end a blocking exchange from another thread, in every phase: a descriptor that becomes readable.
#pragma once

#include <atomic>

namespace spotify::net {

// Descriptor that is closed with its owner.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor)
        : descriptor_(descriptor) {}
    FileDescriptor(FileDescriptor&& other) noexcept
        : descriptor_(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor();

    int get() const { return descriptor_; }
    int release();

private:
    int descriptor_ = -1;
};

// Once canceled it stays so. cancel() may be called from any thread, any number of times; the object outlives
// every exchange that was given it.
class Cancel {
public:
    Cancel(); // throws std::system_error when the process has no descriptors left
    void cancel() noexcept;
    bool canceled() const noexcept { return canceled_.load(); }
    int descriptor() const noexcept { return event_.get(); } // readable once canceled

private:
    FileDescriptor event_;
    std::atomic<bool> canceled_{false};
};

} // namespace spotify::net
