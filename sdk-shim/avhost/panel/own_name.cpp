#include "panel/own_name.hpp"

#include <algorithm>
#include <string>

namespace avhost::panel {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letters(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool is_host(std::string_view host, const std::string& name, std::uint16_t port) {
    return same_letters(host, name + ':' + std::to_string(port)) || (port == 80 && same_letters(host, name));
}

} // namespace

bool is_own_host(std::string_view host, std::string_view address, std::uint16_t port) {
    const bool v6 = address.find(':') != std::string_view::npos;
    const std::string literal = v6 ? '[' + std::string{address} + ']' : std::string{address};
    return is_host(host, literal, port) || is_host(host, "127.0.0.1", port) || is_host(host, "[::1]", port) ||
           is_host(host, "localhost", port);
}

bool is_same_origin(std::string_view origin, std::string_view host) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (origin.size() > scheme.size() && same_letters(origin.substr(0, scheme.size()), scheme)) {
            return same_letters(origin.substr(scheme.size()), host);
        }
    }
    return false;
}

} // namespace avhost::panel
