// One device as the host sees it: maps the ABI's calls to the session, and the session's views to batches,
// events and health.
#pragma once

#include "action_map.hpp"
#include "config.hpp"
#include "dp/entry.hpp"
#include "dp/status.hpp"
#include "dp/value.hpp"
#include "health_log.hpp"
#include "instance.hpp"
#include "left_running.hpp"
#include "outbox.hpp"
#include "property_changes.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plugin {

// Thread-safe as device_plugin.h asks: the functions of [ctl] one at a time, the others from anywhere at any
// time. Locks are taken in the order lifecycle, session, cache; no lock is held while the host is called.
class Driver final : private spotify::SessionListener {
public:
    // Throws dp::Refusal for a config that is not a JSON object; what else is wrong with it is told by
    // start().
    Driver(Instance& instance, const dp::DeviceOptions& options);
    ~Driver() override;

    // [ctl]
    dp::Status start();
    dp::Status stop();
    dp::Outcome reconfigure(std::string_view config);
    bool inside_callback() const { return outbox_.inside(); }

    // [any]
    dp::Snapshot snapshot() const;
    dp::Outcome invoke(std::string_view action, const std::vector<dp::NamedValue>& given, std::uint64_t token,
                       std::uint32_t timeout_ms);
    dp::Outcome write(std::string_view property, const dp::Value& value, std::uint64_t token,
                      std::uint32_t timeout_ms);
    dp::Status cancel(std::uint64_t token);
    dp::Status set_attention(std::int32_t level);

private:
    void on_view(const std::shared_ptr<const spotify::View>& view) override;
    void on_event(const spotify::Event& event) override;

    void begin(); // with lifecycle_ held
    // By the device's queue, as all that is reported.
    void post(std::function<void(const dp::Reporter&)> call);
    bool leave();   // the session; false when not started
    void abandon(); // the process exits
    void tell(manifest::Event event, std::vector<dp::NamedValue> data);
    void show(const spotify::Shared<spotify::View>& view);
    void tell_changes();
    void report(const HealthReport& health);
    void refuse_config(const std::string& sentence);
    // Takes a token for something and hands it to the session; `name` is what last_action says.
    dp::Outcome accept(const std::string& name, std::uint64_t token, std::chrono::milliseconds limit,
                       const Request& request);
    void completed(std::uint64_t token, const std::string& name, const spotify::Outcome& outcome);
    void remember(const std::string& name, const spotify::Outcome& outcome); // as last_action
    void tell_failure(const std::string& name, const spotify::Outcome& outcome, bool after_ok);
    void undone(const spotify::CommandUndone& undone);
    std::string diagnostics() const; // with lifecycle_ held
    spotify::Shared<std::vector<Preset>> presets() const;
    bool is_started() const;

    Instance& instance_;
    const std::string id_;
    const dp::Reporter reporter_;
    Outbox outbox_;
    std::atomic<bool> muted_{false}; // nobody listens any more

    mutable std::mutex lifecycle_;
    std::string config_text_;                   // by which it is joined
    std::shared_ptr<spotify::Session> session_; // joined; null: none
    bool started_ = false;
    spotify::player::Attention attention_ = spotify::player::Attention::background;

    mutable std::mutex cache_;
    // What is shown. What it knows is kept over a restart, and shown as stale.
    Source source_;
    std::optional<Source> told_; // as it was told last; nothing: nothing yet
    std::uint64_t revision_ = 0; // of that
    bool is_foreign_ = false;    // what it knows is of another account than the one to come
    std::optional<HealthReport> health_;
    HealthLog health_log_;
    std::map<std::uint64_t, spotify::Session::CommandId>
        pending_; // by token; 0 while it is being handed over
    // The newest last, with what it was: an outcome that was ok may turn out not to have come about.
    std::vector<std::pair<spotify::Session::CommandId, std::string>> taken_;

    LeftRunning left_running_{[this] { abandon(); }}; // last: gone before anything that it would end
};

} // namespace plugin
