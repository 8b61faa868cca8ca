// Small help for composing JSON in the order in which it is written down, as recorded answers have a fixed
// order.
#pragma once

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace sim::json {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

inline Var null() {
    return Var();
}
Object::Ptr object(std::initializer_list<std::pair<std::string, Var>> members = {});
Array::Ptr array(const std::vector<Var>& values = {});
std::string text(const Object::Ptr& value);
std::string text(const Array::Ptr& value);

// Empty when the text is not one JSON object.
Object::Ptr parse_object(const std::string& text);

} // namespace sim::json
