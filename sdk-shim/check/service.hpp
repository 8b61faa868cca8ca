// What a plugin under test talks to: the service that its profile starts, and a server that never answers.
#pragma once

#include "check/child.hpp"
#include "check/profile.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace check {

// Takes connections on a port of 127.0.0.1 and says nothing, ever.
class SilentListener {
public:
    SilentListener();            // throws std::runtime_error
    std::string address() const; // "127.0.0.1:PORT"
    // Whether somebody has connected, waiting for it.
    bool is_visited(std::chrono::milliseconds time) const;

private:
    Descriptor socket_;
};

// A folder for one test, gone at its end.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The names of a profile, with its service running where it has one. Ended with this object.
class Surroundings {
public:
    // Throws std::runtime_error when the service does not get ready.
    Surroundings(const Profile& profile, const std::filesystem::path& program, bool with_service);

    const Names& names() const { return names_; }
    const SilentListener& silent() const { return silent_; }

private:
    Scratch scratch_;
    SilentListener silent_;
    Names names_;
    std::unique_ptr<Child> service_;
};

} // namespace check
