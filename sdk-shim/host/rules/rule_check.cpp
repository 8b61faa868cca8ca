#include "host/rules/rule_check.hpp"

#include "host/nearest.hpp"
#include "host/other_keys.hpp"

#include <algorithm>

namespace host {
namespace {

bool is_number(const Schema& schema) {
    return schema.type == SchemaType::number || schema.type == SchemaType::integer ||
           schema.type == SchemaType::any;
}

// Whether what fits one may fit the other.
bool may_fit(const Schema& from, const Schema& to) {
    return from.type == to.type || from.type == SchemaType::any || to.type == SchemaType::any ||
           (is_number(from) && is_number(to));
}

class RuleCheck {
public:
    RuleCheck(const FindManifest& find, const FindConfig& config, const TellMistake& tell)
        : find_{find}
        , config_{config}
        , tell_{tell} {}

    void operator()(const PropertyTrigger& trigger) const {
        const auto* const property = this->property(trigger.property, trigger.origin, "/property");
        if (property == nullptr) {
            return;
        }
        if (const auto* const becomes = std::get_if<Becomes>(&trigger.how)) {
            value(property->schema, becomes->value, trigger.origin.pointer + "/becomes");
        } else if (std::holds_alternative<Crosses>(trigger.how)) {
            number(*property, trigger.property, trigger.origin);
        }
    }
    void operator()(const EventTrigger& trigger) const {
        const Manifest* const manifest = find_(trigger.event.device);
        if (manifest != nullptr && manifest->event(trigger.event.id) == nullptr) {
            missing(trigger.origin.pointer + "/event", "an event", trigger.event, ids(manifest->events));
        }
    }
    void operator()(const TimeTrigger&) const {}
    void operator()(const StartTrigger&) const {}

    void operator()(const PropertyTest& test) const {
        const auto* const property = this->property(test.property, test.origin, "/property");
        if (property == nullptr) {
            return;
        }
        if (const auto* const equals = std::get_if<Equals>(&test.is)) {
            value(property->schema, equals->value, test.origin.pointer + "/equals");
        } else {
            number(*property, test.property, test.origin);
        }
    }
    void operator()(const TimeTest&) const {}
    void operator()(const Group& group) const {
        for (const auto& part : group.parts) {
            std::visit(*this, part.test);
        }
    }

    void operator()(const InvokeStep& step) const {
        const Manifest* const manifest = find_(step.action.device);
        if (manifest == nullptr) {
            for (const auto& param : step.params) {
                from(param.value, nullptr, param.origin.pointer);
            }
            return;
        }
        const ActionSpec* const action = manifest->action(step.action.id);
        if (action == nullptr) {
            missing(step.origin.pointer + "/invoke", "an action", step.action, ids(manifest->actions));
            return;
        }
        // What is taken from a property counts as there, and its value is not known yet.
        Schema literal = action->input;
        JsonObject given = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
        for (const auto& param : step.params) {
            const Schema* const schema = literal.property(param.name);
            if (const auto* const fixed = std::get_if<dp::Value>(&param.value);
                fixed != nullptr || schema == nullptr) {
                given->set(param.name, fixed != nullptr ? to_json(*fixed) : Json{});
                continue;
            }
            from(param.value, schema, param.origin.pointer);
            literal.required.erase(std::remove(literal.required.begin(), literal.required.end(), param.name),
                                   literal.required.end());
        }
        std::vector<std::string> names;
        for (const auto& [name, schema] : literal.properties) {
            names.push_back(name);
        }
        for (const auto& violation : violations(literal, Json{given})) {
            const std::string name = violation.key.substr(std::min<std::size_t>(1, violation.key.size()));
            const bool is_unknown = literal.property(name) == nullptr && given->has(name);
            tell_(step.origin.pointer + "/params" + violation.key,
                  is_unknown ? "a parameter of " + text_of(step.action) + "; it has no " + name +
                                   suggestion(name, names)
                             : violation.expected);
        }
        for (const auto& param : step.params) {
            const Schema* const schema = action->input.property(param.name);
            if (schema != nullptr && schema->from_config) {
                configured(step.action.device, *schema->from_config, param);
            }
        }
    }
    void operator()(const WriteStep& step) const {
        const auto* const property = this->property(step.property, step.origin, "/write");
        if (property == nullptr) {
            from(step.value, nullptr, step.origin.pointer + "/value");
            return;
        }
        if (property->read_only) {
            tell_(step.origin.pointer + "/write",
                  "a property that can be written; " + text_of(step.property) + " can only be read");
        } else if (const auto* const fixed = std::get_if<dp::Value>(&step.value)) {
            for (const auto& violation : violations(property->schema, to_json(*fixed))) {
                tell_(step.origin.pointer + "/value" + violation.key, violation.expected);
            }
        } else {
            from(step.value, &property->schema, step.origin.pointer + "/value");
        }
    }
    void operator()(const WaitStep&) const {}

private:
    void missing(const std::string& pointer, const std::string& what, const Place& place,
                 const std::vector<std::string>& names) const {
        tell_(pointer,
              what + " of " + place.device + "; it has no " + place.id + suggestion_or_list(place.id, names));
    }

    // Null when there is none, which is told, or nobody knows.
    const PropertySpec* property(const Place& place, const Origin& origin, const std::string& key) const {
        const Manifest* const manifest = find_(place.device);
        if (manifest == nullptr) {
            return nullptr;
        }
        const PropertySpec* const found = manifest->property(place.id);
        if (found == nullptr) {
            missing(origin.pointer + key, "a property", place, ids(manifest->properties));
        }
        return found;
    }

    // A text that has to stand in a list of the device's config, a preset's name for example.
    void configured(const std::string& device, const Schema::FromConfig& from,
                    const NamedArgument& param) const {
        const auto* const fixed = std::get_if<dp::Value>(&param.value);
        const auto* const text = fixed != nullptr ? std::get_if<std::string>(fixed) : nullptr;
        const dp::Json* const config = config_(device);
        if (text == nullptr || config == nullptr) {
            return;
        }
        std::vector<std::string> names;
        const auto object = as_object(read_json(config->text, device));
        const auto list =
            !object.isNull() && object->has(from.list) ? as_array(object->get(from.list)) : JsonArray{};
        for (unsigned i = 0; !list.isNull() && i < list->size(); ++i) {
            const auto entry = as_object(list->get(i));
            const auto value =
                !entry.isNull() && entry->has(from.field) ? to_value(entry->get(from.field)) : dp::Value{};
            if (const auto* const name = std::get_if<std::string>(&value)) {
                names.push_back(*name);
            }
        }
        if (std::find(names.begin(), names.end(), *text) == names.end()) {
            const std::string where = " under " + from.list + " in the config of " + device;
            tell_(param.origin.pointer, names.empty() ? "a " + from.field + where + "; there is none"
                                                      : "a " + from.field + where + ": " + listed(names) +
                                                            suggestion(*text, names));
        }
    }

    void value(const Schema& schema, const dp::Value& value, const std::string& pointer) const {
        if (!std::holds_alternative<std::monostate>(value)) { // any property may be not known
            for (const auto& violation : violations(schema, to_json(value))) {
                tell_(pointer, violation.expected);
            }
        }
    }

    void number(const PropertySpec& property, const Place& place, const Origin& origin) const {
        if (!is_number(property.schema)) {
            tell_(origin.pointer + "/property",
                  "a property that is a number; " + text_of(place) + " is none");
        }
    }

    // `into` is null when nobody knows what is wanted there.
    void from(const Argument& argument, const Schema* into, const std::string& pointer) const {
        const auto* const place = std::get_if<Place>(&argument);
        if (place == nullptr || place->device.empty()) {
            return;
        }
        const auto* const found = property(*place, {pointer}, "/from");
        if (found != nullptr && into != nullptr && !may_fit(found->schema, *into)) {
            tell_(pointer + "/from",
                  "a property whose values fit here; those of " + text_of(*place) + " do not");
        }
    }

    const FindManifest& find_;
    const FindConfig& config_;
    const TellMistake& tell_;
};

} // namespace

void check_rule(const Rule& rule, const FindManifest& find, const FindConfig& config,
                const TellMistake& tell) {
    const RuleCheck check{find, config, tell};
    for (const auto& trigger : rule.when) {
        std::visit(check, trigger);
    }
    for (const auto& condition : rule.conditions) {
        std::visit(check, condition.test);
    }
    for (const auto& step : rule.steps) {
        std::visit(check, step);
    }
}

} // namespace host
