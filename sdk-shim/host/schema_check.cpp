#include "host/schema_check.hpp"

#include "host/published_schemas.hpp"

// Without it valijson ends the process where a schema is none.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/poco_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <algorithm>

namespace host {

namespace {

constexpr std::size_t most_told = 5;

// In valijson's words, and in ours.
std::string expectation(const std::string& description) {
    struct Row {
        std::string_view theirs;
        std::string_view ours;
    };
    static constexpr std::array<Row, 6> rows{{
        {"Failed to match against any enum values.", "one of the values that are listed"},
        {"Value type not permitted by 'type' constraint.", "a value of another type"},
        {"Failed to match regex specified by 'pattern' constraint.", "a text of another form"},
        {"Target should not validate", "no such key"},
        {"Missing required property", "all keys that are needed; one is missing"},
        {"Object contains a property that could not be validated", "no key that is not known; there is one"},
    }};
    const auto* const known = std::ranges::find_if(
        rows, [&](const Row& row) { return description.find(row.theirs) != std::string::npos; });
    return std::string{known == rows.end() ? std::string_view{description} : known->ours} + ' ' +
           std::string{said_by_schema};
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
        auto pointer = pointer_of(error.context);
        const bool is_told = std::ranges::any_of(found, [&](const Violation& one) {
            return one.key == pointer || one.key.starts_with(pointer + '/');
        });
        if (!is_told) {
            found.push_back({std::move(pointer), expectation(error.description), dp::Status::bad_argument});
        }
    }
    return found;
}

std::vector<Violation> validated(const Json& schema_json, const Json& value) {
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

// Without the word propertyNames, which Debian's valijson takes wrongly inside other schemas: it refuses
// every name. What it would refuse (placeholders in ids) is no id anyway.
Json without_property_names(const Json& json) {
    if (const auto object = as_object(json); !object.isNull()) {
        JsonObject copy = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
        for (const auto& name : object->getNames()) {
            if (name != "propertyNames") {
                copy->set(name, without_property_names(object->get(name)));
            }
        }
        return copy;
    }
    if (const auto array = as_array(json); !array.isNull()) {
        JsonArray copy = new Poco::JSON::Array;
        for (const auto& one : *array) {
            copy->add(without_property_names(one));
        }
        return copy;
    }
    return json;
}

} // namespace

std::vector<Violation> schema_violations(PublishedSchema schema, const Json& value) {
    const auto text = schema == PublishedSchema::thing_model ? published::thing_model
                      : schema == PublishedSchema::manifest  ? published::manifest
                                                             : published::site;
    return validated(without_property_names(read_json(std::string{text}, "schema")), value);
}

std::vector<Violation> schema_violations(const std::string& schema, const Json& value) {
    return validated(read_json(schema, "schema"), value);
}

} // namespace host
