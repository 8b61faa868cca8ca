// What every answer of the port says to browsers about what they may do with it.
#pragma once

#include <string>

namespace avhost::panel {

// Scripts, styles and the WebSocket from this port only; pictures also from the web, because artwork comes as
// a URL. On a port that only this machine reaches, pictures come from other ports of it too: a camera's proxy or
// a simulated service does without a certificate there, and nothing crosses a network. Nobody may put a page of
// the panel into a frame.
template <typename Fields>
void set_security_headers(Fields& fields, bool is_on_loopback) {
    fields.set("Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
               "img-src 'self' https: data:" +
                   std::string{is_on_loopback ? " http://127.0.0.1:*" : ""} +
                   "; font-src 'self'; media-src 'self'; manifest-src 'self'; "
                   "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    fields.set("X-Frame-Options", "DENY"); // for browsers that do not know frame-ancestors
    fields.set("X-Content-Type-Options", "nosniff");
    fields.set("Referrer-Policy", "no-referrer");
    fields.set("Cross-Origin-Opener-Policy", "same-origin");
    fields.set("Cross-Origin-Resource-Policy", "same-origin");
    fields.set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
}

} // namespace avhost::panel
