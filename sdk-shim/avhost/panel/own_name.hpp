// Who may talk to the port: rules on the Host and Origin of a request, against pages of other sites that
// reach for a port of the house and against names that are pointed at it (DNS rebinding). Text alone, no
// socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace avhost::panel {

enum class Scheme { http, https };

// The port that a browser leaves out.
constexpr std::uint16_t usual_port(Scheme scheme) {
    return scheme == Scheme::https ? 443 : 80;
}

// True when `host`, as it stands in a request, is this port under a name that cannot be anybody else's:
// `address` (the literal at which the connection came in, IPv6 without brackets and perhaps with the name of
// an interface behind %), 127.0.0.1, [::1], localhost, or one of `names`, with `port`. The port may be left
// out when it is the scheme's usual one. A name "*.example.net" stands for one label before the dot.
bool is_own_host(std::string_view host, std::string_view address, std::uint16_t port, Scheme scheme,
                 const std::vector<std::string>& names);

// True when `origin` is the scheme with exactly `host` behind it, in any case of letters.
bool is_same_origin(std::string_view origin, std::string_view host, Scheme scheme);

} // namespace avhost::panel
