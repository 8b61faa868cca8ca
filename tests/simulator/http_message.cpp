#include "http_message.hpp"

#include <algorithm>
#include <cctype>

namespace sim {
namespace {

int hex_digit(char character) {
    if (character >= '0' && character <= '9')
        return character - '0';
    const int lower = std::tolower(static_cast<unsigned char>(character));
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> decode(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+') {
            decoded += ' ';
        } else if (text[at] == '%') {
            if (at + 2 >= text.size() || hex_digit(text[at + 1]) < 0 || hex_digit(text[at + 2]) < 0)
                return std::nullopt;
            decoded += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

std::optional<std::string> find_header(const NameValues& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (same_without_case(key, name))
            return value;
    return std::nullopt;
}

} // namespace

bool same_without_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
}

std::optional<std::string> find_value(const NameValues& values, std::string_view name) {
    for (const auto& [key, value] : values)
        if (key == name)
            return value;
    return std::nullopt;
}

std::optional<std::string> HttpRequest::header(std::string_view name) const {
    return find_header(headers, name);
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
    return find_value(query, name);
}

std::optional<std::string> HttpReply::header(std::string_view name) const {
    return find_header(headers, name);
}

HttpRequest request_for(std::string method, std::string target) {
    HttpRequest request;
    request.method = std::move(method);
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos)
        request.query = parse_form(std::string_view(target).substr(question + 1)).value_or(NameValues{});
    request.target = std::move(target);
    return request;
}

std::optional<NameValues> parse_form(std::string_view text) {
    NameValues values;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty())
            continue;
        const std::size_t equals = pair.find('=');
        auto name = decode(pair.substr(0, equals));
        auto value = decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
        if (!name || !value)
            return std::nullopt;
        values.emplace_back(std::move(*name), std::move(*value));
    }
    return values;
}

std::optional<NameValues> form_of(const HttpRequest& request) {
    const std::string type = request.header("Content-Type").value_or("");
    std::string_view essence = type;
    essence = essence.substr(0, essence.find(';'));
    essence = essence.substr(0, essence.find_last_not_of(" \t") + 1);
    if (!same_without_case(essence, "application/x-www-form-urlencoded"))
        return std::nullopt;
    return parse_form(request.body);
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char character : text) {
        if (unreserved.find(character) != std::string_view::npos) {
            encoded += character;
            continue;
        }
        const auto byte = static_cast<unsigned char>(character);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 15U];
    }
    return encoded;
}

} // namespace sim
