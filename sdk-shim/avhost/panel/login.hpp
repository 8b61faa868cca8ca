// Logging in and out with a browser: a key from a form becomes a cookie.
#pragma once

#include "door/gate.hpp"
#include "panel/answer.hpp"

#include <string>
#include <string_view>

namespace avhost::panel {

// The answer to a login with this form. `address` is an IP literal, `secure` is for a port with TLS.
Answer log_in(door::Gate& gate, const std::string& address, std::string_view form, bool secure,
              door::WrongKeys::Time now);
Answer log_out(bool secure);

// For somebody who has to wait before his key is looked at again.
Answer too_many(door::WrongKeys::Duration wait);

} // namespace avhost::panel
