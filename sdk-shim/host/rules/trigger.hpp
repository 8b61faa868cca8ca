// What a change of a property, or a minute, means to a rule that waits for it. Pure.
#pragma once

#include "host/property_change.hpp"
#include "host/rules/rule.hpp"

#include <string>

namespace host {

enum class TriggerStep {
    nothing,
    came, // it is so now, and was not before
    left  // it is so no more, or nobody knows
};

// `known` is the last known value before `change`, null when there was none.
TriggerStep step_of(const std::variant<Becomes, Changes, Crosses>& how, const PropertyChange& change,
                    const dp::Value& known);

// Why it fires, in a past tense: "door.closed became true". `now` is what the property has.
std::string because(const PropertyTrigger& trigger, const dp::Value& now);

// Whether the rule waits for this minute of this day.
bool is_wanted(const Rule& rule, WallMinute minute);

} // namespace host
