// The access key that a browser shows, in a header, a cookie or a form. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace avhost::panel {

// The key in a request's headers: of "Authorization: Bearer KEY", else of the cookie av_key. Empty when there
// is none. `cookie` and `authorization` are the headers' values, borrowed by what comes back.
std::string_view shown_key(std::string_view authorization, std::string_view cookie);

// The value of `key` in an application/x-www-form-urlencoded text, without blanks around it; nothing when it
// is not there exactly once or is wrongly encoded.
std::optional<std::string> key_in_form(std::string_view form);

// True for a key that fits into a cookie as it is. Others cannot be used with a browser.
bool fits_in_cookie(std::string_view key);

} // namespace avhost::panel
