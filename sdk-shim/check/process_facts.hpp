// What this process has of what a plugin may leave behind.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace check {

std::size_t threads_now();
std::size_t descriptors_now();
std::size_t memory_now(); // bytes that the heap has given out
bool is_mapped(const std::filesystem::path& file);

// The sanitizers keep libraries mapped, and their heap does not count itself.
constexpr bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return false;
#endif
}

// The defined dynamic symbols of a 64-bit ELF file, as nm -D --defined-only lists them. Throws
// std::runtime_error for a file that is none.
std::vector<std::string> exported_symbols(const std::filesystem::path& file);

} // namespace check
