// The host's side of one device: receives its callbacks, keeps its properties, knows whose each token is.
// Knows nothing of faces and rules.
//
// Threads: a plugin's callbacks come from any thread; they copy and hand over to the dispatcher. Functions
// marked [dispatcher] run on that thread only. Those marked [control] run on the thread that starts and stops
// the host.
#pragma once

#include "dp/client.hpp"
#include "host/checking/checked_device.hpp"
#include "host/dispatcher.hpp"
#include "host/happening.hpp"
#include "host/plugin.hpp"
#include "host/property_store.hpp"
#include "host/site.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace host {

class Device : private dp::Listener {
public:
    struct Outlets { // called on the dispatcher
        std::function<void(const Happening&)> tell_all;
        std::function<void(const PropertyChange&)> changed;
        std::function<void(const Event&)> reported;
        std::function<void(dp::Status)> completed; // whatever was asked, and whoever asked
        Log log;
    };

    Device(DeviceEntry entry, Dispatcher& dispatcher, Outlets outlets);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const std::string& id() const { return entry_.id; }
    const DeviceEntry& entry() const { return entry_; }          // [control]
    const Manifest* manifest() const { return manifest_.get(); } // null when there is none to be had
    std::shared_ptr<const Manifest> shared_manifest() const { return manifest_; }

    // [control] Before create() and fail(): what the device is said to be.
    void describe(std::shared_ptr<const Manifest> manifest);

    // [control] Makes the plugin's device; when the plugin refuses, the device is a placeholder from then on.
    // `plugin` outlives destroy().
    void create(const Plugin& plugin);

    // [control] Makes the device a placeholder: there to be seen, with a sentence, and not to be commanded.
    void fail(dp::Health health, const std::string& cause, const std::string& sentence);

    // [control] False for a placeholder.
    bool is_real() const { return device_.has_value(); }

    // [control] When the plugin refuses, the old config stands. Not for a placeholder.
    dp::Outcome reconfigure(const DeviceEntry& entry);

    // [control] What people read of it from now on; nothing of the plugin's.
    void rename(const std::string& name) { entry_.name = name; }

    void start();   // [control]
    void stop();    // [control] after it no callback is taken any more
    void destroy(); // [control] after it no function marked [dispatcher] may reach the plugin: see close()

    // [dispatcher] Each asker gets exactly one Completion, perhaps before these return.
    void invoke(const Asker& asker, const std::string& action, const std::vector<dp::NamedValue>& params,
                std::uint32_t timeout_ms);
    void write(const Asker& asker, const std::string& property, const dp::Value& value,
               std::uint32_t timeout_ms);

    // [dispatcher] The outcome still follows. A token that is not pending: nothing happens.
    void cancel(const Asker& asker);

    // [dispatcher] How closely `watcher` looks; the device is told the highest of all levels.
    void set_attention(const void* watcher, std::int32_t level);
    void forget_attention(const void* watcher);

    HealthChange health() const; // [dispatcher]
    Snapshot snapshot() const;   // [dispatcher]

    dp::Value value(const std::string& property) const { return store_.value(property); } // [dispatcher]

    // [dispatcher] From now on commands complete as canceled, and this sentence says why.
    void refuse_commands(const std::string& why);
    void close(); // [dispatcher] tokens that the plugin left open complete as canceled

private:
    void complete(const Asker& asker, dp::Status status, const std::string& text,
                  const dp::Value& result = {});
    bool is_refused(const Asker& asker);
    template <typename Ask>
    void ask(const Asker& asker, Ask ask_plugin);

    // Any thread: hand over to the dispatcher and return.
    void on_properties(std::uint64_t revision, std::vector<dp::NamedValue> changed) override;
    void on_event(std::string name, std::vector<dp::NamedValue> data) override;
    void on_health(dp::Health health, std::string cause, std::string text) override;
    void on_completed(std::uint64_t token, dp::Outcome outcome, dp::Value result) override;

    // [dispatcher]
    void take(Batch batch);
    void take(Event event);
    void take(HealthChange health);
    void take_outcome(std::uint64_t token, const dp::Outcome& outcome, const dp::Value& result);
    void tell_attention();

    DeviceEntry entry_; // id and plugin never change, the rest belongs to [control]
    Dispatcher& dispatcher_;
    const Outlets outlets_;
    std::shared_ptr<const Manifest> manifest_;
    std::optional<CheckedDevice> device_; // none: a placeholder. [control] makes and ends it while the
                                          // dispatcher does not use it

    // [dispatcher]
    PropertyStore store_;
    HealthChange health_;
    std::map<std::uint64_t, Asker> pending_; // by the host's own tokens
    std::uint64_t last_token_ = 0;
    std::map<const void*, std::int32_t> watchers_;
    std::int32_t attention_told_ = DP_ATTENTION_BACKGROUND;
    bool refusing_ = false;
    std::string refusal_; // why
};

} // namespace host
