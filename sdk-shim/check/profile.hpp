// What plugin-check has to be told about one plugin to let it work: a JSON file beside the plugin's tests.
//
//   {
//     "service": { "command": ["PROGRAM", "..."] },    started for each test that needs a working device
//     "config": { ... },                               of a device that comes to work
//     "secrets": { "KEY": "VALUE" },                   put into the secret store first; or an array with such
//     an
//                                                      object for each instance, the last for all others
//     "parameters": { "ACTION": { ... } },             where values that fit the manifest are not good enough
//     "silent": { "config": { ... }, "secrets": ... }  the same device, sent to a server that never answers
//   }
//
// All keys may be left out. In texts ${NAME} stands for: profile (the profile's folder), bin (plugin-check's
// folder), scratch (a folder for this test), silent (address and port of the server that never answers), and
// each text of the one JSON line that the service prints to stdout when it is ready. The service is ended
// with SIGTERM.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace check {

class ProfileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using Names = std::map<std::string, std::string>; // what ${NAME} stands for

struct Profile {
    std::filesystem::path file;   // absolute
    std::filesystem::path folder; // it lies in
    std::vector<std::string> command;
    std::string config = "{}"; // JSON; names not yet replaced, in this and all that follows
    using Secrets = std::vector<std::map<std::string, std::string>>; // by instance
    Secrets secrets;
    std::map<std::string, std::string> parameters; // JSON by action
    std::optional<std::string> silent_config;
    Secrets silent_secrets;
};

// Throws ProfileError with file, key and expectation.
Profile read_profile(const std::filesystem::path& file);

// Throws ProfileError for a name that stands for nothing. In JSON texts the values are put in as they are, so
// they must need no escape.
std::string replaced(const std::string& text, const Names& names);

} // namespace check
