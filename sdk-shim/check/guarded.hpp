// A struct, or the beginning of one, with nothing behind it: who reads on faults at once.
#pragma once

#include <cstddef>
#include <cstring>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

namespace check {

class Guarded {
public:
    // The first `size` bytes of `from`, at the very end of what can be read.
    Guarded(const void* from, std::size_t size)
        : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))) {
        memory_ = ::mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory_ == MAP_FAILED || ::mprotect(static_cast<char*>(memory_) + page_, page_, PROT_NONE) != 0) {
            throw std::runtime_error("no memory is to be had");
        }
        start_ = static_cast<char*>(memory_) + page_ - size;
        std::memcpy(start_, from, size);
    }
    ~Guarded() { ::munmap(memory_, 2 * page_); }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;

    template <typename Struct>
    const Struct* as() const {
        return reinterpret_cast<const Struct*>(start_);
    }

private:
    std::size_t page_;
    void* memory_ = nullptr;
    char* start_ = nullptr;
};

} // namespace check
