#include "host/rules/rule_text.hpp"

#include "host/json_text.hpp"

#include <cmath>

namespace host {
namespace {

constexpr std::size_t longest_value = 60; // bytes; a text beyond it makes no sentence clearer

std::string value_text(const dp::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) {
        return "not known";
    }
    const std::string text = write_json(value);
    const auto beginning = cut(text, longest_value);
    return std::string{beginning} + (beginning.size() < text.size() ? "..." : "");
}

std::string argument_text(const Argument& argument) {
    const auto* const from = std::get_if<Place>(&argument);
    return from != nullptr ? text_of(*from) : value_text(std::get<dp::Value>(argument));
}

struct TriggerText {
    std::string operator()(const PropertyTrigger& trigger) const {
        const std::string name = text_of(trigger.property);
        std::string text;
        if (const auto* const becomes = std::get_if<Becomes>(&trigger.how)) {
            text = name + " becomes " + value_text(becomes->value);
        } else if (const auto* const crosses = std::get_if<Crosses>(&trigger.how)) {
            const std::string limit = number_text(crosses->threshold);
            text = crosses->direction == Direction::up     ? name + " rises to " + limit + " or more"
                   : crosses->direction == Direction::down ? name + " falls below " + limit
                                                           : name + " crosses " + limit;
        } else {
            text = name + " changes";
        }
        return trigger.hold.count() > 0 ? text + " for " + text_of(trigger.hold) : text;
    }
    std::string operator()(const EventTrigger& trigger) const {
        return trigger.event.device + " reports " + trigger.event.id;
    }
    std::string operator()(const TimeTrigger& trigger) const {
        const std::string text = "it is " + minute_text(trigger.minute);
        return trigger.days == every_day ? text : text + " on " + text_of(trigger.days);
    }
    std::string operator()(const StartTrigger&) const { return "the host starts"; }
};

struct TestText {
    std::string operator()(const PropertyTest& test) const {
        const std::string name = text_of(test.property);
        if (const auto* const equals = std::get_if<Equals>(&test.is)) {
            return name + " is " + value_text(equals->value);
        }
        if (const auto* const above = std::get_if<Above>(&test.is)) {
            return name + " is above " + number_text(above->limit);
        }
        if (const auto* const below = std::get_if<Below>(&test.is)) {
            return name + " is below " + number_text(below->limit);
        }
        const auto& between = std::get<Between>(test.is);
        return name + " is from " + number_text(between.low) + " to " + number_text(between.high);
    }
    std::string operator()(const TimeTest& test) const {
        const std::string days = test.days == every_day ? "" : " on " + text_of(test.days);
        if (test.from == test.to) {
            return days.empty() ? "it is any time" : "it is a time" + days;
        }
        return "it is between " + minute_text(test.from) + " and " + minute_text(test.to) +
               (days.empty() ? "" : " (begun" + days + ')');
    }
    std::string operator()(const Group& group) const {
        const std::string_view between = group.kind == Group::Kind::all ? " and " : " or ";
        std::string text;
        for (const auto& part : group.parts) {
            text += (text.empty() ? std::string_view{} : between);
            text += text_of(part);
        }
        if (group.kind == Group::Kind::none) {
            return "not (" + text + ')';
        }
        return group.parts.size() > 1 ? '(' + text + ')' : text;
    }
};

struct StepText {
    std::string operator()(const InvokeStep& step) const {
        std::string text = text_of(step.action);
        for (const auto& param : step.params) {
            text += (&param == &step.params.front() ? " (" : ", ") + param.name + ' ' +
                    argument_text(param.value);
        }
        return step.params.empty() ? text : text + ')';
    }
    std::string operator()(const WriteStep& step) const {
        return text_of(step.property) + " = " + argument_text(step.value);
    }
    std::string operator()(const WaitStep& step) const { return "wait " + text_of(step.time); }
};

} // namespace

std::string number_text(double number) {
    const bool is_whole = std::trunc(number) == number && std::abs(number) < 1e15;
    return is_whole ? std::to_string(static_cast<long long>(number)) : write_json(dp::Value{number});
}

std::string text_of(const Trigger& trigger) {
    return std::visit(TriggerText{}, trigger);
}

std::string text_of(const Condition& condition) {
    return std::visit(TestText{}, condition.test);
}

std::string text_of(const Step& step) {
    return std::visit(StepText{}, step);
}

std::string_view word(Mode mode) {
    return mode == Mode::single ? "single" : mode == Mode::queued ? "queued" : "restart";
}

std::string when_text(const Rule& rule) {
    std::string text;
    for (const auto& trigger : rule.when) {
        text += (text.empty() ? "" : ", or ") + text_of(trigger);
    }
    for (const auto& condition : rule.conditions) {
        text += (&condition == &rule.conditions.front() ? ", if " : " and ") + text_of(condition);
    }
    return text;
}

std::string steps_text(const Rule& rule) {
    std::string text;
    for (const auto& step : rule.steps) {
        text += (text.empty() ? "" : ", ") + text_of(step);
    }
    return text;
}

} // namespace host
