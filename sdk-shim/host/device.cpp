#include "host/device.hpp"

#include "host/clock.hpp"
#include "host/core/access.hpp"

#include <algorithm>
#include <utility>

namespace host {
namespace {

// Behind the name of an action or a property.
constexpr const char* forbidden_text =
    " is for those who set the system up; whoever asked has an access key to operate it only";

// One outcome for all violations: the status of the first, the sentences of all.
dp::Outcome outcome_of(const std::vector<Violation>& found, const std::string& root) {
    std::string text;
    for (const auto& violation : found) {
        text += (text.empty() ? "" : "; ") + sentence(violation, root);
    }
    return {found.front().status, text};
}

JsonObject object_of(const std::vector<dp::NamedValue>& values) {
    JsonObject object = new Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER};
    for (const auto& [name, value] : values) {
        object->set(name, to_json(value));
    }
    return object;
}

// What is no value at all is not known; the proxy has complained of it.
dp::Value presentable(dp::Value value) {
    try {
        return normalized(std::move(value));
    } catch (const JsonError&) {
        return std::monostate{};
    }
}

} // namespace

Device::Device(DeviceEntry entry, Dispatcher& dispatcher, Outlets outlets)
    : entry_{std::move(entry)}
    , dispatcher_{dispatcher}
    , outlets_{std::move(outlets)}
    , health_{entry_.id, dp::Health::stopped, "ok", ""} {}

void Device::describe(std::shared_ptr<const Manifest> manifest) {
    manifest_ = std::move(manifest);
    store_ = PropertyStore{entry_.id, *manifest_};
}

void Device::create(const Plugin& plugin) {
    try {
        device_.emplace(plugin.instance(), plugin.manifest(), entry_.id, entry_.config.text,
                        static_cast<dp::Listener&>(*this),
                        [complain = plugin.complain(), id = entry_.id](const Complaint& complaint) {
                            complain({complaint.side, complaint.rule, complaint.text, id});
                        });
    } catch (const dp::Refusal& refusal) {
        const bool is_config = refusal.status() == dp::Status::bad_argument;
        fail(is_config ? dp::Health::bad_config : dp::Health::failed, is_config ? "config" : "plugin",
             "the plugin does not make the device (" + std::string{dp::word(refusal.status())} +
                 "): " + refusal.what());
    }
}

void Device::fail(dp::Health health, const std::string& cause, const std::string& sentence) {
    outlets_.log({dp::LogLevel::error, "host", entry_.id + ": " + sentence});
    dispatcher_.post([this, change = HealthChange{entry_.id, health, cause, sentence}] { take(change); });
}

dp::Outcome Device::reconfigure(const DeviceEntry& entry) {
    const auto outcome = device_->reconfigure(entry.config.text);
    if (outcome) {
        entry_.config = entry.config;
    }
    return outcome;
}

void Device::start() {
    if (!device_) {
        return;
    }
    const auto status = device_->start();
    if (status != dp::Status::ok) {
        fail(dp::Health::failed, "plugin",
             "the plugin does not start the device (" + std::string{dp::word(status)} + ")");
    }
}

void Device::stop() {
    if (!device_) {
        return;
    }
    const auto status = device_->stop();
    if (status != dp::Status::ok) {
        outlets_.log(
            {dp::LogLevel::error, "host",
             entry_.id + ": the plugin does not stop the device (" + std::string{dp::word(status)} + ")"});
    }
}

void Device::destroy() {
    device_.reset();
}

// ---- Commands
// ---------------------------------------------------------------------------------------------------

void Device::complete(const Asker& asker, dp::Status status, const std::string& text,
                      const dp::Value& result) {
    outlets_.completed(status);
    if (const auto subscriber = asker.subscriber.lock()) {
        subscriber->on_happening(Completion{entry_.id, asker.token, status, text, result});
    }
}

bool Device::is_refused(const Asker& asker) {
    if (refusing_) {
        complete(asker, dp::Status::canceled, refusal_);
        return true;
    }
    if (!device_) {
        complete(asker, dp::Status::wrong_state, entry_.id + " does not work: " + health_.text);
        return true;
    }
    return false;
}

// The token is pending before the plugin is asked, because the outcome may come before the plugin has
// answered.
template <typename Ask>
void Device::ask(const Asker& asker, Ask ask_plugin) {
    const std::uint64_t token = ++last_token_;
    pending_.emplace(token, asker);
    const dp::Outcome answer = ask_plugin(token);
    if (!answer) {
        pending_.erase(token);
        complete(asker, answer.status, valid_utf8(answer.text));
    }
}

void Device::invoke(const Asker& asker, const std::string& action, const std::vector<dp::NamedValue>& params,
                    std::uint32_t timeout_ms) {
    if (is_refused(asker)) {
        return;
    }
    const ActionSpec* const spec = manifest_->action(action);
    if (spec == nullptr) {
        complete(asker, dp::Status::unknown_id, entry_.id + " has no action " + action);
        return;
    }
    if (!Access{asker.role}.may_invoke(*spec)) {
        complete(asker, dp::Status::forbidden, action + forbidden_text);
        return;
    }
    const auto object = object_of(params);
    if (const auto found = violations(spec->input, Json{object}); !found.empty()) {
        const auto outcome = outcome_of(found, action);
        complete(asker, outcome.status, outcome.text);
        return;
    }
    std::vector<dp::NamedValue> fitting;
    for (const auto& [name, value] : params) {
        fitting.push_back({name, fitted(*spec->input.property(name), object->get(name))});
    }
    ask(asker, [&](std::uint64_t token) { return device_->invoke(action, fitting, token, timeout_ms); });
}

void Device::write(const Asker& asker, const std::string& property, const dp::Value& value,
                   std::uint32_t timeout_ms) {
    if (is_refused(asker)) {
        return;
    }
    const PropertySpec* const spec = manifest_->property(property);
    if (spec == nullptr) {
        complete(asker, dp::Status::unknown_id, entry_.id + " has no property " + property);
        return;
    }
    if (!Access{asker.role}.may_write(*spec)) {
        complete(asker, dp::Status::forbidden, property + forbidden_text);
        return;
    }
    if (spec->read_only) {
        complete(asker, dp::Status::unsupported, property + " can only be read");
        return;
    }
    const Json json = to_json(value);
    if (const auto found = violations(spec->schema, json); !found.empty()) {
        const auto outcome = outcome_of(found, property);
        complete(asker, outcome.status, outcome.text);
        return;
    }
    const dp::Value fitting = fitted(spec->schema, json);
    ask(asker, [&](std::uint64_t token) { return device_->write(property, fitting, token, timeout_ms); });
}

void Device::cancel(const Asker& asker) {
    if (refusing_ || !device_) {
        return; // while the host ends, everything pending is canceled anyway
    }
    for (const auto& [token, pending] : pending_) {
        const bool is_same = !pending.subscriber.owner_before(asker.subscriber) &&
                             !asker.subscriber.owner_before(pending.subscriber);
        if (is_same && pending.token == asker.token) {
            device_->cancel(token); // unknown_id: its outcome is on the way to us
            return;
        }
    }
}

// ---- Attention
// --------------------------------------------------------------------------------------------------

void Device::set_attention(const void* watcher, std::int32_t level) {
    watchers_[watcher] = level;
    tell_attention();
}

void Device::forget_attention(const void* watcher) {
    watchers_.erase(watcher);
    tell_attention();
}

void Device::tell_attention() {
    std::int32_t level = watchers_.empty() ? DP_ATTENTION_BACKGROUND : DP_ATTENTION_NONE;
    for (const auto& [watcher, theirs] : watchers_) {
        level = std::max(level, theirs);
    }
    if (refusing_ || level == attention_told_) {
        return; // while the host ends, the plugin belongs to the thread that ends it
    }
    if (!device_) {
        return;
    }
    attention_told_ = level;
    const auto status = device_->set_attention(level);
    if (status != dp::Status::ok && status != dp::Status::unsupported) {
        outlets_.log({dp::LogLevel::warning, "host",
                      entry_.id + ": the plugin does not take the attention level " + std::to_string(level)});
    }
}

// ---- What the plugin reported
// -----------------------------------------------------------------------------------

HealthChange Device::health() const {
    return health_;
}

Snapshot Device::snapshot() const {
    return {entry_.id, store_.revision(), epoch_ms(), store_.values()};
}

void Device::refuse_commands(const std::string& why) {
    refusing_ = true;
    refusal_ = why;
}

void Device::close() {
    for (const auto& [token, asker] : std::exchange(pending_, {})) {
        complete(asker, dp::Status::canceled, refusal_);
    }
}

void Device::on_properties(std::uint64_t revision, std::vector<dp::NamedValue> changed) {
    dispatcher_.post([this, batch = Batch{entry_.id, revision, epoch_ms(), std::move(changed)}]() mutable {
        take(std::move(batch));
    });
}

void Device::on_event(std::string name, std::vector<dp::NamedValue> data) {
    dispatcher_.post([this, event = Event{entry_.id, std::move(name), epoch_ms(),
                                          std::move(data)}]() mutable { take(std::move(event)); });
}

void Device::on_health(dp::Health health, std::string cause, std::string text) {
    dispatcher_.post([this, change = HealthChange{entry_.id, health, std::move(cause),
                                                  std::move(text)}]() mutable { take(std::move(change)); });
}

void Device::on_completed(std::uint64_t token, dp::Outcome outcome, dp::Value result) {
    dispatcher_.post([this, token, outcome = std::move(outcome), result = std::move(result)] {
        take_outcome(token, outcome, result);
    });
}

void Device::take(Batch batch) {
    for (auto& [name, value] : batch.changed) {
        value = presentable(std::move(value));
    }
    const auto changes = store_.fold(batch);
    outlets_.tell_all(batch);
    for (const auto& change : changes) {
        outlets_.changed(change);
    }
}

void Device::take(Event event) {
    for (auto& [name, value] : event.data) {
        value = presentable(std::move(value));
    }
    outlets_.tell_all(event);
    outlets_.reported(event);
}

void Device::take(HealthChange health) {
    health_ = std::move(health);
    outlets_.tell_all(health_);
}

void Device::take_outcome(std::uint64_t token, const dp::Outcome& outcome, const dp::Value& result) {
    const auto found = pending_.find(token);
    if (found == pending_.end()) {
        return; // the proxy has said so
    }
    const Asker asker = found->second;
    pending_.erase(found);
    complete(asker, outcome.status, outcome.text, presentable(result));
}

} // namespace host
