#include "host/rules/rule_book.hpp"

#include "host/json_text.hpp"
#include "host/rules/rule_text.hpp"
#include "host/rules/trigger.hpp"

#include <algorithm>
#include <utility>

namespace host {
namespace {

void collect(const Condition& condition, std::vector<std::string>& devices) {
    if (const auto* const test = std::get_if<PropertyTest>(&condition.test)) {
        devices.push_back(test->property.device);
    } else if (const auto* const group = std::get_if<Group>(&condition.test)) {
        for (const auto& part : group->parts) {
            collect(part, devices);
        }
    }
}

std::vector<std::string> devices_of(const Rule& rule) {
    std::vector<std::string> devices;
    for (const auto& trigger : rule.when) {
        if (const auto* const property = std::get_if<PropertyTrigger>(&trigger)) {
            devices.push_back(property->property.device);
        } else if (const auto* const event = std::get_if<EventTrigger>(&trigger)) {
            devices.push_back(event->event.device);
        }
    }
    for (const auto& condition : rule.conditions) {
        collect(condition, devices);
    }
    return devices;
}

bool is_unknown(const dp::Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

// A value has to leave before it can come again, or cross the same way again: a rule that set it does not do both. So
// a ceiling holds however often somebody turns up a phone, and a contact that flutters is for the limit by the minute.
bool can_feed_itself(const PropertyTrigger& trigger) {
    const auto* const crosses = std::get_if<Crosses>(&trigger.how);
    return std::holds_alternative<Changes>(trigger.how) ||
           (crosses != nullptr && crosses->direction == Direction::either);
}

bool waits_for_unknown(const PropertyTrigger& trigger) {
    const auto* const becomes = std::get_if<Becomes>(&trigger.how);
    return becomes != nullptr && is_unknown(becomes->value);
}

} // namespace

RuleBook::RuleBook(std::vector<Rule> rules, ValueOf value_of, WallClock wall_clock)
    : value_of_{std::move(value_of)}
    , wall_clock_{std::move(wall_clock)} {
    for (auto& rule : rules) {
        entries_.push_back(entry_of(std::move(rule)));
    }
    look_over();
}

RuleBook::Entry RuleBook::entry_of(Rule rule) {
    Entry entry{++last_entry_, std::move(rule), {}, {}, {}, false, {}, FiringGuard{most_in_a_minute}};
    entry.record.name = entry.rule.name;
    entry.record.when = when_text(entry.rule);
    entry.holds.resize(entry.rule.when.size());
    return entry;
}

void RuleBook::look_over() {
    devices_.clear();
    has_times_ = false;
    std::map<Place, dp::Value> known;
    for (const auto& entry : entries_) {
        const auto needed = devices_of(entry.rule);
        devices_.insert(devices_.end(), needed.begin(), needed.end());
        for (const auto& trigger : entry.rule.when) {
            has_times_ = has_times_ || std::holds_alternative<TimeTrigger>(trigger);
            if (const auto* const property = std::get_if<PropertyTrigger>(&trigger)) {
                const auto found = known_.find(property->property);
                known[property->property] =
                    found != known_.end() ? found->second : value_of_(property->property);
            }
        }
    }
    known_ = std::move(known);
    std::sort(devices_.begin(), devices_.end());
    devices_.erase(std::unique(devices_.begin(), devices_.end()), devices_.end());
}

// ---- What happens

RuleEffects RuleBook::started(Moment now) {
    RuleEffects effects;
    has_started_ = true;
    wall_.look(now, wall_clock_);
    for (auto& entry : entries_) {
        if (std::any_of(entry.rule.when.begin(), entry.rule.when.end(),
                        [](const auto& trigger) { return std::holds_alternative<StartTrigger>(trigger); })) {
            fire(entry, "the host has started", 0, now, effects);
        }
    }
    return effects;
}

RuleEffects RuleBook::changed(const PropertyChange& change, Moment now) {
    RuleEffects effects;
    const Place place{change.device, change.property};
    const auto known = known_.find(place);
    if (known == known_.end()) {
        return effects; // no rule waits for it
    }
    for (auto& entry : entries_) {
        for (std::size_t i = 0; i < entry.rule.when.size(); ++i) {
            const auto* const trigger = std::get_if<PropertyTrigger>(&entry.rule.when[i]);
            if (trigger != nullptr && trigger->property == place) {
                take_change(entry, i, change, now, effects);
            }
        }
    }
    if (!is_unknown(change.after)) {
        known->second = change.after;
    }
    return effects;
}

void RuleBook::take_change(Entry& entry, std::size_t trigger, const PropertyChange& change, Moment now,
                           RuleEffects& effects) {
    const auto& wanted = std::get<PropertyTrigger>(entry.rule.when[trigger]);
    auto& hold = entry.holds[trigger];
    const auto step = step_of(wanted.how, change, known_.at(wanted.property));
    // Not known, or told by a device that was made anew meanwhile.
    if (hold && (change.is_first || (is_unknown(change.after) && !waits_for_unknown(wanted)))) {
        hold->is_interrupted = true;
    }
    if (hold && !is_unknown(change.after)) { // until then what it was before counts
        if (step == TriggerStep::left) {
            hold.reset();
        } else if (step == TriggerStep::nothing && hold->is_interrupted) {
            hold = Hold{now.steady + wanted.hold, hold->depth};
        }
    }
    if (step != TriggerStep::came || !has_started_) {
        return;
    }
    const int depth = depth_of(change.device, now, can_feed_itself(wanted) ? nullptr : &entry);
    if (wanted.hold.count() > 0) {
        hold = Hold{now.steady + wanted.hold, depth};
    } else {
        fire(entry, because(wanted, change.after), depth, now, effects);
    }
}

RuleEffects RuleBook::reported(const Place& event, Moment now) {
    RuleEffects effects;
    for (auto& entry : entries_) {
        const bool waits =
            std::any_of(entry.rule.when.begin(), entry.rule.when.end(), [&](const auto& trigger) {
                const auto* const wanted = std::get_if<EventTrigger>(&trigger);
                return wanted != nullptr && wanted->event == event;
            });
        if (waits && has_started_) {
            fire(entry, event.device + " reported " + event.id, depth_of(event.device, now), now, effects);
        }
    }
    return effects;
}

RuleEffects RuleBook::tick(Moment now) {
    RuleEffects effects;
    if (!has_started_) {
        return effects;
    }
    if (has_times_) {
        const auto news = wall_.look(now, wall_clock_);
        if (news.clock_was_set) {
            effects.notes.push_back({dp::LogLevel::warning, "rules",
                                     "the clock was set; times of day that it left out are not made up for"});
        }
        for (const auto minute : news.minutes) {
            for (auto& entry : entries_) {
                if (is_wanted(entry.rule, minute)) {
                    fire(entry, "it is " + minute_text(minute_of_day(minute)), 0, now, effects);
                }
            }
        }
    }
    for (auto& entry : entries_) {
        for (std::size_t i = 0; i < entry.holds.size(); ++i) {
            auto& hold = entry.holds[i];
            if (!hold || hold->is_interrupted || hold->due > now.steady) {
                continue;
            }
            const auto& trigger = std::get<PropertyTrigger>(entry.rule.when[i]);
            const auto value = value_of_(trigger.property);
            if (is_unknown(value) && !waits_for_unknown(trigger)) { // of a device that was made anew
                hold->is_interrupted = true;
                continue;
            }
            const int depth = hold->depth;
            hold.reset();
            fire(entry, because(trigger, value), depth, now, effects);
        }
        if (entry.run && entry.run->due <= now.steady) {
            go_on(entry, now, effects);
        }
    }
    return effects;
}

std::optional<std::chrono::milliseconds> RuleBook::next_due(Moment now) const {
    const auto next = next_step();
    if (!has_started_ || !has_times_) {
        return next;
    }
    const auto minute = WallWatch::next(now);
    return next ? std::min(*next, minute) : minute;
}

std::optional<std::chrono::milliseconds> RuleBook::next_step() const {
    std::optional<std::chrono::milliseconds> next;
    const auto also = [&next](std::chrono::milliseconds due) { next = next ? std::min(*next, due) : due; };
    for (const auto& entry : entries_) {
        for (const auto& hold : entry.holds) {
            if (hold && !hold->is_interrupted) {
                also(hold->due);
            }
        }
        if (entry.run) {
            also(entry.run->due);
        }
    }
    return next;
}

// ---- Chains

int RuleBook::depth_of(const std::string& device, Moment now, const Entry* by_itself) const {
    const auto mark = marks_.find(device);
    if (mark == marks_.end() || now.steady > mark->second.until) {
        return 0;
    }
    if (by_itself != nullptr && mark->second.entry == by_itself->id) {
        return mark->second.depth;
    }
    return mark->second.depth + 1;
}

void RuleBook::commanded(const std::string& device) {
    marks_.erase(device);
}

// ---- A firing

void RuleBook::note(const Entry& entry, dp::LogLevel level, const std::string& text, RuleEffects& effects) {
    effects.notes.push_back({level, "rules", "rule \"" + entry.rule.name + "\": " + text});
}

void RuleBook::tell(Entry& entry, const std::string& because, const std::string& text, Moment now,
                    RuleEffects& effects) {
    entry.record.last_at = now.epoch;
    entry.record.last = text;
    effects.records_changed = true;
    effects.firings.push_back({entry.rule.name, now.epoch, because, text});
}

void RuleBook::fire(Entry& entry, const std::string& because, int depth, Moment now, RuleEffects& effects) {
    const WallMinute wall = wall_clock_(now.epoch);
    for (const auto& condition : entry.rule.conditions) {
        const auto holds = truth(condition, value_of_, wall);
        if (holds != Truth::yes) {
            entry.record.last_at = now.epoch;
            entry.record.last = "did nothing: that " + text_of(condition) +
                                (holds == Truth::no ? " does not hold" : " is not known");
            effects.records_changed = true;
            note(entry, dp::LogLevel::debug, because + "; " + entry.record.last, effects);
            return;
        }
    }
    if (depth >= most_in_a_chain) {
        const std::string text = "stopped: it came of " + std::to_string(depth) +
                                 " firings of rules, one out of the other; they seem to feed each other";
        note(entry, dp::LogLevel::warning, because + "; " + text, effects);
        tell(entry, because, text, now, effects);
        return;
    }
    if (const auto verdict = entry.guard.ask(now.steady); verdict != FiringGuard::Verdict::may_fire) {
        if (verdict == FiringGuard::Verdict::stopped_now) {
            const std::string text = "stopped: it would fire more than " + std::to_string(most_in_a_minute) +
                                     " times in a minute; it goes on when that was so for a minute no more";
            note(entry, dp::LogLevel::warning, because + "; " + text, effects);
            tell(entry, because, text, now, effects);
        }
        return;
    }
    Run run{0, now.steady, depth, because};
    if (!entry.run || entry.rule.mode == Mode::restart) {
        begin(entry, std::move(run), now, effects);
    } else if (entry.rule.mode == Mode::queued && entry.queued.size() < most_queued) {
        entry.queued.push_back(std::move(run));
        note(entry, dp::LogLevel::info, because + "; waits until the firing before is over", effects);
    } else {
        const std::string text = entry.rule.mode == Mode::queued
                                     ? "passed over: " + std::to_string(most_queued) + " firings wait already"
                                     : "passed over: the firing before is not over";
        note(entry, dp::LogLevel::info, because + "; " + text, effects);
        tell(entry, because, text, now, effects);
    }
}

void RuleBook::begin(Entry& entry, Run run, Moment now, RuleEffects& effects) {
    run.due = now.steady;
    entry.has_failed = false;
    ++entry.record.fired;
    note(entry, dp::LogLevel::info, run.because + ", so: " + steps_text(entry.rule), effects);
    tell(entry, run.because, steps_text(entry.rule), now, effects);
    entry.run = std::move(run);
    go_on(entry, now, effects);
}

void RuleBook::go_on(Entry& entry, Moment now, RuleEffects& effects) {
    while (entry.run && entry.run->due <= now.steady) {
        const auto& steps = entry.rule.steps;
        if (entry.run->next < steps.size() && perform(entry, steps[entry.run->next++], now, effects)) {
            continue;
        }
        entry.run.reset();
        if (!entry.queued.empty()) {
            Run next = std::move(entry.queued.front());
            entry.queued.pop_front();
            begin(entry, std::move(next), now, effects);
            return;
        }
    }
}

bool RuleBook::perform(Entry& entry, const Step& step, Moment now, RuleEffects& effects) {
    if (const auto* const wait = std::get_if<WaitStep>(&step)) {
        entry.run->due = now.steady + wait->time;
        return true;
    }
    RuleCommand command;
    if (const auto* const write = std::get_if<WriteStep>(&step)) {
        auto value = resolved(entry, write->value, effects);
        if (!value) {
            return false;
        }
        command.target = write->property;
        command.is_write = true;
        command.value = std::move(*value);
    } else {
        const auto& invoke = std::get<InvokeStep>(step);
        command.target = invoke.action;
        for (const auto& param : invoke.params) {
            auto value = resolved(entry, param.value, effects);
            if (!value) {
                return false;
            }
            command.params.push_back({param.name, std::move(*value)});
        }
    }
    send(entry, std::move(command), now, effects);
    return true;
}

std::optional<dp::Value> RuleBook::resolved(Entry& entry, const Argument& argument,
                                            RuleEffects& effects) const {
    const auto* const from = std::get_if<Place>(&argument);
    if (from == nullptr) {
        return std::get<dp::Value>(argument);
    }
    auto value = value_of_(*from);
    if (is_unknown(value)) {
        entry.record.last = "ended early: " + text_of(*from) + " is not known";
        entry.has_failed = true;
        effects.records_changed = true;
        note(entry, dp::LogLevel::warning, entry.record.last, effects);
        return std::nullopt;
    }
    return value;
}

void RuleBook::send(Entry& entry, RuleCommand command, Moment now, RuleEffects& effects) {
    command.token = ++last_token_;
    command.rule = entry.rule.name;
    pending_[command.token] = {entry.id, text_of(command.target)};
    auto& mark = marks_[command.target.device];
    const bool is_over = mark.until < now.steady;
    const bool is_alone = entry.run->depth == 0 && (is_over || mark.entry == entry.id);
    mark = {is_over ? entry.run->depth : std::max(mark.depth, entry.run->depth),
            now.steady + consequence_time, is_alone ? entry.id : 0};
    effects.commands.push_back(std::move(command));
}

RuleEffects RuleBook::outcome(std::int64_t token, dp::Status status, const std::string& text) {
    RuleEffects effects;
    const auto found = pending_.find(token);
    if (found == pending_.end()) {
        return effects;
    }
    const Pending pending = found->second;
    pending_.erase(found);
    const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const auto& one) { return one.id == pending.entry; });
    const std::string outcome =
        pending.target + ": " + std::string{dp::word(status)} + (text.empty() ? "" : ": " + text);
    if (entry == entries_.end()) { // the rule was replaced meanwhile
        if (status != dp::Status::ok) {
            effects.notes.push_back({dp::LogLevel::warning, "rules", outcome});
        }
        return effects;
    }
    if (status != dp::Status::ok) {
        note(*entry, dp::LogLevel::warning, outcome, effects);
    }
    if (status != dp::Status::ok || !entry->has_failed) { // a later success does not hide a failure
        entry->has_failed = status != dp::Status::ok;
        entry->record.last = outcome;
        effects.records_changed = true;
    }
    return effects;
}

// ---- Others

void RuleBook::replace(std::vector<Rule> rules, Moment now) {
    const bool had_times = has_times_;
    std::vector<Entry> entries;
    for (auto& rule : rules) {
        const auto same_one = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
            return entry.id != 0 && is_same_rule(entry.rule, rule);
        });
        if (same_one != entries_.end()) {
            entries.push_back(std::move(*same_one));
            same_one->id = 0; // taken
            entries.back().rule.name = rule.name;
            entries.back().record.name = rule.name;
        } else {
            entries.push_back(entry_of(std::move(rule)));
        }
    }
    entries_ = std::move(entries);
    look_over();
    if (has_started_ && has_times_ && !had_times) {
        wall_.look(now, wall_clock_); // what came while nobody waited for it
    }
}

std::vector<RuleRecord> RuleBook::records() const {
    std::vector<RuleRecord> records;
    records.reserve(entries_.size());
    for (const auto& entry : entries_) {
        records.push_back(entry.record);
    }
    return records;
}

} // namespace host
