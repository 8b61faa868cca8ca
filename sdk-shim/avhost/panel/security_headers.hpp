// What every answer of the port says to browsers about what they may do with it.
#pragma once

namespace avhost::panel {

// Scripts, styles and the WebSocket from this port only; pictures also from the web, because artwork comes as
// a URL. Nobody may put a page of the panel into a frame.
template <typename Fields>
void set_security_headers(Fields& fields) {
    fields.set("Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
               "img-src 'self' https: data:; font-src 'self'; media-src 'self'; manifest-src 'self'; "
               "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    fields.set("X-Frame-Options", "DENY"); // for browsers that do not know frame-ancestors
    fields.set("X-Content-Type-Options", "nosniff");
    fields.set("Referrer-Policy", "no-referrer");
    fields.set("Cross-Origin-Opener-Policy", "same-origin");
    fields.set("Cross-Origin-Resource-Policy", "same-origin");
    fields.set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
}

} // namespace avhost::panel
