#include "json.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

namespace sim::json {

Object::Ptr object(std::initializer_list<std::pair<std::string, Var>> members) {
    auto result = Poco::makeShared<Object>(Poco::JSON_PRESERVE_KEY_ORDER);
    for (const auto& [key, value] : members)
        result->set(key, value);
    return result;
}

Array::Ptr array(const std::vector<Var>& values) {
    auto result = Poco::makeShared<Array>();
    for (const auto& value : values)
        result->add(value);
    return result;
}

std::string text(const Object::Ptr& value) {
    std::ostringstream out;
    value->stringify(out);
    return out.str();
}

std::string text(const Array::Ptr& value) {
    std::ostringstream out;
    value->stringify(out);
    return out.str();
}

Object::Ptr parse_object(const std::string& text) {
    try {
        Poco::JSON::Parser parser;
        const Var parsed = parser.parse(text);
        return parsed.type() == typeid(Object::Ptr) ? parsed.extract<Object::Ptr>() : Object::Ptr();
    } catch (const Poco::Exception&) {
        return {};
    }
}

} // namespace sim::json
