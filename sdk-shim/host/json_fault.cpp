#include "host/json_fault.hpp"

#include "host/json_places.hpp"

#include <algorithm>
#include <array>

namespace host {
namespace {

constexpr std::size_t max_depth = 200;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Quotation marks that word processors, phones and web pages put in place of the straight one.
constexpr std::array<std::string_view, 12> typographic{"\u201C", "\u201D", "\u201E", "\u201F",
                                                       "\u2018", "\u2019", "\u201A", "\u201B",
                                                       "\u00AB", "\u00BB", "\u2033", "\u2032"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class Scan {
public:
    explicit Scan(std::string_view text)
        : text_{text} {}

    std::optional<JsonFault> whole() {
        if (text_.starts_with(byte_order_mark)) {
            return JsonFault{0, "expected a text without a byte order mark; save it as UTF-8 without one"};
        }
        if (value(0)) {
            skip();
            if (at_ < text_.size()) {
                fail(at_, std::string{"expected nothing after the end of the JSON"} +
                              (here() == '}' || here() == ']' ? "; this bracket closes nothing" : ""));
            }
        }
        return std::move(fault_);
    }

private:
    char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool is_end() const { return at_ >= text_.size(); }

    void skip() {
        while (!is_end() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }

    // Gives back false, so that the callers end.
    bool fail(std::size_t offset, std::string sentence) {
        if (!fault_) {
            fault_ = JsonFault{offset, std::move(sentence)};
        }
        return false;
    }

    // The typographic quotation mark that stands at `offset`; empty when none does.
    std::string_view typographic_at(std::size_t offset) const {
        const auto rest = text_.substr(std::min(offset, text_.size()));
        const auto* const found = std::find_if(typographic.begin(), typographic.end(),
                                               [&](auto mark) { return rest.starts_with(mark); });
        return found == typographic.end() ? std::string_view{} : *found;
    }

    bool is_open_comment() {
        if (text_.substr(at_, 2) == "/*") {
            fail(at_, "expected */ at the end of this comment");
            return true;
        }
        return false;
    }

    // For where a text may begin; true when a fault was found.
    bool is_wrong_quote() {
        if (is_open_comment()) {
            return true;
        }
        if (const auto mark = typographic_at(at_); !mark.empty()) {
            fail(at_, "expected the straight quotation mark \"; this one, " + std::string{mark} +
                          ", is typographic");
            return true;
        }
        if (here() == '\'') {
            fail(at_, "expected the double quotation mark \"; this one is single");
            return true;
        }
        return false;
    }

    std::string_view word() const {
        std::size_t end = at_;
        while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '-')) {
            ++end;
        }
        return text_.substr(at_, end - at_);
    }

    bool value(std::size_t depth) {
        skip();
        if (depth > max_depth) {
            return false; // without a fault: nothing is said
        }
        if (is_end()) {
            return fail(at_, "expected a value; the text ends here");
        }
        if (is_wrong_quote()) {
            return false;
        }
        switch (here()) {
        case '{':
            return object(depth);
        case '[':
            return array(depth);
        case '"':
            return string();
        default:
            return is_letter(here()) ? literal() : number();
        }
    }

    bool literal() {
        const auto found = word();
        for (const std::string_view known : {"true", "false", "null"}) {
            if (found == known) {
                at_ += found.size();
                return true;
            }
        }
        std::string small{found};
        std::transform(small.begin(), small.end(), small.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (small == "true" || small == "false" || small == "null") {
            return fail(at_, "expected " + small + " in small letters");
        }
        return fail(at_, "expected a value; a text stands in quotation marks: \"" + std::string{found} + '"');
    }

    bool digits() {
        const std::size_t begin = at_;
        while (is_digit(here())) {
            ++at_;
        }
        return at_ > begin;
    }

    bool number() {
        const std::size_t begin = at_;
        const auto no_number = [&] { return fail(begin, "expected a number such as 5, -5 or 0.5"); };
        if (here() == '-') {
            ++at_;
        }
        const bool begins_with_zero = here() == '0';
        if (!digits()) {
            const char c = text_[begin];
            return c == '+' || c == '-' || c == '.'
                       ? no_number()
                       : fail(begin, "expected a value: a text, a number, true, false, null, { or [");
        }
        if (begins_with_zero && at_ - begin > (text_[begin] == '-' ? 2U : 1U)) {
            return fail(begin, "expected a number without a zero in front");
        }
        if (here() == '.') {
            ++at_;
            if (!digits()) {
                return no_number();
            }
        }
        if (here() == 'e' || here() == 'E') {
            ++at_;
            if (here() == '+' || here() == '-') {
                ++at_;
            }
            if (!digits()) {
                return no_number();
            }
        }
        return true;
    }

    bool string() {
        const std::size_t begin = at_++;
        std::string_view mark; // a typographic one in it, which may have been meant to end it
        while (!is_end() && here() != '"') {
            const char c = here();
            if (c == '\n' || c == '\r') {
                break;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                return fail(at_, c == '\t' ? "expected \\t for a tab in a text"
                                           : "expected no control character in a text");
            }
            if (c == '\\' && !escape()) {
                return false;
            }
            if (const auto found = typographic_at(at_); !found.empty()) {
                mark = found;
            }
            ++at_;
        }
        if (here() != '"') {
            return fail(begin,
                        "expected a quotation mark \" at the end of this text, on the same line" +
                            (mark.empty() ? "" : "; the " + std::string{mark} + " in it ends no text"));
        }
        ++at_;
        return true;
    }

    // To the last character of the escape.
    bool escape() {
        const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        const auto code = text_.substr(std::min(at_ + 2, text_.size()), 4);
        const bool is_code = kind == 'u' && code.size() == 4 && std::all_of(code.begin(), code.end(), is_hex);
        if (!is_code && std::string_view{"\"\\/bfnrt"}.find(kind) == std::string_view::npos) {
            return fail(at_, "expected two of them, \\\\, for a backslash in a text");
        }
        at_ += is_code ? 5 : 1;
        return true;
    }

    std::string opened_at(std::size_t begin) const {
        const auto place = place_in(text_, begin);
        return std::to_string(place.line) + ':' + std::to_string(place.column);
    }

    // Behind an entry: true when another one follows. With neither a comma nor the end, or with a comma before the
    // end, there is a fault.
    bool goes_on(std::size_t begin, char close) {
        const std::size_t end = at_;
        const std::string closing{close};
        skip();
        if (here() == close) {
            ++at_;
            return false;
        }
        if (here() == ',') {
            const std::size_t comma = at_++;
            skip();
            if (here() == close) {
                return fail(comma, "expected no comma before " + closing + ", where nothing follows");
            }
            return true;
        }
        if (is_end() || here() == '}' || here() == ']') {
            return fail(at_, "expected " + closing + " for the " + text_[begin] + " of " + opened_at(begin) +
                                 (is_end() ? "; the text ends here" : ""));
        }
        if (is_open_comment()) {
            return false;
        }
        if (here() == '=' || here() == ':' || here() == ';') {
            return fail(at_, "expected a comma, or " + closing);
        }
        return fail(end, "expected a comma between this entry and the next");
    }

    bool array(std::size_t depth) {
        const std::size_t begin = at_++;
        skip();
        if (here() == ']') {
            ++at_;
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (goes_on(begin, ']'));
        return !fault_;
    }

    bool object(std::size_t depth) {
        const std::size_t begin = at_++;
        skip();
        if (here() == '}') {
            ++at_;
            return true;
        }
        do {
            if (!entry(begin, depth)) {
                return false;
            }
        } while (goes_on(begin, '}'));
        return !fault_;
    }

    bool entry(std::size_t begin, std::size_t depth) {
        skip();
        if (is_wrong_quote()) {
            return false;
        }
        if (is_letter(here())) {
            return fail(at_, "expected the key in quotation marks: \"" + std::string{word()} + '"');
        }
        if (is_end()) {
            return fail(at_, "expected } for the { of " + opened_at(begin) + "; the text ends here");
        }
        if (here() != '"') {
            return fail(at_, "expected a key in quotation marks");
        }
        const std::size_t key = at_;
        if (!string()) {
            return false;
        }
        const std::string name{text_.substr(key, at_ - key)};
        skip();
        if (here() != ':') {
            return fail(at_, "expected a colon behind the key " + name);
        }
        ++at_;
        return value(depth + 1);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::optional<JsonFault> fault_;
};

} // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) {
    return Scan{text}.whole();
}

} // namespace host
