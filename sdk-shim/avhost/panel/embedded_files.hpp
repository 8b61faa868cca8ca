// The web room's files as they were at build time. The source of this one is written by embed_files.cmake.
#pragma once

#include <span>
#include <string_view>

namespace avhost::panel {

struct EmbeddedFile {
    std::string_view name; // without a folder: "av.js"
    std::string_view data; // valid for the life of the program
};

// Sorted by name.
std::span<const EmbeddedFile> embedded_files();

} // namespace avhost::panel
