#include "rule_trial.hpp"

#include "host/json_text.hpp"
#include "host/nearest.hpp"
#include "host/rules/rule_text.hpp"

#include <algorithm>

namespace avhost {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t most_lines = 1000;

// A bare word is a text.
host::Json json_of(const std::string& text) {
    try {
        return host::read_json(text, "value");
    } catch (const host::JsonError&) {
        return text;
    }
}

std::string command_text(const host::RuleCommand& command) {
    const std::string target = host::text_of(command.target);
    return command.is_write ? target + " = " + host::write_json(command.value)
                            : target + (command.params.empty() ? "" : ' ' + host::write_json(command.params));
}

} // namespace

RuleTrial::RuleTrial(const host::Site& site, host::FindManifest find, host::WallClock clock,
                     std::int64_t epoch)
    : site_{site}
    , find_{std::move(find)}
    , began_{epoch}
    , now_{milliseconds{0}, epoch}
    , book_{site.rules, [this](const host::Place& place) { return value_of(place); }, std::move(clock)} {}

host::Place RuleTrial::device_place(const std::string& text, const std::string& option) const {
    const auto place = host::place_of(text);
    if (!place) {
        throw TrialError{option + ": expected a device of the site and what it has, such as door.closed; \"" +
                         text + "\" is none"};
    }
    const auto devices = host::ids(site_.devices);
    if (std::find(devices.begin(), devices.end(), place->device) == devices.end()) {
        throw TrialError{option + ": expected a device of this site; there is no \"" + place->device + '"' +
                         host::suggestion_or_list(place->device, devices)};
    }
    return *place;
}

host::Place RuleTrial::event(const std::string& text) const {
    const auto place = device_place(text, "--try");
    const host::Manifest* const manifest = find_(place.device);
    if (manifest != nullptr && manifest->event(place.id) == nullptr) {
        const bool is_property = manifest->property(place.id) != nullptr;
        throw TrialError{"--try: expected " +
                         (is_property ? text + "=VALUE: " + place.id + " is a property"
                                      : "an event of " + place.device + "; it has no " + place.id +
                                            host::suggestion_or_list(place.id, host::ids(manifest->events)))};
    }
    return place;
}

std::pair<host::Place, dp::Value> RuleTrial::read(const std::string& text, const std::string& option) const {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
        throw TrialError{option + ": expected DEVICE.PROPERTY=VALUE; \"" + text + "\" is not of this form"};
    }
    const auto where = device_place(text.substr(0, equals), option);
    const auto json = json_of(text.substr(equals + 1));
    if (const host::Manifest* const manifest = find_(where.device)) {
        const auto* const property = manifest->property(where.id);
        if (property == nullptr) {
            throw TrialError{option + ": expected a property of " + where.device + "; it has no " + where.id +
                             host::suggestion_or_list(where.id, host::ids(manifest->properties))};
        }
        const auto faults = json.isEmpty() ? std::vector<host::Violation>{} // any property may be not known
                                           : host::violations(property->schema, json);
        if (!faults.empty()) {
            throw TrialError{option + ": " + host::text_of(where) + ": expected " + faults.front().expected +
                             ", got " + host::write_json(json)};
        }
    }
    return {where, host::to_value(json)};
}

void RuleTrial::given(const std::string& text) {
    const auto [place, value] = read(text, "--given");
    set(place, value);
}

// As first news, of which nothing comes.
void RuleTrial::set(const host::Place& place, const dp::Value& value) {
    values_[place] = value;
    book_.changed({place.device, place.id, {}, value, true}, now_);
}

void RuleTrial::let(const std::string& what) {
    if (what == "start") {
        return; // the trial began with it
    }
    if (what.find('=') == std::string::npos) {
        const auto place = event(what);
        line(what);
        tell(book_.reported(place, now_));
        return;
    }
    const auto [where, value] = read(what, "--try");
    const auto before = value_of(where);
    line(host::text_of(where) +
         (std::holds_alternative<std::monostate>(before)
              ? " becomes "
              : " goes from " + host::write_json(before) + " to ") +
         host::write_json(value));
    if (std::holds_alternative<std::monostate>(before) && needs_before(where)) {
        told_ += "    what it was before is not known, so nothing can cross or change; say it with --given\n";
    }
    values_[where] = value;
    tell(book_.changed({where.device, where.id, before, value, false}, now_));
}

// Whether a rule waits for this property to change or to cross something.
bool RuleTrial::needs_before(const host::Place& place) const {
    return std::any_of(site_.rules.begin(), site_.rules.end(), [&](const auto& rule) {
        return std::any_of(rule.when.begin(), rule.when.end(), [&](const auto& trigger) {
            const auto* const property = std::get_if<host::PropertyTrigger>(&trigger);
            return property != nullptr && property->property == place &&
                   !std::holds_alternative<host::Becomes>(property->how);
        });
    });
}

dp::Value RuleTrial::value_of(const host::Place& place) const {
    const auto found = values_.find(place);
    return found == values_.end() ? dp::Value{} : found->second;
}

void RuleTrial::let_time_pass() {
    while (const auto due = book_.next_step()) {
        const auto wait = std::max(*due - now_.steady, milliseconds{0});
        now_ = {now_.steady + wait, now_.epoch + wait.count()};
        const auto effects = book_.tick(now_);
        if (!effects.notes.empty() || !effects.commands.empty()) {
            tell(effects);
        }
        if (static_cast<std::size_t>(std::count(told_.begin(), told_.end(), '\n')) > most_lines) {
            line("and so on");
            return;
        }
    }
}

void RuleTrial::tell(const host::RuleEffects& effects) {
    for (const auto& note : effects.notes) {
        line("  " + note.text);
    }
    for (const auto& command : effects.commands) {
        line("    " + command_text(command));
    }
    if (effects.notes.empty() && effects.commands.empty()) {
        line("  no rule fires");
    }
}

void RuleTrial::line(const std::string& text) {
    told_ += "after " + host::text_of(now_.steady) + ": " + text + '\n';
}

std::string RuleTrial::run(const std::vector<std::string>& tries) {
    told_.clear();
    const bool with_start = std::find(tries.begin(), tries.end(), "start") != tries.end();
    if (tries.empty()) { // the minute begins
        const std::int64_t into = (began_ % minute_ms + minute_ms) % minute_ms;
        book_.started({milliseconds{-1}, began_ - into - 1});
        now_.epoch = began_ - into;
        line("it is this time");
        tell(book_.tick(now_));
    } else {
        const auto effects = book_.started(now_);
        if (with_start) {
            line("the host starts");
            tell(effects);
        }
    }
    for (const auto& what : tries) {
        let(what);
    }
    let_time_pass();
    return told_;
}

} // namespace avhost
