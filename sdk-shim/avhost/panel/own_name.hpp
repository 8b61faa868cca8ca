// Who may talk to the port: rules on the Host and Origin of a request, against pages of other sites that
// reach for a loopback port and against names that are pointed at it (DNS rebinding). Text alone, no socket.
#pragma once

#include <cstdint>
#include <string_view>

namespace avhost::panel {

// True when `host`, as it stands in a request, is this port under a name that cannot be anybody else's:
// `address` (the literal at which the connection came in, IPv6 without brackets), 127.0.0.1, [::1] or
// localhost, with `port`. The port may be left out when it is 80.
bool is_own_host(std::string_view host, std::string_view address, std::uint16_t port);

// True when `origin` is http or https with exactly `host` behind it, in any case of letters.
bool is_same_origin(std::string_view origin, std::string_view host);

} // namespace avhost::panel
