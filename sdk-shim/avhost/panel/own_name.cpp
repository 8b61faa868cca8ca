#include "panel/own_name.hpp"

#include <algorithm>

namespace avhost::panel {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letters(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool fits(std::string_view found, std::string_view name) {
    if (name.starts_with("*.")) {
        const auto dot = found.find('.');
        return dot != std::string_view::npos && dot > 0 && same_letters(found.substr(dot), name.substr(1));
    }
    return same_letters(found, name);
}

// ::ffff:10.0.0.1 is 10.0.0.1: the port listens for both kinds of address at once.
std::string literal_of(std::string_view address) {
    constexpr std::string_view mapped = "::ffff:";
    address = address.substr(0, address.find('%'));
    if (address.starts_with(mapped) && address.find('.') != std::string_view::npos) {
        return std::string{address.substr(mapped.size())};
    }
    const bool v6 = address.find(':') != std::string_view::npos;
    return v6 ? '[' + std::string{address} + ']' : std::string{address};
}

} // namespace

bool is_own_host(std::string_view host, std::string_view address, std::uint16_t port, Scheme scheme,
                 const std::vector<std::string>& names) {
    const std::string behind = ':' + std::to_string(port);
    if (host.ends_with(behind)) {
        host.remove_suffix(behind.size());
    } else if (port != usual_port(scheme)) {
        return false;
    }
    return fits(host, literal_of(address)) || fits(host, "127.0.0.1") || fits(host, "[::1]") ||
           fits(host, "localhost") ||
           std::any_of(names.begin(), names.end(), [&](const auto& name) { return fits(host, name); });
}

bool is_same_origin(std::string_view origin, std::string_view host, Scheme scheme) {
    const std::string_view begin = scheme == Scheme::https ? "https://" : "http://";
    return origin.size() > begin.size() && same_letters(origin.substr(0, begin.size()), begin) &&
           same_letters(origin.substr(begin.size()), host);
}

} // namespace avhost::panel
