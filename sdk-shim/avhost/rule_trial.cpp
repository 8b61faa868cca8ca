#include "rule_trial.hpp"

#include "host/json_text.hpp"
#include "host/rules/rule_text.hpp"

#include <algorithm>

namespace avhost {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t most_lines = 1000;

std::string command_text(const host::RuleCommand& command) {
    const std::string target = host::text_of(command.target);
    return command.is_write ? target + " = " + host::write_json(command.value)
                            : target + (command.params.empty() ? "" : ' ' + host::write_json(command.params));
}

} // namespace

RuleTrial::RuleTrial(const host::Site& site, host::WallClock clock, std::int64_t epoch)
    : site_{site}
    , began_{epoch}
    , now_{milliseconds{0}, epoch}
    , book_{site.rules, [this](const host::Place& place) { return value_of(place); }, std::move(clock)} {}

host::Place RuleTrial::place(const std::string& text, const std::string& option) const {
    const auto place = host::place_of(text);
    const bool is_known =
        place && std::any_of(site_.devices.begin(), site_.devices.end(),
                             [&](const auto& device) { return device.id == place->device; });
    if (!is_known) {
        throw TrialError{option + ": expected a device of the site and what it has, such as door.closed; \"" +
                         text + "\" is none"};
    }
    return *place;
}

std::pair<host::Place, dp::Value> RuleTrial::read(const std::string& text, const std::string& option) const {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
        throw TrialError{option + ": expected DEVICE.PROPERTY=VALUE; \"" + text + "\" is not of this form"};
    }
    const auto where = place(text.substr(0, equals), option);
    const std::string value = text.substr(equals + 1);
    try {
        return {where, host::to_value(host::read_json(value, option))};
    } catch (const host::JsonError&) {
        return {where, value};
    }
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
        line(what);
        tell(book_.reported(place(what, "--try"), now_));
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
