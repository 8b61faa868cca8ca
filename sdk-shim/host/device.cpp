#include "host/device.hpp"

#include "host/clock.hpp"

#include <algorithm>
#include <utility>

namespace host {
namespace {

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

} // namespace

Device::Device(DeviceEntry entry, Dispatcher& dispatcher, Outlets outlets)
    : entry_{std::move(entry)}
    , dispatcher_{dispatcher}
    , outlets_{std::move(outlets)}
    , handle_{this}
    , health_{entry_.id, dp::Health::stopped, "ok", ""} {}

void Device::describe(std::shared_ptr<const Manifest> manifest) {
    manifest_ = std::move(manifest);
    store_ = PropertyStore{entry_.id, *manifest_};
}

void Device::create(const Plugin& plugin) {
    dp_device_options options{};
    options.size = sizeof options;
    options.id = dp::borrow(std::string_view{entry_.id});
    options.config = dp::borrow(std::string_view{entry_.config.text});
    options.handle = &handle_;
    options.callbacks = &callbacks;
    dp::TextSink error;
    dp_device* made = nullptr;
    const auto status = dp::status_of(plugin.table().create(plugin.instance(), &options, &made, &error.raw));
    if (status == dp::Status::ok && made != nullptr) {
        plugin_ = &plugin;
        device_ = made;
        return;
    }
    const bool is_config = status == dp::Status::bad_argument;
    fail(is_config ? dp::Health::bad_config : dp::Health::failed, is_config ? "config" : "plugin",
         "the plugin does not make the device (" + std::string{dp::word(status)} + "): " + error.text());
}

void Device::fail(dp::Health health, const std::string& cause, const std::string& sentence) {
    outlets_.log({dp::LogLevel::error, "host", entry_.id + ": " + sentence});
    dispatcher_.post(
        [this, change = HealthChange{entry_.id, health, cause, sentence}] { on_health(change); });
}

void Device::start() {
    if (plugin_ == nullptr) {
        return;
    }
    reporting_ = true;
    const auto status = dp::status_of(plugin_->table().start(device_));
    if (status != dp::Status::ok) {
        fail(dp::Health::failed, "plugin",
             "the plugin does not start the device (" + std::string{dp::word(status)} + ")");
    }
}

void Device::stop() {
    if (plugin_ == nullptr) {
        return;
    }
    const auto status = dp::status_of(plugin_->table().stop(device_));
    reporting_ = false;
    if (status != dp::Status::ok) {
        outlets_.log(
            {dp::LogLevel::error, "host",
             entry_.id + ": the plugin does not stop the device (" + std::string{dp::word(status)} + ")"});
    }
}

void Device::destroy() {
    if (plugin_ != nullptr) {
        plugin_->table().destroy(std::exchange(device_, nullptr));
        plugin_ = nullptr;
    }
}

// ---- Commands
// ---------------------------------------------------------------------------------------------------

void Device::complete(const Asker& asker, dp::Status status, const std::string& text,
                      const dp::Value& result) {
    if (const auto subscriber = asker.subscriber.lock()) {
        subscriber->on_happening(Completion{entry_.id, asker.token, status, text, result});
    }
}

bool Device::is_refused(const Asker& asker) {
    if (refusing_) {
        complete(asker, dp::Status::canceled, "the host is ending");
        return true;
    }
    if (plugin_ == nullptr) {
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
    dp::TextSink error;
    const auto status = dp::status_of(ask_plugin(token, &error.raw));
    if (status != dp::Status::ok) {
        pending_.erase(token);
        complete(asker, status, valid_utf8(error.text()));
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
    const auto raw = dp::borrow(fitting);
    ask(asker, [&](std::uint64_t token, const dp_text_sink* error) {
        return plugin_->table().invoke(device_, dp::borrow(std::string_view{action}), raw.data(),
                                       static_cast<std::uint32_t>(raw.size()), token, timeout_ms, error);
    });
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
    const dp_value raw = dp::borrow(fitting);
    ask(asker, [&](std::uint64_t token, const dp_text_sink* error) {
        return plugin_->table().write(device_, dp::borrow(std::string_view{property}), &raw, token,
                                      timeout_ms, error);
    });
}

void Device::cancel(const Asker& asker) {
    if (refusing_ || plugin_ == nullptr) {
        return; // while the host ends, everything pending is canceled anyway
    }
    for (const auto& [token, pending] : pending_) {
        const bool is_same = !pending.subscriber.owner_before(asker.subscriber) &&
                             !asker.subscriber.owner_before(pending.subscriber);
        if (is_same && pending.token == asker.token) {
            plugin_->table().cancel(device_, token); // unknown_id: its outcome is on the way to us
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
    if (plugin_ != nullptr && plugin_->attention() != nullptr) {
        attention_told_ = level;
        if (plugin_->attention()->set(device_, level) != DP_OK) {
            complain("it does not take the attention level " + std::to_string(level));
        }
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

void Device::refuse_commands() {
    refusing_ = true;
}

void Device::close() {
    for (const auto& [token, asker] : std::exchange(pending_, {})) {
        complain("a command was left without an outcome by stop()");
        complete(asker, dp::Status::canceled, "the host is ending");
    }
}

dp::Value Device::accepted(dp::Value value, const std::string& what) {
    try {
        return normalized(std::move(value));
    } catch (const JsonError& problem) {
        complain(what + " is not JSON: " + problem.what());
        return std::monostate{};
    }
}

void Device::complain(const std::string& about) {
    outlets_.log({dp::LogLevel::warning, "host", entry_.id + ": plugin misbehaving: " + about});
}

void Device::on_batch(Batch batch) {
    for (auto& [name, value] : batch.changed) {
        value = accepted(std::move(value), name);
    }
    const auto folded = store_.fold(batch);
    if (!folded.complaint.empty()) {
        complain(folded.complaint);
    }
    outlets_.tell_all(batch);
    for (const auto& change : folded.changes) {
        outlets_.changed(change);
    }
}

void Device::on_event(Event event) {
    for (auto& [name, value] : event.data) {
        value = accepted(std::move(value), event.name + '/' + name);
    }
    outlets_.tell_all(event);
}

void Device::on_health(HealthChange health) {
    health_ = std::move(health);
    outlets_.tell_all(health_);
}

void Device::on_completed(std::uint64_t token, dp::Status status, const std::string& text,
                          const dp::Value& result) {
    const auto found = pending_.find(token);
    if (found == pending_.end()) {
        complain("an outcome for token " + std::to_string(token) + ", which is not pending");
        return;
    }
    const Asker asker = found->second;
    pending_.erase(found);
    complete(asker, status, text, accepted(result, "the result"));
}

} // namespace host
