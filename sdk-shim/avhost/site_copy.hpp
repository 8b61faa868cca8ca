// A site file as it may be shown to others.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace avhost {

// The site's JSON on one line, without comments. What stands under a name that speaks of a secret ("sha256",
// "password", "secret", "token" and the like) is left out. Throws host::JsonError for what is no JSON. Pure.
std::string shown_site(const std::string& text, std::string_view name);

} // namespace avhost
