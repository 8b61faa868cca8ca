#include "auth/consent_return.hpp"

#include "base/pieces.hpp"
#include "base/wipe.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace spotify::auth {

namespace {

constexpr std::size_t longest = 8 * 1024;

// What never belongs to an address: white space, control characters, quotes and angle brackets around it, and
// the invisible characters that programs put between words (no-break space, zero-width ones, byte order
// mark).
std::string without_dirt(std::string_view text) {
    static constexpr std::array<std::string_view, 7> invisible{"\xC2\xA0",     "\xE2\x80\x8B", "\xE2\x80\x8C",
                                                               "\xE2\x80\x8D", "\xE2\x80\xA8", "\xE2\x81\xA0",
                                                               "\xEF\xBB\xBF"};
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const auto found =
            std::ranges::find_if(invisible, [&](std::string_view one) { return text.starts_with(one); });
        if (found != invisible.end()) {
            text.remove_prefix(found->size());
            continue;
        }
        const auto byte = static_cast<unsigned char>(text.front());
        if (byte > ' ' && byte != 0x7F && byte != '"' && byte != '<' && byte != '>') {
            clean.push_back(text.front());
        }
        text.remove_prefix(1);
    }
    return clean;
}

std::string decoded(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
            plain.push_back(static_cast<char>(value));
            i += 2;
        } else {
            plain.push_back(text[i]); // a plus too: nothing that is looked for here has a space
        }
    }
    return plain;
}

bool is_printable(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

struct Fields {
    std::optional<Secret> code;
    std::optional<Secret> state;
    std::string error;
    std::string first; // the first piece, where it has no name
    bool is_link = false;
};

Fields fields_of(std::string_view query) {
    Fields fields;
    bool is_first = true;
    while (!query.empty()) {
        const auto piece = take_piece(query, '&');
        const auto equals = piece.find('=');
        const auto name = piece.substr(0, equals);
        const bool is_named = equals != std::string_view::npos;
        const auto value = is_named ? piece.substr(equals + 1) : std::string_view{};
        if (is_named && name == "code" && !fields.code) {
            fields.code = Secret{decoded(value)};
        } else if (is_named && name == "state" && !fields.state) {
            fields.state = Secret{decoded(value)};
        } else if (is_named && name == "error" && fields.error.empty()) {
            fields.error = decoded(value);
        } else if (name == "code_challenge" || name == "response_type") {
            fields.is_link = true;
        } else if (is_first) {
            fields.first = piece;
        }
        is_first = false;
    }
    return fields;
}

bool is_oauth_code(const std::string& error) {
    return error.size() <= 64 && std::ranges::all_of(error, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
           });
}

std::variant<ConsentReturn, NotAReturn> judged(Fields fields) {
    if (!fields.error.empty()) {
        return ConsentReturn{{}, is_oauth_code(fields.error) ? fields.error : "unknown", fields.state};
    }
    if (fields.code && is_printable(fields.code->reveal())) {
        return ConsentReturn{std::move(*fields.code), {}, std::move(fields.state)};
    }
    return fields.is_link ? NotAReturn::the_link_itself : NotAReturn::no_code;
}

} // namespace

std::variant<ConsentReturn, NotAReturn> read_consent_query(std::string_view query) {
    return query.size() > longest ? std::variant<ConsentReturn, NotAReturn>{NotAReturn::no_code}
                                  : judged(fields_of(query));
}

std::variant<ConsentReturn, NotAReturn> read_consent_return(std::string_view pasted) {
    if (pasted.size() > 2 * longest) {
        return NotAReturn::no_code;
    }
    auto clean = without_dirt(pasted);
    const WipedAtEnd wiped(clean);
    std::string_view text = clean;
    text = text.substr(0, text.find('#'));
    if (text.empty()) {
        return NotAReturn::empty;
    }
    if (text.size() > longest) {
        return NotAReturn::no_code;
    }
    const auto question = text.find('?');
    if (question != std::string_view::npos) {
        return judged(fields_of(text.substr(question + 1)));
    }
    auto fields = fields_of(text);
    // The bare code, alone or with what stood behind it in the address. It is opaque: all that is known is
    // that it is no address.
    if (!fields.code && fields.error.empty() && !fields.first.empty() &&
        text.find("://") == std::string_view::npos && is_printable(fields.first)) {
        fields.code = Secret{decoded(fields.first)};
    }
    wipe(fields.first);
    return judged(std::move(fields));
}

} // namespace spotify::auth
