// JSON as text and as values: reading with sentences for a person, writing in one form only. Knows no file,
// no manifest and no plugin.
#pragma once

#include "dp/value.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace host {

using Json = Poco::Dynamic::Var; // null is an empty Var; objects and arrays are Poco's shared pointers
using JsonObject = Poco::JSON::Object::Ptr;
using JsonArray = Poco::JSON::Array::Ptr;

// A text that is not the JSON it ought to be. what() is a sentence that begins with the text's name and,
// where it is known, the line and the column.
class JsonError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

enum class Comments { refused, allowed }; // // to the end of the line, and /* */

// Reads one complete JSON text of at most 8 MiB. `name` is what the text is called in a sentence, a file name
// for example. Throws JsonError for a syntax error, a key twice in one object, invalid UTF-8, a zero
// character in a key and anything after the end.
Json read_json(const std::string& text, std::string_view name, Comments comments = Comments::refused);

// Null where `value` is not of that kind.
JsonObject as_object(const Json& value);
JsonArray as_array(const Json& value);

bool is_valid_utf8(std::string_view text);

// `text` with each byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// The first `limit` bytes of `text` at most, cut between characters.
std::string_view cut(std::string_view text, std::size_t limit);

// A JSON string with its quotes. Control characters are escaped; the result is always one line of valid
// UTF-8.
std::string json_quoted(std::string_view text);

// One line without spaces; keys in the order in which they were read or set.
std::string write_json(const Json& value);

// The same for the ABI's values. A number that JSON has no form for becomes null. dp::Json is taken as it is,
// so it has to be one line already: see normalized().
std::string write_json(const dp::Value& value);

// {"name":value,...} in the order given.
std::string write_json(const std::vector<dp::NamedValue>& values);

// Arrays and objects become dp::Json. An integer beyond 64 bits with sign becomes a double.
dp::Value to_value(const Json& json);
Json to_json(const dp::Value& value);

// A value from the other side of the door, made fit to be stored and sent on: JSON texts are read and written
// anew on one line, strings are valid UTF-8, a number that is not finite is null. Throws JsonError for a JSON
// text that is none.
dp::Value normalized(dp::Value value);

// Equal, where 1 and 1.0 count as equal.
bool same(const dp::Value& left, const dp::Value& right);

} // namespace host
