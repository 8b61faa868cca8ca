// What people read of a device and of a site in place of an id: which names there may be, and what stands where the site
// file has none. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace host {

struct Site;

inline constexpr std::size_t max_shown_name = 64; // characters: code points

// What is_shown_name() takes, as it stands behind "expected".
inline constexpr const char* shown_name_form =
    "of 1 to 64 characters, without blanks around it, line breaks, control characters and marks of direction";

// `name` is valid UTF-8.
bool is_shown_name(std::string_view name);

struct Naming {
    std::string id;
    std::string name;  // as the site file has it; empty: none
    std::string title; // what the plugin is
};

// What each is shown as, in the same order: its name as it was given, else what the plugin is, and behind that the id where
// another device would be shown alike.
std::vector<std::string> shown_names(const std::vector<Naming>& devices);

// A sentence for each device whose name another has before it.
std::vector<std::string> name_warnings(const Site& site);

} // namespace host
