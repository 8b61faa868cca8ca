// Checking values against a schema.
#include "host/schema.hpp"

#include "host/nearest.hpp"
#include "host/other_keys.hpp"

#include <Poco/Exception.h>
#include <Poco/RegularExpression.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace host {
namespace {

constexpr double largest_exact = 9007199254740992.0; // 2^53: beyond it not every integer is a double

std::string_view expectation(SchemaType type) {
    switch (type) {
    case SchemaType::null:
        return "null";
    case SchemaType::boolean:
        return "true or false";
    case SchemaType::integer:
        return "an integer";
    case SchemaType::number:
        return "a number";
    case SchemaType::string:
        return "a text";
    case SchemaType::array:
        return "an array";
    case SchemaType::object:
        return "an object";
    case SchemaType::any:
        break;
    }
    return "a value";
}

bool is_text(const Json& value) {
    return !value.isEmpty() && value.isString();
}
bool is_number(const Json& value) {
    return !value.isEmpty() && value.isNumeric() && !value.isBoolean();
}

bool is_integer(const Json& value) {
    if (!is_number(value)) {
        return false;
    }
    if (value.isInteger()) {
        return true;
    }
    const auto number = value.convert<double>();
    return std::trunc(number) == number && std::abs(number) <= largest_exact;
}

bool is_of(SchemaType type, const Json& value) {
    switch (type) {
    case SchemaType::null:
        return value.isEmpty();
    case SchemaType::boolean:
        return !value.isEmpty() && value.isBoolean();
    case SchemaType::integer:
        return is_integer(value);
    case SchemaType::number:
        return is_number(value);
    case SchemaType::string:
        return is_text(value);
    case SchemaType::array:
        return !as_array(value).isNull();
    case SchemaType::object:
        return !as_object(value).isNull();
    case SchemaType::any:
        break;
    }
    return true;
}

// A limit as a person writes it: 100, not 100.0.
std::string limit_text(double limit) {
    const bool whole = std::trunc(limit) == limit && std::abs(limit) <= largest_exact;
    return whole ? std::to_string(static_cast<long long>(limit)) : write_json(dp::Value{limit});
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool matches(const Poco::RegularExpression& pattern, const std::string& text) {
    try {
        Poco::RegularExpression::Match found;
        return pattern.match(text, 0, found) > 0;
    } catch (const Poco::Exception&) {
        return false; // the engine gave up on this text: not one that the pattern is for
    }
}

class Check {
public:
    std::vector<Violation> take() { return std::move(found_); }

    void value(const Schema& schema, const Json& value, const std::string& at) {
        if (!is_of(schema.type, value)) {
            found_.push_back({at, std::string{expectation(schema.type)}, dp::Status::wrong_type});
            return;
        }
        choices(schema, value, at);
        if (is_number(value)) {
            limits(schema, value.convert<double>(), at);
        } else if (is_text(value)) {
            text(schema, value.convert<std::string>(), at);
        } else if (const auto object = as_object(value); !object.isNull()) {
            members(schema, *object, at);
        } else if (const auto array = as_array(value); !array.isNull() && schema.items) {
            for (std::size_t i = 0; i < array->size(); ++i) {
                this->value(*schema.items, array->get(static_cast<unsigned>(i)),
                            at + '/' + std::to_string(i));
            }
        }
    }

private:
    void out_of_range(const std::string& at, std::string expected) {
        found_.push_back({at, std::move(expected), dp::Status::out_of_range});
    }

    void choices(const Schema& schema, const Json& value, const std::string& at) {
        const auto is_value = [given = to_value(value)](const dp::Value& choice) {
            return same(choice, given);
        };
        if (schema.choices.empty() || std::any_of(schema.choices.begin(), schema.choices.end(), is_value)) {
            return;
        }
        std::string list;
        for (const auto& choice : schema.choices) {
            list += (list.empty() ? "" : ", ") + write_json(choice);
        }
        out_of_range(at, "one of " + list);
    }

    void limits(const Schema& schema, double number, const std::string& at) {
        if (schema.minimum && number < *schema.minimum) {
            out_of_range(at, "at least " + limit_text(*schema.minimum));
        }
        if (schema.maximum && number > *schema.maximum) {
            out_of_range(at, "at most " + limit_text(*schema.maximum));
        }
    }

    void text(const Schema& schema, const std::string& text, const std::string& at) {
        const std::size_t length = characters(text);
        if (schema.min_length && length < *schema.min_length) {
            out_of_range(at, "at least " + std::to_string(*schema.min_length) + " characters");
        }
        if (schema.placeholder && matches(*schema.placeholder, text)) {
            out_of_range(at, "a value of this site in place of the example's " + json_quoted(text) +
                                 (schema.description.empty() ? "" : ": " + schema.description));
        } else if (schema.max_length && length > *schema.max_length) {
            out_of_range(at, "at most " + std::to_string(*schema.max_length) + " characters");
        } else if (schema.pattern && !matches(*schema.pattern, text)) {
            out_of_range(at, "a text that matches " + (schema.description.empty()
                                                           ? schema.pattern_text
                                                           : "its description: " + schema.description));
        }
    }

    void members(const Schema& schema, const Poco::JSON::Object& object, const std::string& at) {
        for (const auto& name : schema.required) {
            if (!object.has(name)) {
                const Schema* wanted = schema.property(name);
                const auto what = expectation(wanted != nullptr ? wanted->type : SchemaType::any);
                found_.push_back({at + '/' + pointer_part(name), std::string{what} + "; it is missing",
                                  dp::Status::bad_argument});
            }
        }
        for (const auto& name : object.getNames()) {
            if (const Schema* member = schema.property(name)) {
                value(*member, object.get(name), at + '/' + pointer_part(name));
            } else if (!schema.additional) {
                found_.push_back(
                    {at + '/' + pointer_part(name), surplus(schema, name), dp::Status::bad_argument});
            }
        }
    }

    static std::string surplus(const Schema& schema, const std::string& name) {
        std::vector<std::string> names;
        for (const auto& member : schema.properties) {
            names.push_back(member.name);
        }
        return names.empty() ? "no such key" : "one of the keys " + listed(names) + suggestion(name, names);
    }

    std::vector<Violation> found_;
};

} // namespace

std::string pointer_part(const std::string& name) {
    std::string out;
    for (const char c : name) {
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return out;
}

const Schema* Schema::property(std::string_view name) const {
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const auto& entry) { return entry.name == name; });
    return found == properties.end() ? nullptr : &found->schema;
}

std::vector<Violation> violations(const Schema& schema, const Json& value) {
    Check check;
    check.value(schema, value, "");
    return check.take();
}

dp::Value fitted(const Schema& schema, const Json& value) {
    if (schema.type == SchemaType::number && is_number(value)) {
        return value.convert<double>();
    }
    if (schema.type == SchemaType::integer && is_number(value) && !value.isInteger()) {
        return static_cast<std::int64_t>(value.convert<double>());
    }
    return to_value(value);
}

std::string sentence(const Violation& violation, std::string_view root) {
    return std::string{root} + violation.key + ": expected " + violation.expected;
}

} // namespace host
