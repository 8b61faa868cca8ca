#include "base/names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace spotify {

namespace {

// Of a name that is longer only the beginning is compared.
constexpr std::size_t max_compared = 64; // characters
constexpr std::size_t min_part = 3;      // characters: what is shorter is a part of too many

struct Decoded {
    char32_t point = 0;
    std::size_t length = 1; // bytes
};

// The code point at the begin of `text`, which is not empty.
Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto first = byte(0);
    const std::size_t length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (length == 1 || length > text.size() || first >= 0xF8) {
        return {first, 1};
    }
    char32_t point = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return {first, 1};
        }
        point = (point << 6U) | (byte(i) & 0x3FU);
    }
    return {point, length};
}

bool is_between(char32_t point, char32_t first, char32_t last) {
    return point >= first && point <= last;
}

bool is_blank(char32_t point) {
    return point == U' ' || is_between(point, U'\t', U'\r') || point == 0xA0 || point == 0x1680 ||
           is_between(point, 0x2000, 0x200A) || is_between(point, 0x2028, 0x2029) || point == 0x202F ||
           point == 0x205F || point == 0x3000;
}

bool is_invisible(char32_t point) {
    return point == 0xAD || is_between(point, 0x200B, 0x200F) || is_between(point, 0x202A, 0x202E) ||
           is_between(point, 0x2060, 0x2069) || point == 0xFEFF;
}

// Of U+00C0 to U+017F, without their accents and in lower case.
constexpr std::string_view latin = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
                                   "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                                   "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin.size() == 0x180 - 0xC0);

// As readers take it; 0 for what they do not see.
char32_t folded(char32_t point) {
    if (is_blank(point)) {
        return U' ';
    }
    if (is_invisible(point) || is_between(point, 0x300, 0x36F)) { // an accent that stands by itself
        return 0;
    }
    if (is_between(point, U'A', U'Z')) {
        return point + 0x20;
    }
    if (is_between(point, 0xC0, 0x17F)) {
        return static_cast<unsigned char>(latin[point - 0xC0]);
    }
    if (is_between(point, 0x391, 0x3A9) || is_between(point, 0x410, 0x42F)) { // Greek, Cyrillic
        return point + 0x20;
    }
    if (is_between(point, 0x2018, 0x201B) || point == 0x2032 || point == 0x2BC || point == 0xB4 ||
        point == U'`') {
        return U'\'';
    }
    if (is_between(point, 0x201C, 0x201F) || point == 0x2033 || point == 0xAB || point == 0xBB) {
        return U'"';
    }
    if (is_between(point, 0x2010, 0x2015) || point == 0x2212) {
        return U'-';
    }
    return point;
}

std::u32string folded(std::string_view text) {
    std::u32string result;
    text = trimmed(text);
    while (!text.empty() && result.size() < max_compared) {
        const auto [point, length] = decode(text);
        text.remove_prefix(length);
        const auto shown = folded(point);
        const bool is_second_blank = shown == U' ' && result.ends_with(U' ');
        if (shown != 0 && !is_second_blank) {
            result.push_back(shown);
        }
    }
    return result;
}

// How many characters are to be put in, left out, changed or exchanged with the one beside.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const std::size_t changed = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

bool is_utf8(std::string_view text) {
    constexpr std::array<char32_t, 4> first_of_length{0, 0x80, 0x800, 0x10000};
    while (!text.empty()) {
        const auto [point, length] = decode(text);
        const bool is_lone_byte = length == 1 && point >= 0x80;
        if (is_lone_byte || point < first_of_length[length - 1] || is_between(point, 0xD800, 0xDFFF) ||
            point > 0x10FFFF) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::size_t character_count(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); ++count) {
        text.remove_prefix(decode(text).length);
    }
    return count;
}

std::string_view trimmed(std::string_view text) {
    const auto is_nothing = [](char32_t point) { return is_blank(point) || is_invisible(point); };
    while (!text.empty()) {
        const auto [point, length] = decode(text);
        if (!is_nothing(point)) {
            break;
        }
        text.remove_prefix(length);
    }
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto [point, length] = decode(text.substr(at));
        at += length;
        if (!is_nothing(point)) {
            end = at;
        }
    }
    return text.substr(0, end);
}

std::optional<NearName> nearest_name(std::string_view name, const std::vector<std::string>& names) {
    const auto wanted = folded(name);
    const std::string* best = nullptr;
    const std::string* whole = nullptr; // that `name` is a part of
    std::size_t wholes = 0;
    std::size_t least = 1 + wanted.size() / 3; // a name of one or two letters is near to nothing
    for (const auto& one : names) {
        const auto other = folded(one);
        if (const auto apart = distance(wanted, other); apart < least) {
            least = apart;
            best = &one;
        }
        if (wanted.size() >= min_part && other.find(wanted) != std::u32string::npos) {
            ++wholes;
            whole = &one;
        }
    }
    if (best != nullptr) {
        return NearName{*best, least == 0};
    }
    return wholes == 1 ? std::optional{NearName{*whole, false}} : std::nullopt;
}

} // namespace spotify
