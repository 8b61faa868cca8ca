#include "host/schema_check.hpp"

#include "host/published_schemas.hpp"

// Without it valijson ends the process where a schema is none.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/poco_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace host {

namespace {

constexpr std::size_t most_told = 5;

// What valijson says of a place: which key of the place it means, where it names one, and what it expects, in our
// words.
struct Said {
    std::string key;
    std::string expected;
};

Said said(const std::string& description) {
    const auto after = [&](std::string_view start) { return description.substr(start.size()); };
    const auto quoted = [&] {
        const auto last = description.rfind('\'');
        const auto first = last == std::string::npos || last == 0 ? last : description.rfind('\'', last - 1);
        return first == std::string::npos ? std::string{} : description.substr(first + 1, last - first - 1);
    };
    struct Row {
        std::string_view theirs; // how it begins
        std::string_view ours;
        enum class Rest { dropped, follows, names_key } rest;
    };
    using enum Row::Rest;
    static constexpr std::array<Row, 14> rows{{
        {"Missing required property", "a value; it is missing", names_key},
        {"Missing dependency", "a value, which another key asks for; it is missing", names_key},
        {"Object contains a property that could not be validated", "no such key", names_key},
        {"Failed to match against any enum values", "one of the values that are listed", dropped},
        {"Failed to match expected value set by 'const'", "the one value that is stated", dropped},
        {"Value type not permitted by 'type' constraint", "a value of another type", dropped},
        {"Failed to match regex specified by 'pattern' constraint", "a text of another form", dropped},
        {"Target should not validate", "no such key", dropped},
        {"Elements at indexes", "no value twice", dropped},
        {"Expected number ", "a number ", follows},
        {"String should be ", "a text that is ", follows},
        {"Array should contain ", "", follows},
        {"Object should have ", "", follows},
        {"Value should be ", "", follows},
    }};
    for (const auto& [theirs, ours, rest] : rows) {
        if (description.starts_with(theirs)) {
            return {rest == names_key ? quoted() : "",
                    std::string{ours} + (rest == follows ? after(theirs) : "")};
        }
    }
    return {"", description};
}

// "<root>", "[properties]", "[closed]" as a JSON pointer.
std::string pointer_of(const std::vector<std::string>& context) {
    std::string pointer;
    for (const auto& part : context) {
        if (part.size() > 2 && part.front() == '[' && part.back() == ']') {
            pointer += '/' + pointer_part(part.substr(1, part.size() - 2));
        }
    }
    return pointer;
}

bool is_about_another_place(const std::string& description) {
    return description.starts_with("Failed to validate");
}

// The innermost places only: a fault of /a/b is not told again as one of /a.
std::vector<Violation> told(valijson::ValidationResults& results) {
    std::vector<Violation> found;
    valijson::ValidationResults::Error error;
    while (results.popError(error) && found.size() < most_told) {
        if (is_about_another_place(error.description)) {
            continue;
        }
        auto [key, expected] = said(error.description);
        auto pointer = pointer_of(error.context) + (key.empty() ? "" : '/' + pointer_part(key));
        const bool is_told = std::ranges::any_of(found, [&](const Violation& one) {
            return one.key == pointer || one.key.starts_with(pointer + '/');
        });
        if (!is_told) {
            while (expected.ends_with('.')) {
                expected.pop_back();
            }
            found.push_back(
                {std::move(pointer), expected + ' ' + std::string{said_by_schema}, dp::Status::bad_argument});
        }
    }
    return found;
}

// A copy without these keywords, at any depth.
Json without(const Json& json, std::span<const std::string_view> keywords) {
    if (const auto object = as_object(json); !object.isNull()) {
        JsonObject copy = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
        for (const auto& name : object->getNames()) {
            if (std::ranges::find(keywords, name) == keywords.end()) {
                copy->set(name, without(object->get(name), keywords));
            }
        }
        return copy;
    }
    if (const auto array = as_array(json); !array.isNull()) {
        JsonArray copy = new Poco::JSON::Array;
        for (const auto& one : *array) {
            copy->add(without(one, keywords));
        }
        return copy;
    }
    return json;
}

bool has_text_longer_than(std::size_t most, const Json& json) {
    if (const auto object = as_object(json); !object.isNull()) {
        return std::ranges::any_of(object->getNames(), [&](const std::string& name) {
            return name.size() > most || has_text_longer_than(most, object->get(name));
        });
    }
    if (const auto array = as_array(json); !array.isNull()) {
        return std::ranges::any_of(*array, [&](const Json& one) { return has_text_longer_than(most, one); });
    }
    return json.isString() && json.convert<std::string>().size() > most;
}

std::vector<Violation> validated(const Json& given_schema, const Json& value) {
    // valijson tries patterns by std::regex, which takes some stack frames for each character: a text of some ten
    // thousand would end the process. There the patterns are left to the hand-written checks.
    constexpr std::size_t longest_text = 2000; // bytes
    static constexpr std::array<std::string_view, 3> by_regex{"pattern", "patternProperties", "format"};
    const auto schema_json =
        has_text_longer_than(longest_text, value) ? without(given_schema, by_regex) : given_schema;
    valijson::Schema schema;
    try {
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::PocoJsonAdapter{schema_json}, schema);
    } catch (const std::exception& problem) { // of valijson, or of a regular expression in it
        throw JsonError{std::string{"expected a JSON Schema; "} + problem.what()};
    }
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(schema, valijson::adapters::PocoJsonAdapter{value}, &results)) {
        return {};
    }
    auto found = told(results);
    if (found.empty()) {
        found.push_back(
            {"", "what its JSON Schema asks for " + std::string{said_by_schema}, dp::Status::bad_argument});
    }
    return found;
}

// Debian's valijson takes it wrongly inside other schemas: it refuses every name. What it would refuse (placeholders
// in ids) is no id anyway.
constexpr std::array<std::string_view, 1> taken_wrongly{"propertyNames"};

} // namespace

std::vector<Violation> schema_violations(PublishedSchema schema, const Json& value) {
    const auto text = schema == PublishedSchema::thing_model ? published::thing_model
                      : schema == PublishedSchema::manifest  ? published::manifest
                                                             : published::site;
    return validated(without(read_json(std::string{text}, "schema"), taken_wrongly), value);
}

std::vector<Violation> schema_violations(const std::string& schema, const Json& value) {
    return validated(read_json(schema, "schema"), value);
}

} // namespace host
