// The command line as a value. Pure, but for default_plugins().
#pragma once

#include "host/plugin_folders.hpp"

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace avhost {

// A command line that says nothing. what() is a sentence.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Arguments {
    std::vector<std::string> words; // what is no option: the command and what it is about
    host::PluginFolders plugins;    // empty: default_plugins()
    std::filesystem::path state{"state"};
    std::filesystem::path key_file;  // empty: not given
    std::string role;                // of a panel key; empty: not given
    std::vector<std::string> tries;  // of "rules": DEVICE.PROPERTY=VALUE, DEVICE.EVENT or start
    std::vector<std::string> givens; // of "rules": DEVICE.PROPERTY=VALUE
    std::string at;                  // of "rules": local time, "2026-11-27T22:00"; empty: now
    bool stdio = false;
    bool strict = false;
    bool help = false;
    bool version = false;
};

// `given` is without the program's name. Options may stand anywhere; "--" ends them. Throws UsageError.
Arguments parse_arguments(std::span<const std::string_view> given);

// Throws UsageError unless there are exactly `names.size()` words after the command's own `skip` words.
void expect_words(const Arguments& arguments, std::size_t skip, std::span<const std::string_view> names);

// ../plugins beside the executable.
std::filesystem::path default_plugins();

std::string_view usage();

} // namespace avhost
