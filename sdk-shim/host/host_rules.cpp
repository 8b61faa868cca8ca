// The host's rules: they hear of everything that devices tell, and what they want is done.
#include "host/clock.hpp"
#include "host/host.hpp"
#include "host/site_check.hpp"

#include <algorithm>

namespace host {

// Hears what came of the rules' commands. On the dispatcher, as long as the host lives.
class Host::RuleReport : public Subscriber {
public:
    explicit RuleReport(Host& host)
        : host_{host} {}

    void on_happening(const Happening& happening) override {
        if (const auto* const completion = std::get_if<Completion>(&happening)) {
            host_.causes_.outcome(completion->token, completion->status);
            host_.apply(host_.book_.outcome(completion->token, completion->status, completion->text));
        }
    }

private:
    Host& host_;
};

std::shared_ptr<Subscriber> Host::make_rule_report() {
    return std::make_shared<RuleReport>(*this);
}

// A rule that names what is not there never fires, or fails when it does; that is better said now.
void Host::check_rules() {
    const auto found = rule_mistakes(site_, [this](const auto& id) -> const Manifest* {
        const Device* const device = find(id);
        return device != nullptr ? device->manifest() : nullptr;
    });
    for (const auto& problem : sentences(site_.file, found)) {
        log(dp::LogLevel::error, problem);
    }
}

void Host::watch_for_rules() {
    const auto& needed = book_.devices();
    for (const auto& device : devices_) {
        if (std::binary_search(needed.begin(), needed.end(), device->id())) {
            device->set_attention(rule_report_.get(), DP_ATTENTION_BACKGROUND);
        } else {
            device->forget_attention(rule_report_.get());
        }
    }
}

void Host::watch_rules(std::shared_ptr<Subscriber> watcher) {
    dispatcher_.post([this, watcher = std::move(watcher)]() mutable {
        watcher->on_happening(RuleList{book_.records()});
        if (std::find(rule_watchers_.begin(), rule_watchers_.end(), watcher) == rule_watchers_.end()) {
            rule_watchers_.push_back(std::move(watcher));
        }
    });
}

void Host::apply(const RuleEffects& effects) {
    for (const auto& note : effects.notes) {
        options_.log(note);
    }
    for (const auto& firing : effects.firings) {
        tell_all(firing);
    }
    if (effects.records_changed && !rule_watchers_.empty()) {
        tell(rule_watchers_, RuleList{book_.records()});
    }
    for (const auto& command : effects.commands) {
        perform(command);
    }
    set_rule_timer();
}

void Host::perform(const RuleCommand& command) {
    const Asker asker{rule_report_, command.token};
    Device* const device = find(command.target.device);
    if (device != nullptr) {
        remember(command, *device);
    }
    if (device == nullptr) { // a reload took it, and the rule with it; this command was on its way
        rule_report_->on_happening(Completion{
            command.target.device, command.token, dp::Status::unknown_id, "the site has no such device", {}});
    } else if (command.is_write) {
        device->write(asker, command.target.id, command.value, 0);
    } else {
        device->invoke(asker, command.target.id, command.params, 0);
    }
}

// So that it can be told why the device is as it is. Only what the manifest says of it is known to come of it.
void Host::remember(const RuleCommand& command, const Device& device) {
    const Manifest* const manifest = device.manifest();
    if (manifest == nullptr) {
        return;
    }
    std::optional<Effect> effect;
    if (command.is_write) {
        if (const PropertySpec* const property = manifest->property(command.target.id)) {
            const auto& name = property->title.empty() ? property->id : property->title;
            effect = Effect{property->id, command.value, name + " set"};
        }
    } else if (const ActionSpec* const action = manifest->action(command.target.id);
               action != nullptr && action->effect) {
        effect = Effect{action->effect->property, action->effect->value, action->effect->words};
    }
    if (effect) {
        const auto before = device.value(effect->property);
        causes_.sent(command.token, command.rule, device.id(), *std::move(effect), before, moment_now());
    }
}

void Host::set_rule_timer() {
    const auto now = moment_now();
    const auto due = book_.next_due(now);
    if (!due) {
        dispatcher_.clear_timer();
        return;
    }
    // The book counts whole milliseconds, so this is never too early.
    dispatcher_.set_timer(std::chrono::steady_clock::time_point{*due},
                          [this] { apply(book_.tick(moment_now())); });
}

} // namespace host
