// Reads a whole file that a person wrote: a site, a manifest. Secrets are read elsewhere, with more care.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace host {

// what() is "FILE: expected ...".
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Throws FileError for a file that is absent, no regular file, not to be read, or larger than `limit` bytes.
std::string read_text_file(const std::filesystem::path& file, std::size_t limit);

} // namespace host
