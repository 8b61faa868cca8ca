// What this process holds, as malloc and the kernel count it.
#pragma once

#include <cstddef>

namespace bench {

// Bytes that are allocated and not freed. Gives back to the kernel first what it can.
std::size_t heap_bytes();
std::size_t resident_bytes();
std::size_t thread_count();
std::size_t descriptor_count();

// The soft limit up to the hard one; gives it.
std::size_t raise_descriptor_limit();

} // namespace bench
