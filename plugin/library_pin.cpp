#include "library_pin.hpp"

#include <dlfcn.h>

namespace plugin {

namespace {

constexpr int anchor = 0; // an address in this library

} // namespace

LibraryPin::LibraryPin() {
    Dl_info found{};
    if (::dladdr(&anchor, &found) != 0 && found.dli_fname != nullptr) {
        handle_.reset(::dlopen(found.dli_fname, RTLD_NOW | RTLD_NOLOAD));
    }
}

void LibraryPin::Close::operator()(void* handle) const noexcept {
    ::dlclose(handle);
}

} // namespace plugin
