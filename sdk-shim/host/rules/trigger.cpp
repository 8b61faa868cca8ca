#include "host/rules/trigger.hpp"

#include "host/json_text.hpp"
#include "host/rules/condition.hpp"
#include "host/rules/rule_text.hpp"

#include <algorithm>

namespace host {
namespace {

bool is_known(const dp::Value& value) {
    return !std::holds_alternative<std::monostate>(value);
}

struct StepOf {
    const PropertyChange& change;
    const dp::Value& known;

    TriggerStep operator()(const Becomes& wanted) const {
        if (!same(change.after, wanted.value)) {
            return TriggerStep::left;
        }
        return change.is_first || same(change.before, change.after) ? TriggerStep::nothing
                                                                    : TriggerStep::came;
    }

    TriggerStep operator()(const Changes&) const {
        if (!is_known(change.after)) {
            return TriggerStep::left;
        }
        if (same(change.after, known)) {
            return TriggerStep::nothing;
        }
        return change.is_first || !is_known(known) ? TriggerStep::left : TriggerStep::came;
    }

    TriggerStep operator()(const Crosses& wanted) const {
        const auto after = number_in(change.after);
        if (!after) {
            return TriggerStep::left;
        }
        const bool is_up = *after >= wanted.threshold;
        const auto before = number_in(known);
        const bool was_up = before ? *before >= wanted.threshold : is_up;
        if (is_up == was_up) {
            return TriggerStep::nothing;
        }
        const bool is_wanted =
            wanted.direction == Direction::either || (wanted.direction == Direction::up) == is_up;
        return is_wanted && !change.is_first ? TriggerStep::came : TriggerStep::left;
    }
};

} // namespace

TriggerStep step_of(const std::variant<Becomes, Changes, Crosses>& how, const PropertyChange& change,
                    const dp::Value& known) {
    return std::visit(StepOf{change, known}, how);
}

// Names no text that a device gave: it may be for other eyes than those that see the rules.
std::string because(const PropertyTrigger& trigger, const dp::Value& now) {
    const std::string name = text_of(trigger.property);
    const std::string stayed = " for " + text_of(trigger.hold);
    const bool holds = trigger.hold.count() > 0;
    if (const auto* const becomes = std::get_if<Becomes>(&trigger.how)) {
        const std::string value = is_known(becomes->value) ? write_json(becomes->value) : "not known";
        return holds ? name + " has been " + value + stayed : name + " became " + value;
    }
    if (const auto* const crosses = std::get_if<Crosses>(&trigger.how)) {
        const auto number = number_in(now).value_or(crosses->threshold);
        const bool is_up = number >= crosses->threshold;
        return holds ? name + " has been " + (is_up ? "at least " : "below ") +
                           number_text(crosses->threshold) + stayed
                     : name + (is_up ? " rose to " : " fell to ") + number_text(number);
    }
    return holds ? name + " has not changed" + stayed : name + " changed";
}

bool is_wanted(const Rule& rule, WallMinute minute) {
    const auto day = static_cast<std::size_t>(weekday(day_number(minute)));
    return std::any_of(rule.when.begin(), rule.when.end(), [&](const auto& trigger) {
        const auto* const time = std::get_if<TimeTrigger>(&trigger);
        return time != nullptr && time->minute == minute_of_day(minute) && time->days.test(day);
    });
}

} // namespace host
