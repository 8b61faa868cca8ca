// Writing, and what keeps text fit to be written.
#include "host/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace host {
namespace {

// Length of the valid UTF-8 character that begins at `at`, 0 when none does (RFC 3629: no surrogates, no
// overlong forms, nothing above U+10FFFF).
std::size_t character_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(at);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF && follows(at + 1)) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF && follows(at + 1) && follows(at + 2)) {
        const unsigned second = byte(at + 1);
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4 && follows(at + 1) && follows(at + 2) && follows(at + 3)) {
        const unsigned second = byte(at + 1);
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool too_high = first == 0xF4 && second > 0x8F;
        return overlong || too_high ? 0 : 4;
    }
    return 0;
}

void append_escaped(std::string& out, char c) {
    static constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        if (const auto code = static_cast<unsigned char>(c); code < 0x20 || code == 0x7F) {
            out += "\\u00";
            out += digits[code >> 4U];
            out += digits[code & 0xFU];
        } else {
            out += c;
        }
    }
}

std::string number_text(double number) {
    if (!std::isfinite(number)) {
        return "null";
    }
    std::array<char, 32> room{};
    const auto end = std::to_chars(room.data(), room.data() + room.size(), number).ptr;
    std::string text{room.data(), end};
    // 30.0 stays a double when it is read again.
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

void append(std::string& out, const Json& value) {
    if (const JsonObject object = as_object(value); !object.isNull()) {
        out += '{';
        for (const auto& name : object->getNames()) {
            out += out.back() == '{' ? "" : ",";
            out += json_quoted(name) + ':';
            append(out, object->get(name));
        }
        out += '}';
    } else if (const JsonArray array = as_array(value); !array.isNull()) {
        out += '[';
        for (std::size_t i = 0; i < array->size(); ++i) {
            out += i == 0 ? "" : ",";
            append(out, array->get(static_cast<unsigned>(i)));
        }
        out += ']';
    } else {
        out += write_json(to_value(value));
    }
}

} // namespace

bool is_valid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text, at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text, at);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            ++at;
        } else {
            out += text.substr(at, length);
            at += length;
        }
    }
    return out;
}

std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) {
        return text;
    }
    std::size_t end = limit;
    while (end > 0 && limit - end < 3 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

std::string json_quoted(std::string_view text) {
    std::string out{'"'};
    for (const char c : valid_utf8(text)) {
        append_escaped(out, c);
    }
    return out + '"';
}

std::string write_json(const Json& value) {
    std::string out;
    append(out, value);
    return out;
}

std::string write_json(const dp::Value& value) {
    if (const auto* boolean = std::get_if<bool>(&value)) {
        return *boolean ? "true" : "false";
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*integer);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return number_text(*number);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return json_quoted(*text);
    }
    if (const auto* json = std::get_if<dp::Json>(&value)) {
        return json->text;
    }
    return "null";
}

std::string write_json(const std::vector<dp::NamedValue>& values) {
    std::string out{'{'};
    for (const auto& [name, value] : values) {
        out += out.size() == 1 ? "" : ",";
        out += json_quoted(name) + ':' + write_json(value);
    }
    return out + '}';
}

dp::Value normalized(dp::Value value) {
    if (auto* text = std::get_if<std::string>(&value)) {
        if (!is_valid_utf8(*text)) {
            *text = valid_utf8(*text);
        }
    } else if (const auto* number = std::get_if<double>(&value);
               number != nullptr && !std::isfinite(*number)) {
        return std::monostate{};
    } else if (const auto* json = std::get_if<dp::Json>(&value)) {
        return dp::Json{write_json(read_json(json->text, "value"))};
    }
    return value;
}

bool same(const dp::Value& left, const dp::Value& right) {
    const auto* left_integer = std::get_if<std::int64_t>(&left);
    const auto* right_integer = std::get_if<std::int64_t>(&right);
    const auto* left_number = std::get_if<double>(&left);
    const auto* right_number = std::get_if<double>(&right);
    if (left_integer != nullptr && right_number != nullptr) {
        return static_cast<double>(*left_integer) == *right_number;
    }
    if (left_number != nullptr && right_integer != nullptr) {
        return *left_number == static_cast<double>(*right_integer);
    }
    return left == right;
}

} // namespace host
