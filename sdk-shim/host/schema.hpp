// The part of JSON Schema that manifests use: type, enum, minimum, maximum, minLength, maxLength, pattern,
// required, properties, additionalProperties, items, default; and of the dp: vocabulary what says which values a text may
// not have or can have. Other words are descriptions and are passed over. Pure.
#pragma once

#include "dp/status.hpp"
#include "host/json_text.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace Poco {
class RegularExpression;
}

namespace host {

// What is wrong with a value, and where in it.
struct Violation {
    std::string key; // JSON pointer (RFC 6901), empty for the whole value
    std::string expected;
    dp::Status status = dp::Status::bad_argument; // what a command with this fault is refused with

    bool operator==(const Violation&) const = default;
};

enum class SchemaType { any, null, boolean, integer, number, string, array, object };

struct Schema {
    SchemaType type = SchemaType::any;
    std::vector<dp::Value> choices; // enum; empty: all
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<std::size_t> min_length; // characters
    std::optional<std::size_t> max_length;
    std::string pattern_text;
    std::shared_ptr<const Poco::RegularExpression> pattern; // null: any text
    std::string description;                                // what a person is told in place of the pattern
    std::shared_ptr<const Poco::RegularExpression>
        placeholder; // dp:placeholder: texts that stand for one; null: none
    struct FromConfig {
        std::string list;  // key of an array of objects in the device's config
        std::string field; // of these objects
    };
    std::optional<FromConfig> from_config; // dp:from_config: only what stands there will do
    dp::Value otherwise;                   // default; null: none
    std::vector<std::string> required;
    bool additional = true; // whether members beyond `properties` are allowed
    struct Member;
    std::vector<Member> properties;      // in the manifest's order
    std::shared_ptr<const Schema> items; // null: any

    const Schema* property(std::string_view name) const; // null when there is none
};

struct Schema::Member {
    std::string name;
    Schema schema;
};

// The schema in `json`, whose own place is `where`. Each fault is appended to `problems` as "WHERE/KEY:
// expected ...".
Schema read_schema(const Json& json, const std::string& where, std::vector<std::string>& problems);

// In the order of the schema; empty when the value fits.
std::vector<Violation> violations(const Schema& schema, const Json& value);

// A value that fits, in the form the schema names: 5 becomes 5.0 where a number is asked for, and 5.0 becomes
// 5 where an integer is.
dp::Value fitted(const Schema& schema, const Json& value);

// A member's name as part of a JSON pointer (RFC 6901).
std::string pointer_part(const std::string& name);

// "KEY: expected ..." with `root` in front of the key.
std::string sentence(const Violation& violation, std::string_view root);

} // namespace host
