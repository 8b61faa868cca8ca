// Reading a schema out of a manifest's JSON.
#include "host/schema.hpp"

#include <Poco/Exception.h>
#include <Poco/RegularExpression.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace host {
namespace {

constexpr std::array<std::pair<std::string_view, SchemaType>, 7> type_names{{{"null", SchemaType::null},
                                                                             {"boolean", SchemaType::boolean},
                                                                             {"integer", SchemaType::integer},
                                                                             {"number", SchemaType::number},
                                                                             {"string", SchemaType::string},
                                                                             {"array", SchemaType::array},
                                                                             {"object", SchemaType::object}}};

class Reader {
public:
    Reader(const std::string& where, std::vector<std::string>& problems)
        : where_{where}
        , problems_{problems} {}

    Schema read(const Json& json) {
        Schema schema;
        object_ = as_object(json);
        if (object_.isNull()) {
            problems_.push_back(where_ + ": expected an object that describes a value");
            return schema;
        }
        type(schema);
        choices(schema);
        schema.minimum = number("minimum");
        schema.maximum = number("maximum");
        schema.min_length = length("minLength");
        schema.max_length = length("maxLength");
        pattern(schema);
        placeholder(schema);
        from_config(schema);
        schema.otherwise = get("default");
        if (auto text = get("description"); auto* const description = std::get_if<std::string>(&text)) {
            schema.description = std::move(*description);
        }
        required(schema);
        members(schema);
        return schema;
    }

private:
    void problem(std::string_view key, std::string_view expected) {
        problems_.push_back(where_ + '/' + std::string{key} + ": expected " + std::string{expected});
    }

    // What the key holds, null when it is absent too.
    dp::Value get(const std::string& key) {
        return object_->has(key) ? to_value(object_->get(key)) : dp::Value{};
    }

    void type(Schema& schema) {
        if (!object_->has("type")) {
            return;
        }
        const auto value = get("type");
        const auto* const found = std::find_if(type_names.begin(), type_names.end(), [&](const auto& entry) {
            return value == dp::Value{std::string{entry.first}};
        });
        if (found == type_names.end()) {
            problem("type", "one of null, boolean, integer, number, string, array, object");
        } else {
            schema.type = found->second;
        }
    }

    void choices(Schema& schema) {
        if (!object_->has("enum")) {
            return;
        }
        const auto array = as_array(object_->get("enum"));
        if (array.isNull() || array->size() == 0) {
            problem("enum", "an array with at least one value");
            return;
        }
        for (const auto& choice : *array) {
            schema.choices.push_back(to_value(choice));
        }
    }

    std::optional<double> number(const std::string& key) {
        const auto value = get(key);
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            return static_cast<double>(*integer);
        }
        if (const auto* found = std::get_if<double>(&value)) {
            return *found;
        }
        if (object_->has(key)) {
            problem(key, "a number");
        }
        return std::nullopt;
    }

    std::optional<std::size_t> length(const std::string& key) {
        const auto value = get(key);
        const auto* const integer = std::get_if<std::int64_t>(&value);
        if (integer != nullptr && *integer >= 0) {
            return static_cast<std::size_t>(*integer);
        }
        if (object_->has(key)) {
            problem(key, "an integer of at least 0");
        }
        return std::nullopt;
    }

    // Null when the key is absent, or is no regular expression, which is a problem.
    std::shared_ptr<const Poco::RegularExpression> expression(const std::string& key, int options) {
        if (!object_->has(key)) {
            return nullptr;
        }
        const auto value = get(key);
        try {
            if (const auto* text = std::get_if<std::string>(&value)) {
                using Poco::RegularExpression;
                return std::make_shared<const RegularExpression>(
                    *text, options | RegularExpression::RE_UTF8 | RegularExpression::RE_DOLLAR_ENDONLY);
            }
        } catch (const Poco::Exception&) { // the sentence below says it
        }
        problem(key, "a regular expression");
        return nullptr;
    }

    void pattern(Schema& schema) {
        schema.pattern = expression("pattern", 0);
        if (schema.pattern) {
            schema.pattern_text = std::get<std::string>(get("pattern"));
        }
    }

    void placeholder(Schema& schema) {
        schema.placeholder = expression("dp:placeholder", Poco::RegularExpression::RE_CASELESS);
    }

    void from_config(Schema& schema) {
        if (!object_->has("dp:from_config")) {
            return;
        }
        const auto entry = as_object(object_->get("dp:from_config"));
        const auto name = [&](const std::string& key) {
            const auto value = !entry.isNull() && entry->has(key) ? to_value(entry->get(key)) : dp::Value{};
            const auto* const text = std::get_if<std::string>(&value);
            return text != nullptr ? *text : std::string{};
        };
        Schema::FromConfig from{name("list"), name("field")};
        if (from.list.empty() || from.field.empty()) {
            problem("dp:from_config", "an object with the keys list and field");
        } else {
            schema.from_config = std::move(from);
        }
    }

    void required(Schema& schema) {
        if (!object_->has("required")) {
            return;
        }
        const auto array = as_array(object_->get("required"));
        for (std::size_t i = 0; !array.isNull() && i < array->size(); ++i) {
            const auto value = to_value(array->get(static_cast<unsigned>(i)));
            if (const auto* name = std::get_if<std::string>(&value)) {
                schema.required.push_back(*name);
            }
        }
        if (array.isNull() || schema.required.size() != array->size()) {
            problem("required", "an array of texts");
        }
    }

    void members(Schema& schema) {
        if (object_->has("additionalProperties")) {
            const auto value = get("additionalProperties");
            if (const auto* allowed = std::get_if<bool>(&value)) {
                schema.additional = *allowed;
            } else {
                problem("additionalProperties", "true or false");
            }
        }
        if (object_->has("items")) {
            schema.items = std::make_shared<const Schema>(
                read_schema(object_->get("items"), where_ + "/items", problems_));
        }
        if (!object_->has("properties")) {
            return;
        }
        const auto properties = as_object(object_->get("properties"));
        if (properties.isNull()) {
            problem("properties", "an object");
            return;
        }
        for (const auto& name : properties->getNames()) {
            schema.properties.push_back(
                {name, read_schema(properties->get(name), where_ + "/properties/" + pointer_part(name),
                                   problems_)});
        }
    }

    const std::string& where_;
    std::vector<std::string>& problems_;
    JsonObject object_;
};

} // namespace

Schema read_schema(const Json& json, const std::string& where, std::vector<std::string>& problems) {
    return Reader{where, problems}.read(json);
}

} // namespace host
