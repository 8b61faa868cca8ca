#include "host/checking/device_rules.hpp"

#include "host/checking/value_rules.hpp"

#include <algorithm>

namespace host {

namespace {

Complaint of_plugin(std::string_view rule, std::string text) {
    return {Side::plugin, rule, std::move(text)};
}
Complaint of_host(std::string_view rule, std::string text) {
    return {Side::host, rule, std::move(text)};
}

void append(Complaints& all, const Complaints& more) {
    all.insert(all.end(), more.begin(), more.end());
}

} // namespace

std::string_view word(Ctl call) {
    switch (call) {
    case Ctl::start:
        return "start()";
    case Ctl::reconfigure:
        return "reconfigure()";
    case Ctl::stop:
        return "stop()";
    case Ctl::destroy:
        break;
    }
    return "destroy()";
}

Complaints DeviceRules::enter(Ctl call, Thread thread) {
    Complaints found;
    const std::string name{word(call)};
    if (std::ranges::find(inside_, thread) != inside_.end()) {
        found.push_back(of_host(rule::ctl_not_inside, name + " from inside a callback of the device"));
        return found; // refused by the plugin: it changes nothing
    }
    if (ctl_) {
        found.push_back(
            of_host(rule::ctl_serial, name + " while " + std::string{word(*ctl_)} + " is in progress"));
        return found;
    }
    ctl_ = call;
    if (call == Ctl::start && state_ == State::stopped) {
        state_ = State::starting;
        health_told_ = false;
    } else if ((call == Ctl::stop || call == Ctl::destroy) && state_ == State::running) {
        state_ = State::stopping;
    }
    return found;
}

Complaints DeviceRules::leave(Ctl call, std::int32_t status, const std::string* said) {
    auto found = check_status(status);
    if (said != nullptr) {
        append(found, check_text("the sentence of " + std::string{word(call)}, *said));
        if (status != DP_OK && said->empty()) {
            found.push_back(
                of_plugin(rule::refusals_say_why, std::string{word(call)} + " refused without a sentence"));
        }
    }
    if (ctl_ != call) {
        return found; // it was not allowed to begin: see enter()
    }
    ctl_.reset();
    if (call == Ctl::start && state_ == State::starting) {
        state_ = status == DP_OK ? State::running : State::stopped;
    } else if (state_ == State::stopping) {
        if (status != DP_OK) {
            state_ = State::running;
            return found;
        }
        state_ = State::stopped;
        if (!inside_.empty()) {
            found.push_back(of_plugin(rule::stop_waits, std::string{word(call)} +
                                                            " returned while a callback was in progress"));
        }
        if (last_health_ != DP_HEALTH_STOPPED) {
            found.push_back(of_plugin(rule::stopped_last, "stop() without the health stopped at its end"));
        }
        for (const auto token : pending()) {
            found.push_back(
                of_plugin(rule::stop_completes,
                          "a command was left without an outcome by stop(): token " + std::to_string(token)));
            asked_.erase(token);
        }
    }
    return found;
}

Complaints DeviceRules::enter_callback(std::string_view name, Thread thread) {
    Complaints found;
    const std::string text{name};
    if (!inside_.empty()) {
        found.push_back(of_plugin(rule::callbacks_serial,
                                  text + " while another callback of the device was in progress"));
    }
    inside_.push_back(thread);
    if (state_ == State::stopped) {
        found.push_back(
            of_plugin(rule::quiet_when_stopped, text + " before start() or after stop(); it was dropped"));
    } else if (!health_told_ && name != "health_changed") {
        told_at_start(found, name);
    }
    return found;
}

void DeviceRules::told_at_start(Complaints& found, std::string_view name) {
    health_told_ = true; // said once
    found.push_back(
        of_plugin(rule::health_first, std::string{name} + " after start() before the first health"));
}

void DeviceRules::leave_callback(Thread thread) {
    if (const auto found = std::ranges::find(inside_, thread); found != inside_.end()) {
        inside_.erase(found);
    }
}

Complaints DeviceRules::batch(std::uint64_t revision, const std::vector<dp::NamedValue>& changed) {
    auto found = check_batch(*manifest_, changed);
    if (revision != revision_ + 1) {
        found.push_back(of_plugin(rule::revisions_rise, "a batch with revision " + std::to_string(revision) +
                                                            " after revision " + std::to_string(revision_)));
    }
    revision_ = revision;
    for (const auto& [name, value] : changed) {
        folded_[name] = value;
    }
    return found;
}

Complaints DeviceRules::event(const std::string& name, const std::vector<dp::NamedValue>& data) const {
    return check_event(*manifest_, name, data);
}

Complaints DeviceRules::health(std::int32_t code, std::string_view cause, std::string_view text) {
    auto found = check_health(code);
    append(found, check_text("the cause of a health", cause));
    append(found, check_text("the text of a health", text));
    if (cause.empty()) {
        found.push_back(of_plugin(rule::codes_are_known, "a health without a cause"));
    }
    health_told_ = true;
    last_health_ = code;
    return found;
}

bool DeviceRules::ask(std::uint64_t token, const ActionSpec* action, Complaints& found) {
    if (asked_.emplace(token, Asked{action}).second) {
        return true;
    }
    found.push_back(
        of_host(rule::tokens_unique, "token " + std::to_string(token) + " is given while it is pending"));
    return false;
}

Complaints DeviceRules::answered(std::uint64_t token, std::int32_t code, const std::string& said) {
    auto found = check_status(code);
    append(found, check_text("the sentence of a refusal", said));
    const auto entry = asked_.find(token);
    if (entry == asked_.end()) {
        return found; // stop() came in between and has complained already
    }
    if (code == DP_OK) {
        entry->second.answered = true;
        if (entry->second.completed) {
            asked_.erase(entry);
        } else if (state_ == State::stopped) {
            found.push_back(
                of_plugin(rule::stop_completes,
                          "a command accepted while stop() went on was left without an outcome: token " +
                              std::to_string(token)));
            asked_.erase(entry);
        }
        return found;
    }
    if (said.empty()) {
        found.push_back(of_plugin(rule::refusals_say_why, "a command refused without a sentence"));
    }
    if (entry->second.completed) {
        found.push_back(of_plugin(rule::completions_once,
                                  "an outcome for token " + std::to_string(token) + ", which was refused"));
    }
    asked_.erase(entry);
    return found;
}

Complaints DeviceRules::completed(std::uint64_t token, std::int32_t code, std::string_view text,
                                  bool has_result, const dp::Value& result) {
    auto found = check_status(code);
    append(found, check_text("the text of an outcome", text));
    if (!has_result) {
        found.push_back(
            of_plugin(rule::results_fit_manifest, "an outcome with a null pointer for its result"));
    }
    const auto entry = asked_.find(token);
    if (entry == asked_.end() || entry->second.completed) {
        found.push_back(of_plugin(rule::completions_once, "an outcome for token " + std::to_string(token) +
                                                              ", which is not pending"));
        return found;
    }
    append(found, check_result(entry->second.action, result));
    if (entry->second.answered) {
        asked_.erase(entry);
    } else {
        entry->second.completed = true;
    }
    return found;
}

Complaints DeviceRules::snapshot(std::int32_t status, const std::vector<dp::Snapshot>& taken,
                                 std::uint64_t before) {
    auto found = check_status(status);
    if (taken.size() != (status == DP_OK ? 1U : 0U)) {
        found.push_back(
            of_plugin(rule::snapshot_complete, "a snapshot was written " + std::to_string(taken.size()) +
                                                   " times for status " + std::to_string(status)));
    }
    if (taken.size() != 1) {
        return found;
    }
    std::map<std::string, dp::Value> values;
    for (const auto& [name, value] : taken.front().values) {
        if (manifest_->property(name) == nullptr || !values.emplace(name, value).second) {
            found.push_back(
                of_plugin(rule::snapshot_complete, "a snapshot with " + valid_utf8(name) +
                                                       ", which is there twice or not in the manifest"));
        }
    }
    for (const auto& property : manifest_->properties) {
        if (!values.contains(property.id)) {
            found.push_back(of_plugin(rule::snapshot_complete, "a snapshot without " + property.id));
        }
    }
    const auto revision = taken.front().revision;
    if (revision < before) {
        found.push_back(of_plugin(rule::snapshot_equals_batches, "a snapshot of revision " +
                                                                     std::to_string(revision) + " when " +
                                                                     std::to_string(before) + " was told"));
    }
    if (revision == revision_) { // nothing was told meanwhile, and nothing is on its way
        for (const auto& [name, value] : values) {
            const auto told = folded_.find(name);
            if (value != (told == folded_.end() ? dp::Value{} : told->second)) {
                found.push_back(
                    of_plugin(rule::snapshot_equals_batches, "a snapshot with another value of " + name +
                                                                 " than the batches up to its revision"));
            }
        }
    }
    return found;
}

std::vector<std::uint64_t> DeviceRules::pending() const {
    std::vector<std::uint64_t> tokens;
    for (const auto& [token, asked] : asked_) {
        if (asked.answered && !asked.completed) {
            tokens.push_back(token);
        }
    }
    std::ranges::sort(tokens);
    return tokens;
}

} // namespace host
