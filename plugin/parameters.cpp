#include "parameters.hpp"

#include "base/names.hpp"

#include <algorithm>
#include <cmath>

namespace plugin {

Parameters::Parameters(std::string action, const std::vector<dp::NamedValue>& given)
    : action_(std::move(action))
    , given_(given) {}

void Parameters::fail(dp::Status status, const char* name, const std::string& expected) const {
    throw ParameterError(status, action_ + "/" + name + ": " + expected + " is expected");
}

const dp::Value* Parameters::take(const char* name) {
    const auto count = std::ranges::count(given_, std::string{name}, &dp::NamedValue::name);
    read_.emplace_back(name);
    if (count > 1) {
        fail(dp::Status::bad_argument, name, "one value");
    }
    return count == 0 ? nullptr : &std::ranges::find(given_, std::string{name}, &dp::NamedValue::name)->value;
}

std::int64_t Parameters::integer(const char* name, std::int64_t least, std::int64_t most,
                                 std::optional<std::int64_t> otherwise) {
    const auto* value = take(name);
    const auto range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    if (value == nullptr) {
        if (!otherwise) {
            fail(dp::Status::bad_argument, name, range);
        }
        return *otherwise;
    }
    std::int64_t number = 0;
    if (const auto* whole = std::get_if<std::int64_t>(value)) {
        number = *whole;
    } else if (const auto* real = std::get_if<double>(value); real != nullptr && std::trunc(*real) == *real) {
        // Some hosts know one kind of number only.
        number = static_cast<std::int64_t>(std::clamp(*real, -9e15, 9e15));
    } else {
        fail(dp::Status::wrong_type, name, range);
    }
    if (number < least || number > most) {
        fail(dp::Status::out_of_range, name, range);
    }
    return number;
}

bool Parameters::boolean(const char* name) {
    const auto* value = take(name);
    if (value == nullptr) {
        fail(dp::Status::bad_argument, name, "true or false");
    }
    const auto* flag = std::get_if<bool>(value);
    if (flag == nullptr) {
        fail(dp::Status::wrong_type, name, "true or false");
    }
    return *flag;
}

const std::string* Parameters::optional_text(const char* name, std::size_t most) {
    const auto* value = take(name);
    if (value == nullptr) {
        return nullptr;
    }
    const auto* text = std::get_if<std::string>(value);
    const auto range = "a text of 1 to " + std::to_string(most) + " characters";
    if (text == nullptr) {
        fail(dp::Status::wrong_type, name, range);
    }
    if (!spotify::is_utf8(*text)) { // it may come back in a sentence
        fail(dp::Status::bad_argument, name, range + " in UTF-8");
    }
    if (text->empty() || spotify::character_count(*text) > most) {
        fail(dp::Status::out_of_range, name, range);
    }
    if (spotify::trimmed(*text).empty()) {
        fail(dp::Status::out_of_range, name, range + " that can be seen");
    }
    return text;
}

std::string Parameters::text(const char* name, std::size_t most) {
    const auto* found = optional_text(name, most);
    if (found == nullptr) {
        fail(dp::Status::bad_argument, name, "a text");
    }
    return std::string{spotify::trimmed(*found)};
}

void Parameters::finish() const {
    for (const auto& one : given_) {
        if (std::ranges::find(read_, one.name) == read_.end()) {
            const bool can_be_told = one.name.size() <= 64 && spotify::is_utf8(one.name);
            throw ParameterError(dp::Status::bad_argument, action_ + ": " +
                                                               (can_be_told ? one.name : "a name like that") +
                                                               " is no parameter of it");
        }
    }
}

} // namespace plugin
