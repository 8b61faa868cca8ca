// Secrets as people put them. Pure.
#pragma once

#include "base/secret.hpp"

#include <string>
#include <string_view>

namespace spotify::auth {

// Without what editors, pipes and clipboards add: white space around it, and a UTF-8 byte order mark.
Secret trimmed(const Secret& put);

// Printable ASCII without spaces, as all that Spotify gives: what may go into a header or a form.
bool is_sendable(std::string_view text);

// For a person: that the secret of that key cannot be used, and to put it again.
std::string not_sendable(const std::string& key);

} // namespace spotify::auth
