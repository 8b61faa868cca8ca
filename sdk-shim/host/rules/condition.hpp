// Whether conditions hold. Pure.
#pragma once

#include "host/rules/rule.hpp"

#include <functional>

namespace host {

// What a property has now; null when it is not known.
using ValueOf = std::function<dp::Value(const Place& property)>;

// What cannot be told because a property is not known stays so through "not": not (door.closed is true) does
// not hold while nobody knows of the door.
enum class Truth { no, not_known, yes };

Truth truth(const Condition& condition, const ValueOf& value_of, WallMinute now);
// Of all of them together; yes when there are none.
Truth truth(const std::vector<Condition>& conditions, const ValueOf& value_of, WallMinute now);

// Nothing for what is no number.
std::optional<double> number_in(const dp::Value& value);

} // namespace host
