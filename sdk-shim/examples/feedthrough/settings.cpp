#include "settings.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

namespace feedthrough {

namespace {

using dp::Status;

constexpr std::size_t longest_label = 32;

[[noreturn]] void refuse(Status status, std::string_view id, const char* expected) {
    throw dp::Refusal(status, std::string{id} + ": expected " + expected);
}

std::optional<std::int64_t> whole(const dp::Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return *integer;
    }
    const auto* number = std::get_if<double>(&value);
    const bool fits = number != nullptr && std::trunc(*number) == *number && std::abs(*number) < 1e15;
    return fits ? std::optional{static_cast<std::int64_t>(*number)} : std::nullopt;
}

std::optional<double> real(const dp::Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*integer);
    }
    const auto* number = std::get_if<double>(&value);
    return number != nullptr && std::isfinite(*number) ? std::optional{*number} : std::nullopt;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Strict, as the ABI asks: nobody passes on what is not UTF-8.
bool is_utf8(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = first < 0x80   ? 1
                                   : first < 0xC2 ? 0
                                   : first < 0xE0 ? 2
                                   : first < 0xF0 ? 3
                                   : first < 0xF5 ? 4
                                                  : 0;
        if (length == 0 || at + length > text.size()) {
            return false;
        }
        for (std::size_t i = 1; i < length; ++i) {
            if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) {
                return false;
            }
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0U;
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
            (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
            return false;
        }
        at += length;
    }
    return true;
}

dp::Value checked_list(std::string_view id, const dp::Value& value) {
    const auto* json = std::get_if<dp::Json>(&value);
    if (json == nullptr) {
        refuse(Status::wrong_type, id, "a list of texts");
    }
    Poco::JSON::Array::Ptr list;
    try {
        if (is_utf8(json->text)) {
            Poco::JSON::Parser parser;
            parser.setDepth(8);
            list = parser.parse(json->text).extract<Poco::JSON::Array::Ptr>();
        }
    } catch (const Poco::Exception&) { // said below
    }
    if (list.isNull()) {
        refuse(Status::wrong_type, id, "a list of texts");
    }
    for (const auto& one : *list) {
        if (!one.isString()) {
            refuse(Status::wrong_type, id, "a list of texts");
        }
    }
    std::ostringstream text;
    list->stringify(text);
    return dp::Json{text.str()};
}

} // namespace

bool is_setting(std::string_view id) {
    return std::ranges::find(setting_ids, id) != setting_ids.end();
}

dp::Value checked(std::string_view id, const dp::Value& value) {
    if (id == "flag") {
        return std::holds_alternative<bool>(value) ? value
                                                   : (refuse(Status::wrong_type, id, "true or false"), value);
    }
    if (id == "count") {
        const auto number = whole(value);
        if (!number) {
            refuse(Status::wrong_type, id, "a whole number");
        }
        return *number >= 0 && *number <= 100 ? dp::Value{*number}
                                              : (refuse(Status::out_of_range, id, "0 to 100"), value);
    }
    if (id == "ratio") {
        const auto number = real(value);
        if (!number) {
            refuse(Status::wrong_type, id, "a number");
        }
        return *number >= -1 && *number <= 1 ? dp::Value{*number}
                                             : (refuse(Status::out_of_range, id, "-1 to 1"), value);
    }
    if (id == "notes") {
        return checked_list(id, value);
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) {
        refuse(Status::wrong_type, id, "a text");
    }
    if (!is_utf8(*text)) {
        refuse(Status::bad_argument, id, "a text in UTF-8");
    }
    if (id == "mode" && *text != "slow" && *text != "fast") {
        refuse(Status::out_of_range, id, "slow or fast");
    }
    if (characters(*text) > longest_label) {
        refuse(Status::out_of_range, id, "at most 32 characters");
    }
    return *text;
}

std::vector<dp::NamedValue> read_config(std::string_view json) {
    Poco::JSON::Object::Ptr object;
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(8);
        object = parser.parse(std::string{json}).extract<Poco::JSON::Object::Ptr>();
    } catch (const Poco::Exception&) { // said below
    }
    if (object.isNull()) {
        throw dp::Refusal(Status::unsupported, "config: expected a JSON object");
    }
    std::vector<dp::NamedValue> settings;
    for (const auto& key : object->getNames()) {
        if (key != "count" && key != "label") {
            throw dp::Refusal(Status::bad_argument, "config: expected the keys count and label and no other");
        }
        const auto given = object->get(key);
        dp::Value value;
        if (given.isString()) {
            value = given.extract<std::string>();
        } else if (given.isInteger() && !given.isBoolean()) {
            try {
                value = given.convert<std::int64_t>();
            } catch (const Poco::Exception&) { // too large: refused as a null
            }
        }
        try {
            settings.push_back({key, checked(key, value)});
        } catch (const dp::Refusal& refusal) {
            throw dp::Refusal(Status::bad_argument, std::string{"config: "} + refusal.what());
        }
    }
    return settings;
}

} // namespace feedthrough
