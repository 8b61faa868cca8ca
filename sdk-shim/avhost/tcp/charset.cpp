#include "tcp/charset.hpp"

#include "host/json_text.hpp"

namespace avhost::tcp {
namespace {

bool ends_line(char c) {
    return c == '\n' || c == '\r' || c == '\0';
}

// Characters up to U+00FF have at most two bytes in UTF-8, the first of them C2 or C3.
std::string latin1_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            out += text[i];
        } else if ((byte == 0xC2 || byte == 0xC3) && i + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[++i]);
            out += static_cast<char>((byte & 0x03U) << 6U | (next & 0x3FU));
        } else if (byte >= 0xC0) { // the first byte of a longer one
            out += '?';
        }
    }
    return out;
}

} // namespace

std::optional<Charset> charset_of(std::string_view word) {
    if (word == "utf-8") {
        return Charset::utf8;
    }
    return word == "latin1" ? std::optional{Charset::latin1} : std::nullopt;
}

std::string encoded(std::string_view text, Charset charset) {
    std::string out = charset == Charset::latin1 ? latin1_of(text) : std::string{text};
    for (char& c : out) {
        c = ends_line(c) ? '?' : c;
    }
    return out;
}

std::optional<std::string> decoded(std::string_view text, Charset charset) {
    if (charset == Charset::utf8) {
        return host::is_valid_utf8(text) ? std::optional{std::string{text}} : std::nullopt;
    }
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return out;
}

std::string fitted_to(std::string line, std::size_t width, Charset charset) {
    static constexpr std::string_view more = "...";
    if (width == 0 || line.size() <= width) {
        return line;
    }
    const std::size_t room = width - more.size();
    const std::string_view kept =
        charset == Charset::utf8 ? host::cut(line, room) : std::string_view{line}.substr(0, room);
    line.resize(kept.size());
    line += more;
    return line;
}

} // namespace avhost::tcp
