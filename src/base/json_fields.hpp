// Reads single fields out of JSON that others wrote: a bad field costs that field, never the rest. Lazy, so a
// number that no machine can hold does no harm where nobody asks for it.
#pragma once

#include "base/not_json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

namespace spotify::json {

using simdjson::ondemand::array;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

// An object and the text it lies in. One at a time per thread: the parser is the thread's own, so that it
// does not allocate anew for each answer.
class Document {
public:
    explicit Document(const std::string& text); // throws NotJson
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    object& root() { return root_; }

private:
    simdjson::padded_string text_;
    simdjson::ondemand::document document_;
    object root_;
};

// Has simdjson make the objects that it makes when they are first needed. What is made later than the handler that ends
// the threads at exit (see plugin::LeftRunning) is destroyed before it runs, under one that still reads. Any
// thread, cheap when repeated.
void prepare();

// Whether there is a value. Errors of one value cost that value; after any other the parser has lost its
// place in the text (a cut or unbalanced one) and must not be touched again: throws NotJson.
bool good(simdjson::error_code error);

// Of a value that is at hand. Each leaves `into` alone when it is null, of another type or out of range; all
// throw NotJson as good() does.
void read_text(value from, std::optional<std::string>& into);
void read_bool(value from, std::optional<bool>& into);
void read_number(value from, std::int64_t least, std::int64_t most, std::optional<std::int64_t>& into);
bool read_object(value from, object& into);
bool is_true(value from);

// Calls take(key, value) for each field, in the sender's order: one way through the text, whatever is
// missing. Throws NotJson as good() does.
template <typename Take>
void each_field(object& from, Take take) {
    bool has_fields = false;
    if (!good(from.reset().get(has_fields)) || !has_fields) {
        return;
    }
    for (auto entry : from) {
        simdjson::ondemand::field field;
        std::string_view key;
        if (good(std::move(entry).get(field)) && good(field.unescaped_key().get(key))) {
            take(key, field.value());
        }
    }
}

// By key, for short objects. Each leaves `into` alone when the field is missing, null, of another type or out
// of range. The order of the fields is the sender's to choose, so look-ups do not depend on it. All throw
// NotJson as good() does.
void read_text(object& from, std::string_view key, std::optional<std::string>& into);
void read_number(object& from, std::string_view key, std::int64_t least, std::int64_t most,
                 std::optional<std::int64_t>& into);
bool read_object(object& from, std::string_view key, object& into);

std::string text_or_empty(object& from, std::string_view key);

} // namespace spotify::json
