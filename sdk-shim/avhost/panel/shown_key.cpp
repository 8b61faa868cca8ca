#include "panel/shown_key.hpp"

#include "panel/hex_digit.hpp"

#include <algorithm>

namespace avhost::panel {
namespace {

constexpr std::string_view scheme = "bearer ";
constexpr std::string_view cookie_name = "av_key=";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool begins_with_scheme(std::string_view text) {
    return text.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, char found) {
               return wanted == (found >= 'A' && found <= 'Z' ? static_cast<char>(found - 'A' + 'a') : found);
           });
}

std::optional<std::string> decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i] == '+' ? ' ' : text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        plain += c;
    }
    return plain;
}

} // namespace

std::string_view shown_key(std::string_view authorization, std::string_view cookie) {
    if (begins_with_scheme(authorization)) {
        return trimmed(authorization.substr(scheme.size()));
    }
    while (!cookie.empty()) {
        const auto end = cookie.find(';');
        const auto one = trimmed(cookie.substr(0, end));
        if (one.starts_with(cookie_name)) {
            return one.substr(cookie_name.size());
        }
        cookie = end == std::string_view::npos ? std::string_view{} : cookie.substr(end + 1);
    }
    return {};
}

std::optional<std::string> key_in_form(std::string_view form) {
    std::optional<std::string> key;
    while (!form.empty()) {
        const auto end = form.find('&');
        const auto field = form.substr(0, end);
        if (field.starts_with("key=")) {
            const auto value = decoded(field.substr(4));
            if (key || !value) {
                return std::nullopt;
            }
            key = std::string{trimmed(*value)};
        }
        form = end == std::string_view::npos ? std::string_view{} : form.substr(end + 1);
    }
    return key;
}

bool fits_in_cookie(std::string_view key) {
    return !key.empty() && key.size() <= 1000 && std::all_of(key.begin(), key.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
    });
}

} // namespace avhost::panel
