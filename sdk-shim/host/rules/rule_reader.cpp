#include "host/rules/rule_reader.hpp"

#include "host/nearest.hpp"
#include "host/other_keys.hpp"
#include "host/rules/condition.hpp"
#include "host/schema.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace host {
namespace {

bool has_any(const JsonObject& in, const std::vector<std::string>& keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return in->has(key); });
}

class RuleReader {
public:
    explicit RuleReader(const RuleSource& source)
        : source_{source} {}

    Rule read(const JsonObject& entry, const std::string& at) {
        only(entry, at, {"name", "when", "if", "do", "mode"});
        Rule rule;
        rule.name = entry->has("name") ? text(entry, at, "name", "a text").value_or("") : at.substr(1);
        each(entry, at, "when", "an object, or an array of objects, that says when the rule fires",
             [&](const auto& one, const auto& here) { trigger(rule, one, here); });
        if (entry->has("if")) {
            rule.conditions = conditions(entry, at, "if");
        }
        each(entry, at, "do", "an array of steps",
             [&](const auto& one, const auto& here) { step(rule, one, here); });
        rule.mode = mode(entry, at);
        return rule;
    }

private:
    void problem(const std::string& pointer, std::string_view expected) const {
        source_.problem(pointer, expected);
    }
    void only(const JsonObject& in, const std::string& at, const std::vector<std::string>& known) const {
        refuse_other_keys(in, at, known, source_.problem);
    }

    static dp::Value value(const JsonObject& in, const std::string& key) {
        return in->has(key) ? to_value(in->get(key)) : dp::Value{};
    }

    // Calls take(object, place) for the object under `key`, or for each of the array that is there.
    template <typename Take>
    void each(const JsonObject& in, const std::string& at, const std::string& key, const std::string& form,
              Take take) const {
        const std::string here = at + '/' + key;
        if (!in->has(key)) {
            problem(here, form + "; it is missing");
            return;
        }
        if (const auto one = as_object(in->get(key)); !one.isNull()) {
            take(one, here);
            return;
        }
        const auto array = as_array(in->get(key));
        if (array.isNull() || array->size() == 0) {
            problem(here, form);
            return;
        }
        for (unsigned i = 0; i < array->size(); ++i) {
            const std::string place = here + '/' + std::to_string(i);
            if (const auto one = as_object(array->get(i)); one.isNull()) {
                problem(place, "an object");
            } else {
                take(one, place);
            }
        }
    }

    std::optional<std::string> text(const JsonObject& in, const std::string& at, const std::string& key,
                                    const std::string& form) const {
        const auto found = value(in, key);
        if (const auto* text = std::get_if<std::string>(&found)) {
            return *text;
        }
        problem(at + '/' + key, form + (in->has(key) ? "" : "; it is missing"));
        return std::nullopt;
    }

    // Empty when there is a mistake.
    Place place(const JsonObject& in, const std::string& at, const std::string& key,
                const std::string& what) const {
        const std::string form = "a text \"DEVICE." + what + '"';
        const auto found = text(in, at, key, form);
        if (!found) {
            return {};
        }
        auto place = place_of(*found);
        if (!place) {
            problem(at + '/' + key, form);
            return {};
        }
        const auto& devices = source_.devices;
        if (std::find(devices.begin(), devices.end(), place->device) == devices.end()) {
            problem(at + '/' + key, "a device of this site; there is no \"" + place->device + '"' +
                                        suggestion(place->device, devices));
            return {};
        }
        return *place;
    }

    std::chrono::milliseconds duration(const JsonObject& in, const std::string& at,
                                       const std::string& key) const {
        const auto found = value(in, key);
        std::optional<std::chrono::milliseconds> time;
        if (const auto* text = std::get_if<std::string>(&found)) {
            time = duration_of(*text);
        } else if (const auto* ms = std::get_if<std::int64_t>(&found);
                   ms != nullptr && *ms >= 0 && *ms <= longest_duration.count()) {
            time = std::chrono::milliseconds{*ms};
        }
        if (!time) {
            problem(at + '/' + key, duration_form);
        }
        return time.value_or(std::chrono::milliseconds{0});
    }

    MinuteOfDay minute(const JsonObject& in, const std::string& at, const std::string& key) const {
        static const std::string form = "a time of day from \"00:00\" to \"23:59\"";
        const auto found = text(in, at, key, form);
        const auto minute = found ? minute_of(*found) : std::nullopt;
        if (found && !minute) {
            problem(at + '/' + key, form);
        }
        return minute.value_or(0);
    }

    Days days(const JsonObject& in, const std::string& at) const {
        if (!in->has("days")) {
            return every_day;
        }
        static const std::string form = "an array of mon, tue, wed, thu, fri, sat, sun";
        const auto list = as_array(in->get("days"));
        Days days;
        for (unsigned i = 0; !list.isNull() && i < list->size(); ++i) {
            const auto word = to_value(list->get(i));
            const auto* const name = std::get_if<std::string>(&word);
            if (const auto day = name != nullptr ? day_of(*name) : std::nullopt) {
                days.set(static_cast<std::size_t>(*day));
            } else {
                problem(at + "/days/" + std::to_string(i), "one of mon, tue, wed, thu, fri, sat, sun");
            }
        }
        if (list.isNull() || list->size() == 0) {
            problem(at + "/days", form);
        }
        return days;
    }

    double number(const JsonObject& in, const std::string& at, const std::string& key) const {
        const auto found = number_in(value(in, key));
        if (!found) {
            problem(at + '/' + key, "a number");
        }
        return found.value_or(0);
    }

    void yes(const JsonObject& in, const std::string& at, const std::string& key) const {
        if (value(in, key) != dp::Value{true}) {
            problem(at + '/' + key, "true");
        }
    }

    dp::Value plain(const JsonObject& in, const std::string& at, const std::string& key) const {
        auto found = value(in, key);
        if (std::holds_alternative<dp::Json>(found)) {
            problem(at + '/' + key, "null, true, false, a number or a text");
            return {};
        }
        return found;
    }

    // The one of `keys` that is there; nothing, and a mistake, when there are none or several.
    std::optional<std::string> one_of(const JsonObject& in, const std::string& at,
                                      const std::vector<std::string>& keys, const std::string& beside) const {
        std::optional<std::string> found;
        int count = 0;
        for (const auto& key : keys) {
            if (in->has(key)) {
                found = key;
                ++count;
            }
        }
        if (count != 1) {
            problem(at, "exactly one of the keys " + listed(keys) + beside);
            return std::nullopt;
        }
        return found;
    }

    // ---- when

    void trigger(Rule& rule, const JsonObject& in, const std::string& at) {
        const auto kind = one_of(in, at, {"property", "event", "time", "start"}, "");
        if (!kind) {
            only(in, at,
                 {"property", "becomes", "changes", "crosses", "direction", "for", "event", "time", "days",
                  "start"});
        } else if (*kind == "property") {
            property_trigger(rule, in, at);
        } else if (*kind == "event") {
            only(in, at, {"event"});
            rule.when.emplace_back(EventTrigger{place(in, at, "event", "EVENT"), {at}});
        } else if (*kind == "time") {
            only(in, at, {"time", "days"});
            rule.when.emplace_back(TimeTrigger{minute(in, at, "time"), days(in, at)});
        } else {
            only(in, at, {"start"});
            yes(in, at, "start");
            rule.when.emplace_back(StartTrigger{});
        }
    }

    void property_trigger(Rule& rule, const JsonObject& in, const std::string& at) {
        only(in, at, {"property", "becomes", "changes", "crosses", "direction", "for"});
        PropertyTrigger trigger;
        trigger.origin.pointer = at;
        trigger.property = place(in, at, "property", "PROPERTY");
        const auto how = one_of(in, at, {"becomes", "changes", "crosses"}, " beside property");
        if (how == "becomes") {
            trigger.how = Becomes{plain(in, at, "becomes")};
        } else if (how == "changes") {
            yes(in, at, "changes");
            trigger.how = Changes{};
        } else if (how == "crosses") {
            trigger.how = Crosses{number(in, at, "crosses"), direction(in, at)};
        }
        if (in->has("direction") && how != "crosses") {
            problem(at + "/direction", "no such key, except beside crosses");
        }
        if (in->has("for")) {
            trigger.hold = duration(in, at, "for");
        }
        if (how) {
            rule.when.emplace_back(std::move(trigger));
        }
    }

    Direction direction(const JsonObject& in, const std::string& at) const {
        if (!in->has("direction")) {
            return Direction::either;
        }
        const auto word = value(in, "direction");
        if (word == dp::Value{std::string{"up"}}) {
            return Direction::up;
        }
        if (word != dp::Value{std::string{"down"}}) {
            problem(at + "/direction", "up or down");
        }
        return Direction::down;
    }

    // ---- if

    std::vector<Condition> conditions(const JsonObject& in, const std::string& at, const std::string& key) {
        std::vector<Condition> found;
        each(in, at, key, "a condition, or an array of conditions", [&](const auto& one, const auto& here) {
            if (auto condition = this->condition(one, here)) {
                found.push_back(std::move(*condition));
            }
        });
        return found;
    }

    std::optional<Condition> condition(const JsonObject& in, const std::string& at) {
        static const std::vector<std::string> kinds{"property", "time", "days", "all", "any", "not"};
        if (in->has("time") && in->has("days") && !has_any(in, {"property", "all", "any", "not"})) {
            return Condition{time_test(in, at)}; // days of the spans
        }
        const auto kind = one_of(in, at, kinds, " (or time and days)");
        if (!kind) {
            return std::nullopt;
        }
        if (*kind == "property") {
            return property_test(in, at);
        }
        if (*kind == "time") {
            return Condition{time_test(in, at)};
        }
        if (*kind == "days") {
            only(in, at, {"days"});
            return Condition{TimeTest{0, 0, days(in, at)}};
        }
        only(in, at, {*kind});
        const auto group = *kind == "all"   ? Group::Kind::all
                           : *kind == "any" ? Group::Kind::any
                                            : Group::Kind::none;
        return Condition{Group{group, conditions(in, at, *kind)}};
    }

    std::optional<Condition> property_test(const JsonObject& in, const std::string& at) {
        only(in, at, {"property", "equals", "above", "below", "between"});
        PropertyTest test;
        test.origin.pointer = at;
        test.property = place(in, at, "property", "PROPERTY");
        const auto how = one_of(in, at, {"equals", "above", "below", "between"}, " beside property");
        if (!how) {
            return std::nullopt;
        }
        if (*how == "equals") {
            test.is = Equals{plain(in, at, "equals")};
        } else if (*how == "above") {
            test.is = Above{number(in, at, "above")};
        } else if (*how == "below") {
            test.is = Below{number(in, at, "below")};
        } else {
            test.is = between(in, at);
        }
        return Condition{std::move(test)};
    }

    Between between(const JsonObject& in, const std::string& at) const {
        const auto ends = as_array(in->get("between"));
        if (!ends.isNull() && ends->size() == 2) {
            const auto low = number_in(to_value(ends->get(0)));
            const auto high = number_in(to_value(ends->get(1)));
            if (low && high && *low <= *high) {
                return {*low, *high};
            }
        }
        problem(at + "/between", "an array of two numbers, the lower one first");
        return {};
    }

    TimeTest time_test(const JsonObject& in, const std::string& at) const {
        only(in, at, {"time", "days"});
        TimeTest test{0, 0, days(in, at)};
        const auto span = as_object(in->get("time"));
        if (span.isNull()) {
            problem(at + "/time", R"(an object such as {"from":"18:00","to":"23:00"})");
            return test;
        }
        only(span, at + "/time", {"from", "to"});
        test.from = minute(span, at + "/time", "from");
        test.to = minute(span, at + "/time", "to");
        return test;
    }

    // ---- do

    void step(Rule& rule, const JsonObject& in, const std::string& at) {
        const auto kind = one_of(in, at, {"invoke", "write", "wait"}, "");
        if (!kind) {
            only(in, at, {"invoke", "params", "write", "value", "wait"});
        } else if (*kind == "invoke") {
            only(in, at, {"invoke", "params"});
            InvokeStep step{place(in, at, "invoke", "ACTION"), {}, {at}};
            if (in->has("params")) {
                step.params = params(in, at);
            }
            rule.steps.emplace_back(std::move(step));
        } else if (*kind == "write") {
            only(in, at, {"write", "value"});
            WriteStep step{place(in, at, "write", "PROPERTY"), {}, {at}};
            if (in->has("value")) {
                step.value = argument(in->get("value"), at + "/value");
            } else {
                problem(at + "/value", "a value; it is missing");
                step.value = Place{}; // nothing that could be checked
            }
            rule.steps.emplace_back(std::move(step));
        } else {
            only(in, at, {"wait"});
            rule.steps.emplace_back(WaitStep{duration(in, at, "wait")});
        }
    }

    std::vector<NamedArgument> params(const JsonObject& in, const std::string& at) const {
        const auto object = as_object(in->get("params"));
        if (object.isNull()) {
            problem(at + "/params", "an object");
            return {};
        }
        std::vector<NamedArgument> params;
        for (const auto& name : object->getNames()) {
            const std::string here = at + "/params/" + pointer_part(name);
            params.push_back({name, argument(object->get(name), here), {here}});
        }
        return params;
    }

    // {"from":"hall.level"} and nothing beside it stands for what that property has.
    Argument argument(const Json& json, const std::string& at) const {
        if (const auto object = as_object(json);
            !object.isNull() && object->size() == 1 && object->has("from")) {
            return place(object, at, "from", "PROPERTY");
        }
        return to_value(json);
    }

    Mode mode(const JsonObject& entry, const std::string& at) const {
        if (!entry->has("mode")) {
            return Mode::restart;
        }
        const auto word = value(entry, "mode");
        for (const auto& [name, mode] :
             {std::pair{"restart", Mode::restart}, std::pair{"single", Mode::single},
              std::pair{"queued", Mode::queued}}) {
            if (word == dp::Value{std::string{name}}) {
                return mode;
            }
        }
        problem(at + "/mode", "restart, single or queued");
        return Mode::restart;
    }

    const RuleSource& source_;
};

} // namespace

Rule read_rule(const JsonObject& entry, const std::string& at, const RuleSource& source) {
    return RuleReader{source}.read(entry, at);
}

} // namespace host
