#include "host/checking/value_rules.hpp"

#include "device_plugin.h"

#include <cmath>
#include <set>

namespace host {

namespace {

Complaint of_plugin(std::string_view rule, std::string text) {
    return {Side::plugin, rule, std::move(text)};
}

void append(Complaints& all, Complaints more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Without the members of objects that are null: not known there means the same as everywhere.
Json without_nulls(const Json& json) {
    if (const auto object = as_object(json); !object.isNull()) {
        JsonObject copy = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
        for (const auto& name : object->getNames()) {
            if (const auto member = object->get(name); !member.isEmpty()) {
                copy->set(name, without_nulls(member));
            }
        }
        return copy;
    }
    if (const auto array = as_array(json); !array.isNull()) {
        JsonArray copy = new Poco::JSON::Array;
        for (const auto& one : *array) {
            copy->add(without_nulls(one));
        }
        return copy;
    }
    return json;
}

// A value that is well formed against the schema of its place. Null is always allowed: not known.
void check_fit(Complaints& found, std::string_view rule, const std::string& what, const Schema& schema,
               const dp::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) {
        return;
    }
    for (const auto& violation : violations(schema, without_nulls(to_json(value)))) {
        found.push_back(of_plugin(rule, sentence(violation, what)));
    }
}

} // namespace

Complaints malformed(const std::string& what, const dp::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && !is_valid_utf8(*text)) {
        return {of_plugin(rule::values_well_formed, what + " is not UTF-8")};
    }
    if (const auto* number = std::get_if<double>(&value); number != nullptr && !std::isfinite(*number)) {
        return {of_plugin(rule::values_well_formed, what + " is not a finite number")};
    }
    if (const auto* json = std::get_if<dp::Json>(&value)) {
        try {
            read_json(json->text, "value");
        } catch (const JsonError& problem) {
            return {of_plugin(rule::values_well_formed, what + " is not JSON: " + problem.what())};
        }
    }
    return {};
}

Complaints check_batch(const Manifest& manifest, const std::vector<dp::NamedValue>& changed) {
    Complaints found;
    if (changed.empty()) {
        found.push_back(of_plugin(rule::batches_well_formed, "a batch without a value"));
    }
    std::set<std::string_view> names;
    for (const auto& [name, value] : changed) {
        if (!names.insert(name).second) {
            found.push_back(of_plugin(rule::batches_well_formed, "a batch with " + name + " twice"));
        }
        const auto* spec = manifest.property(name);
        if (spec == nullptr) {
            found.push_back(of_plugin(rule::values_fit_manifest,
                                      "a property that its manifest does not name: " + valid_utf8(name)));
            continue;
        }
        auto problems = malformed(name, value);
        if (problems.empty()) {
            check_fit(found, rule::values_fit_manifest, name, spec->schema, value);
        }
        append(found, std::move(problems));
    }
    return found;
}

Complaints check_event(const Manifest& manifest, const std::string& name,
                       const std::vector<dp::NamedValue>& data) {
    const auto* spec = manifest.event(name);
    if (spec == nullptr) {
        return {of_plugin(rule::events_fit_manifest,
                          "an event that its manifest does not name: " + valid_utf8(name))};
    }
    Complaints found;
    for (const auto& [key, value] : data) {
        const auto what = name + '/' + key;
        auto problems = malformed(what, value);
        const auto* schema = spec->data.property(key);
        if (schema == nullptr) {
            found.push_back(of_plugin(rule::events_fit_manifest,
                                      "an event with data that its manifest does not name: " + what));
        } else if (problems.empty()) {
            check_fit(found, rule::events_fit_manifest, what, *schema, value);
        }
        append(found, std::move(problems));
    }
    return found;
}

Complaints check_result(const ActionSpec* action, const dp::Value& result) {
    auto found = malformed("the result", result);
    if (!found.empty() || std::holds_alternative<std::monostate>(result)) {
        return found;
    }
    if (action == nullptr || !action->output) {
        found.push_back(of_plugin(rule::results_fit_manifest,
                                  "a result where the manifest names none" +
                                      (action == nullptr ? std::string{} : ": of " + action->id)));
    } else {
        check_fit(found, rule::results_fit_manifest, "the result of " + action->id, *action->output, result);
    }
    return found;
}

Complaints check_text(const std::string& what, std::string_view text) {
    return is_valid_utf8(text) ? Complaints{}
                               : Complaints{of_plugin(rule::texts_are_utf8, what + " is not UTF-8")};
}

Complaints check_status(std::int32_t code) {
    if (code >= DP_OK && code <= DP_INTERNAL) {
        return {};
    }
    return {of_plugin(rule::codes_are_known, "a status that is none: " + std::to_string(code))};
}

Complaints check_health(std::int32_t code) {
    if (code >= DP_HEALTH_STOPPED && code <= DP_HEALTH_FAILED) {
        return {};
    }
    return {of_plugin(rule::codes_are_known, "a health that is none: " + std::to_string(code))};
}

} // namespace host
