#include "fields.hpp"

#include <algorithm>

namespace sim {
namespace {

[[noreturn]] void refuse(const std::string& key, const std::string& expected) {
    throw BadInput("key \"" + key + "\" must be " + expected);
}

std::int64_t checked_integer(const std::string& key, const json::Var& value, std::int64_t lowest,
                             std::int64_t highest) {
    const std::string expected =
        "an integer from " + std::to_string(lowest) + " to " + std::to_string(highest);
    if (!value.isInteger() || value.isBoolean())
        refuse(key, expected);
    try {
        const auto number = value.convert<std::int64_t>();
        if (number >= lowest && number <= highest)
            return number;
    } catch (const Poco::RangeException&) {
    }
    refuse(key, expected);
}

} // namespace

Fields::Fields(const std::string& text)
    : object_(text.empty() ? json::object() : json::parse_object(text)) {
    if (object_.isNull())
        throw BadInput("the body must be one JSON object");
}

void Fields::allow_only(const std::vector<std::string>& keys) const {
    for (const auto& [key, value] : *object_) {
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            continue;
        std::string known;
        for (const std::string& name : keys)
            known += (known.empty() ? "" : ", ") + name;
        throw BadInput("key \"" + key + "\" is not known here; expected are: " + known);
    }
}

std::optional<bool> Fields::boolean(const std::string& key) const {
    if (!has(key))
        return std::nullopt;
    if (!value(key).isBoolean())
        refuse(key, "true or false");
    return value(key).convert<bool>();
}

std::optional<std::int64_t> Fields::integer(const std::string& key, std::int64_t lowest,
                                            std::int64_t highest) const {
    if (!has(key))
        return std::nullopt;
    return checked_integer(key, value(key), lowest, highest);
}

std::optional<std::string> Fields::text(const std::string& key) const {
    if (!has(key))
        return std::nullopt;
    if (!value(key).isString())
        refuse(key, "a string");
    return value(key).extract<std::string>();
}

std::optional<std::string> Fields::one_of(const std::string& key,
                                          const std::vector<std::string>& choices) const {
    const auto chosen = text(key);
    if (chosen && std::find(choices.begin(), choices.end(), *chosen) == choices.end()) {
        std::string list;
        for (const std::string& choice : choices)
            list += (list.empty() ? "" : ", ") + choice;
        refuse(key, "one of: " + list);
    }
    return chosen;
}

std::optional<MillisRange> Fields::range(const std::string& key) const {
    const auto ends = array(key);
    if (ends.isNull())
        return std::nullopt;
    constexpr std::int64_t an_hour = 3'600'000;
    if (ends->size() != 2)
        refuse(key, "two milliseconds, [lowest, highest]");
    const MillisRange range{checked_integer(key, ends->get(0), 0, an_hour),
                            checked_integer(key, ends->get(1), 0, an_hour)};
    if (range.lowest > range.highest)
        refuse(key, "[lowest, highest] in this order");
    return range;
}

json::Object::Ptr Fields::object(const std::string& key) const {
    if (!has(key))
        return {};
    if (!object_->isObject(key))
        refuse(key, "an object");
    return object_->getObject(key);
}

json::Array::Ptr Fields::array(const std::string& key) const {
    if (!has(key))
        return {};
    if (!object_->isArray(key))
        refuse(key, "an array");
    return object_->getArray(key);
}

std::string Fields::required_text(const std::string& key) const {
    const auto given = text(key);
    if (!given || given->empty())
        refuse(key, "given, as a string that is not empty");
    return *given;
}

} // namespace sim
