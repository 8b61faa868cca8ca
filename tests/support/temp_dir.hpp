// A folder for one test, gone with everything in it when the test ends.
#pragma once

#include <filesystem>
#include <string>

namespace test {

class TempDir {
public:
    TempDir(); // throws std::runtime_error
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::filesystem::path& path() const { return path_; }

    // Makes the folders in between. Returns the absolute path of the file.
    std::filesystem::path write(const std::string& relative, const std::string& contents) const;

private:
    std::filesystem::path path_;
};

// Throws std::runtime_error when the file cannot be read.
std::string read_file(const std::filesystem::path& file);

} // namespace test
