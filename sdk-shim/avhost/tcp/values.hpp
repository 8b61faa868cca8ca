// Values as the short dialect writes them, and what a person or a control system writes for one. Pure.
#pragma once

#include "dp/value.hpp"
#include "host/manifest.hpp"
#include "host/schema.hpp"
#include "tcp/words.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace avhost::tcp {

// true, 42, text as it is but for \n, \r, \t and \\, JSON on one line for lists; nothing for null.
std::string shown(const dp::Value& value);

// What stands for a value of this type: JSON where it is one, else the text. A text may stand bare, with the four escapes,
// or in JSON's quotes. Whether it fits is for the host to say. Nothing for an empty text of any other type.
std::variant<dp::Value, Fault> read_value(std::string_view text, host::SchemaType type);

// Parameters of an action: NAME=VALUE with blanks in between, a VALUE with blanks in JSON's quotes or brackets; or the value
// alone for an action with one parameter, or with one that it requires. `action` is null where the manifest is not known.
std::variant<std::vector<dp::NamedValue>, Fault> read_params(std::string_view text,
                                                             const host::ActionSpec* action);

} // namespace avhost::tcp
