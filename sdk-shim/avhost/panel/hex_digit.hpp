// The digits of percent-encoding. Pure.
#pragma once

namespace avhost::panel {

// 0 to 15; -1 for what is none.
inline int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace avhost::panel
