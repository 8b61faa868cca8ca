// Keeps this library in memory while its threads may run its code.
#pragma once

#include <memory>

namespace plugin {

// A reference of the library's own to itself: a host that unloads it without ending its instances, which the ABI asks
// for, must not pull the code from under the threads. Does nothing where the code is part of a program.
class LibraryPin {
public:
    LibraryPin();

private:
    struct Close {
        void operator()(void* handle) const noexcept;
    };
    std::unique_ptr<void, Close> handle_;
};

} // namespace plugin
