#include "host/rules/condition.hpp"

#include "host/json_text.hpp"

#include <algorithm>

namespace host {
namespace {

Truth truth_of(bool holds) {
    return holds ? Truth::yes : Truth::no;
}

Truth opposite(Truth truth) {
    return truth == Truth::not_known ? truth : truth_of(truth == Truth::no);
}

struct Test {
    const ValueOf& value_of;
    WallMinute now;

    Truth operator()(const PropertyTest& test) const {
        const auto value = value_of(test.property);
        const bool is_known = !std::holds_alternative<std::monostate>(value);
        if (const auto* const equals = std::get_if<Equals>(&test.is)) {
            if (std::holds_alternative<std::monostate>(equals->value)) {
                return truth_of(!is_known);
            }
            return is_known ? truth_of(same(value, equals->value)) : Truth::not_known;
        }
        const auto number = number_in(value);
        if (!number) {
            return Truth::not_known;
        }
        if (const auto* const above = std::get_if<Above>(&test.is)) {
            return truth_of(*number > above->limit);
        }
        if (const auto* const below = std::get_if<Below>(&test.is)) {
            return truth_of(*number < below->limit);
        }
        const auto& between = std::get<Between>(test.is);
        return truth_of(*number >= between.low && *number <= between.high);
    }

    Truth operator()(const TimeTest& test) const {
        const auto minute = minute_of_day(now);
        auto begun = day_number(now); // the day on which the span began that we may be in
        if (test.from < test.to) {
            if (minute < test.from || minute >= test.to) {
                return Truth::no;
            }
        } else if (test.from > test.to) {
            if (minute < test.to) {
                --begun;
            } else if (minute < test.from) {
                return Truth::no;
            }
        }
        return truth_of(test.days.test(static_cast<std::size_t>(weekday(begun))));
    }

    Truth operator()(const Group& group) const {
        if (group.kind == Group::Kind::all) {
            return truth(group.parts, value_of, now);
        }
        Truth any = Truth::no;
        for (const auto& part : group.parts) {
            any = std::max(any, truth(part, value_of, now));
        }
        return group.kind == Group::Kind::any ? any : opposite(any);
    }
};

} // namespace

std::optional<double> number_in(const dp::Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*integer);
    }
    const auto* number = std::get_if<double>(&value);
    return number != nullptr ? std::optional{*number} : std::nullopt;
}

Truth truth(const Condition& condition, const ValueOf& value_of, WallMinute now) {
    return std::visit(Test{value_of, now}, condition.test);
}

Truth truth(const std::vector<Condition>& conditions, const ValueOf& value_of, WallMinute now) {
    Truth all = Truth::yes;
    for (const auto& condition : conditions) {
        all = std::min(all, truth(condition, value_of, now));
    }
    return all;
}

} // namespace host
