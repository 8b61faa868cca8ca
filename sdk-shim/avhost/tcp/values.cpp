#include "tcp/values.hpp"

#include "host/json_text.hpp"
#include "host/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace avhost::tcp {
namespace {

using host::SchemaType;

constexpr std::array<std::pair<char, char>, 4> escapes{{{'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'\\', '\\'}}};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto found =
            std::find_if(escapes.begin(), escapes.end(), [&](const auto& one) { return one.second == c; });
        if (found != escapes.end()) {
            out += '\\';
            out += found->first;
        } else {
            out += c;
        }
    }
    return out;
}

// A backslash before anything else stands for itself.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto found = text[i] != '\\' || i + 1 == text.size()
                               ? escapes.end()
                               : std::find_if(escapes.begin(), escapes.end(),
                                              [&](const auto& one) { return one.first == text[i + 1]; });
        if (found != escapes.end()) {
            out += found->second;
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::optional<dp::Value> json_of(std::string_view text) {
    try {
        return host::to_value(host::read_json(std::string{text}, "value"));
    } catch (const host::JsonError&) {
        return std::nullopt;
    }
}

bool is_name_character(char c) {
    return host::is_ascii_letter(c) || host::is_ascii_digit(c) || c == '_';
}

// The name in front of "=", or nothing.
std::string_view name_in(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_name_character);
    const auto size = static_cast<std::size_t>(end - text.begin());
    return end != text.end() && *end == '=' ? text.substr(0, size) : std::string_view{};
}

// The length of the value that `text` begins with: up to a blank that stands in no quotes and no brackets.
std::size_t length_of_value(std::string_view text) {
    const bool is_json = !text.empty() && (text.front() == '"' || text.front() == '[' || text.front() == '{');
    bool quoted = false;
    int depth = 0;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (is_json && quoted && c == '\\') {
            ++at;
        } else if (is_json && c == '"') {
            quoted = !quoted;
        } else if (is_json && !quoted && (c == '[' || c == '{')) {
            ++depth;
        } else if (is_json && !quoted && (c == ']' || c == '}')) {
            --depth;
        } else if ((c == ' ' || c == '\t') && !quoted && depth <= 0) {
            break;
        }
    }
    return std::min(at, text.size());
}

SchemaType type_of(const host::ActionSpec* action, std::string_view name) {
    const auto* const schema = action != nullptr ? action->input.property(name) : nullptr;
    return schema != nullptr ? schema->type : SchemaType::any;
}

// The parameter that may be left unnamed; empty: none.
std::string_view lone_parameter(const host::ActionSpec* action) {
    if (action == nullptr) {
        return {};
    }
    if (action->input.properties.size() == 1) {
        return action->input.properties.front().name;
    }
    return action->input.required.size() == 1 ? std::string_view{action->input.required.front()}
                                              : std::string_view{};
}

} // namespace

std::string shown(const dp::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) {
        return {};
    }
    if (const auto* const text = std::get_if<std::string>(&value)) {
        return escaped(*text);
    }
    return host::write_json(value);
}

std::variant<dp::Value, Fault> read_value(std::string_view text, SchemaType type) {
    auto json = json_of(text);
    const bool is_text = type == SchemaType::string;
    if (json && (!is_text || std::holds_alternative<std::string>(*json))) {
        return std::move(*json);
    }
    if (text.empty() && !is_text) {
        return Fault{dp::Status::bad_argument, "expected a value"};
    }
    if (text.starts_with('"') && is_text) {
        return Fault{dp::Status::bad_argument,
                     "expected a text that ends with the quote that it begins with"};
    }
    return dp::Value{unescaped(text)};
}

std::variant<std::vector<dp::NamedValue>, Fault> read_params(std::string_view text,
                                                             const host::ActionSpec* action) {
    std::vector<dp::NamedValue> params;
    if (text.empty()) {
        return params;
    }
    const auto take = [&](std::string_view name, std::string_view value) -> std::optional<Fault> {
        auto read = read_value(value, type_of(action, name));
        if (auto* const fault = std::get_if<Fault>(&read)) {
            return Fault{fault->status, std::string{name} + ": " + fault->sentence};
        }
        params.push_back({std::string{name}, std::move(std::get<dp::Value>(read))});
        return std::nullopt;
    };
    if (name_in(text).empty()) {
        const auto name = lone_parameter(action);
        if (name.empty()) {
            return Fault{dp::Status::bad_argument,
                         action != nullptr && action->input.properties.empty()
                             ? "expected no parameters; " + action->id + " takes none"
                             : "expected NAME=VALUE, with blanks in between where there are several"};
        }
        const auto fault = take(name, text);
        return fault ? std::variant<std::vector<dp::NamedValue>, Fault>{*fault} : params;
    }
    while (!text.empty()) {
        const auto name = name_in(text);
        if (name.empty()) {
            return Fault{dp::Status::bad_argument, "expected NAME=VALUE at \"" +
                                                       std::string{host::cut(text, 40)} +
                                                       "\"; a value with blanks in it stands in quotes"};
        }
        if (std::any_of(params.begin(), params.end(), [&](const auto& one) { return one.name == name; })) {
            return Fault{dp::Status::bad_argument,
                         "expected each parameter once; " + std::string{name} + " is there twice"};
        }
        text.remove_prefix(name.size() + 1);
        const auto length = length_of_value(text);
        if (const auto fault = take(name, text.substr(0, length))) {
            return *fault;
        }
        text.remove_prefix(length);
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    }
    return params;
}

} // namespace avhost::tcp
