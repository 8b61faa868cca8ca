#include "panel/page_path.hpp"

#include "panel/hex_digit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace avhost::panel {
namespace {

constexpr std::size_t longest_target = 1024;

bool fit_for_a_name(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7f && c != '\\' && c != '/';
}

// One segment, decoded.
std::optional<std::string> decode(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (!fit_for_a_name(c)) {
            return std::nullopt;
        }
        plain += c;
    }
    return plain;
}

} // namespace

std::optional<std::string> page_path(std::string_view target) {
    if (target.size() > longest_target || !target.starts_with('/')) {
        return std::nullopt;
    }
    target = target.substr(0, target.find_first_of("?#"));
    target.remove_prefix(1);
    std::string path;
    while (true) {
        const auto slash = target.find('/');
        const bool last = slash == std::string_view::npos;
        const auto segment = decode(target.substr(0, slash));
        if (!segment || segment->starts_with('.')) {
            return std::nullopt;
        }
        if (last) {
            return path + (segment->empty() ? "index.html" : *segment);
        }
        if (segment->empty()) {
            return std::nullopt;
        }
        path += *segment + '/';
        target.remove_prefix(slash + 1);
    }
}

std::string_view content_type(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> types{{
        {".html", "text/html; charset=utf-8"},
        {".htm", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
    }};
    const auto known = std::find_if(types.begin(), types.end(),
                                    [&](const auto& type) { return path.ends_with(type.first); });
    return known == types.end() ? "application/octet-stream" : known->second;
}

} // namespace avhost::panel
