// The folder for the certificates: one that was named, or a fresh one that goes away with the simulator.
#pragma once

#include <filesystem>
#include <string>

namespace sim {

class Folder {
public:
    // An empty name makes a temporary folder. Throws std::runtime_error with a sentence.
    explicit Folder(const std::string& name);
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    // Returns the absolute path of the file written. Readers never see half of it.
    std::string write(const std::string& file, const std::string& contents) const;

private:
    std::filesystem::path path_;
    bool temporary_;
};

} // namespace sim
