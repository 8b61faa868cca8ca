// Who somebody at the port is, by the access key he shows. Knows no socket and no clock.
#pragma once

#include "host/site_panel.hpp"
#include "panel/visitor.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace avhost::panel {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view text);

class Access {
public:
    // Without keys everybody may come in, as one who sets up: then the port has to be on loopback.
    explicit Access(std::vector<host::PanelKey> keys)
        : keys_{std::move(keys)} {}

    bool asks_for_keys() const { return !keys_.empty(); }

    // Nothing when it is nobody's key. Takes as long for a key that is almost right as for one that is not.
    std::optional<Visitor> visitor(const Digest& key) const;

private:
    std::vector<host::PanelKey> keys_;
};

// The key in a request's headers: of "Authorization: Bearer KEY", else of the cookie av_key. Empty when there
// is none. `cookie` and `authorization` are the headers' values, borrowed by what comes back.
std::string_view shown_key(std::string_view authorization, std::string_view cookie);

// The value of `key` in an application/x-www-form-urlencoded text, without blanks around it; nothing when it
// is not there exactly once or is wrongly encoded.
std::optional<std::string> key_in_form(std::string_view form);

// True for a key that fits into a cookie as it is. Others cannot be used with a browser.
bool fits_in_cookie(std::string_view key);

} // namespace avhost::panel
