// Reading. Poco's parser does the syntax; the handler here builds the values, because the one that comes with
// Poco lets the last of two equal keys win in silence.
#include "host/json_text.hpp"

#include "host/json_fault.hpp"
#include "host/json_places.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Handler.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <sstream>
#include <vector>

namespace host {
namespace {

constexpr std::size_t largest_text = 8U << 20U; // bytes; a site or a manifest is thousands of times smaller

// Passes through the parser to whoever knows how far it came.
struct KeyTwice {
    std::string sentence;
};

class Builder : public Poco::JSON::Handler {
public:
    void reset() override {
        open_.clear();
        root_.clear();
    }
    void startObject() override {
        const JsonObject object = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
        put(object);
        open_.push_back(Frame{object, {}, {}});
    }
    void startArray() override {
        const JsonArray array = new Poco::JSON::Array;
        put(array);
        open_.push_back(Frame{{}, array, {}});
    }
    void endObject() override { open_.pop_back(); }
    void endArray() override { open_.pop_back(); }
    void key(const std::string& key) override {
        if (open_.back().object->has(key)) {
            throw KeyTwice{json_quoted(key) + ": expected each key once in an object"};
        }
        open_.back().key = key;
    }
    void null() override { put({}); }
    void value(int number) override { put(static_cast<Poco::Int64>(number)); }
    void value(unsigned number) override { put(static_cast<Poco::Int64>(number)); }
    void value(Poco::Int64 number) override { put(number); }
    void value(Poco::UInt64 number) override {
        if (number <= static_cast<Poco::UInt64>(std::numeric_limits<Poco::Int64>::max())) {
            put(static_cast<Poco::Int64>(number));
        } else {
            put(static_cast<double>(number));
        }
    }
    void value(const std::string& text) override { put(text); }
    void value(double number) override { put(number); }
    void value(bool boolean) override { put(boolean); }
    Json asVar() const override { return root_; }

private:
    struct Frame { // an object or an array that has begun and not ended
        JsonObject object;
        JsonArray array;
        std::string key;
    };

    void put(const Json& value) {
        if (open_.empty()) {
            root_ = value;
        } else if (!open_.back().object.isNull()) {
            open_.back().object->set(open_.back().key, value);
        } else {
            open_.back().array->add(value);
        }
    }

    std::vector<Frame> open_;
    Json root_;
};

// Comments become spaces, so that line numbers stay true.
std::string without_comments(std::string text) {
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_string) {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == '"') {
                in_string = false;
            }
        } else if (text[i] == '"') {
            in_string = true;
        } else if (text[i] == '/' && i + 1 < text.size() && (text[i + 1] == '/' || text[i + 1] == '*')) {
            const bool to_line_end = text[i + 1] == '/';
            std::size_t end = text.find(to_line_end ? "\n" : "*/", i + 2);
            if (end == std::string::npos && !to_line_end) {
                return text; // never closed: left in, for the parser to point at
            }
            end = end == std::string::npos ? text.size() : end + (to_line_end ? 0 : 2);
            for (; i < end; ++i) {
                text[i] = text[i] == '\n' ? '\n' : ' ';
            }
            --i;
        }
    }
    return text;
}

bool has_escaped_zero(const std::string& text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] == '\\') {
            if (text.compare(i, 6, "\\u0000") == 0) {
                return true;
            }
            ++i;
        }
    }
    return false;
}

// "NAME:LINE:COLUMN: "
std::string where(std::string_view name, const std::string& text, std::size_t offset) {
    const auto place = place_in(text, offset);
    return std::string{name} + ':' + std::to_string(place.line) + ':' + std::to_string(place.column) + ": ";
}

// Of the last character that the parser took: it reads its stream one at a time.
std::size_t offset_in(std::istringstream& in) {
    in.clear();
    const auto told = in.tellg();
    const auto read = static_cast<std::size_t>(told < 0 ? std::streampos{0} : told);
    return read > 0 ? read - 1 : 0;
}

} // namespace

Json read_json(const std::string& text, std::string_view name, Comments comments) {
    if (text.size() > largest_text) {
        throw JsonError{std::string{name} + ": expected at most 8 MiB of JSON"};
    }
    if (!is_valid_utf8(text)) {
        throw JsonError{std::string{name} +
                        ": expected JSON in UTF-8; there are bytes in it that are not UTF-8"};
    }
    // The parser takes keys as C strings: with a zero in them, two different keys would become one.
    if (has_escaped_zero(text) || text.find('\0') != std::string::npos) {
        throw JsonError{std::string{name} + ": expected JSON without zero characters"};
    }
    const std::string plain = comments == Comments::allowed ? without_comments(text) : text;
    std::istringstream in{plain};
    try {
        Poco::JSON::Parser parser{new Builder};
        return parser.parse(in);
    } catch (const Poco::Exception& problem) {
        if (const auto fault = find_json_fault(plain)) {
            throw JsonError{where(name, text, fault->offset) + fault->sentence};
        }
        throw JsonError{where(name, text, offset_in(in)) +
                        "expected JSON; the parser says: " + valid_utf8(problem.message())};
    } catch (const KeyTwice& problem) {
        throw JsonError{where(name, text, offset_in(in)) + problem.sentence};
    }
}

JsonObject as_object(const Json& value) {
    return value.type() == typeid(JsonObject) ? value.extract<JsonObject>() : JsonObject{};
}

JsonArray as_array(const Json& value) {
    return value.type() == typeid(JsonArray) ? value.extract<JsonArray>() : JsonArray{};
}

dp::Value to_value(const Json& json) {
    if (json.isEmpty()) {
        return std::monostate{};
    }
    if (json.type() == typeid(JsonObject) || json.type() == typeid(JsonArray)) {
        return dp::Json{write_json(json)};
    }
    if (json.isBoolean()) {
        return json.convert<bool>();
    }
    if (json.isInteger()) {
        return static_cast<std::int64_t>(json.convert<Poco::Int64>());
    }
    if (json.isNumeric()) {
        return json.convert<double>();
    }
    return json.convert<std::string>();
}

Json to_json(const dp::Value& value) {
    if (const auto* boolean = std::get_if<bool>(&value)) {
        return *boolean;
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return static_cast<Poco::Int64>(*integer);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return *number;
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    if (const auto* json = std::get_if<dp::Json>(&value)) {
        return read_json(json->text, "value");
    }
    return {};
}

} // namespace host
