// The order of things around one device: who may call what, when, and how often. A state machine over facts:
// it is told what was called and answers with what was wrong about it. Pure: threads come in as values.
#pragma once

#include "device_plugin.h"
#include "host/checking/complaint.hpp"
#include "host/manifest.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace host {

namespace rule {
// of the plugin
inline constexpr std::string_view callbacks_serial = "callbacks-serial";
inline constexpr std::string_view quiet_when_stopped = "quiet-when-stopped";
inline constexpr std::string_view health_first = "health-first";
inline constexpr std::string_view stopped_last = "stopped-last";
inline constexpr std::string_view revisions_rise = "revisions-rise";
inline constexpr std::string_view completions_once = "completions-once";
inline constexpr std::string_view stop_completes = "stop-completes";
inline constexpr std::string_view stop_waits = "stop-waits";
inline constexpr std::string_view refusals_say_why = "refusals-say-why";
inline constexpr std::string_view snapshot_complete = "snapshot-complete";
inline constexpr std::string_view snapshot_equals_batches = "snapshot-equals-batches";
// of the host
inline constexpr std::string_view ctl_serial = "ctl-serial";
inline constexpr std::string_view ctl_not_inside = "ctl-not-inside";
inline constexpr std::string_view tokens_unique = "tokens-unique";
} // namespace rule

enum class Ctl { start, reconfigure, stop, destroy };
std::string_view word(Ctl call);

class DeviceRules {
public:
    using Thread = std::thread::id;

    explicit DeviceRules(std::shared_ptr<const Manifest> manifest)
        : manifest_(std::move(manifest)) {}

    // A [ctl] function is entered, or has returned this. `said` is the sentence where the function has one.
    Complaints enter(Ctl call, Thread thread);
    Complaints leave(Ctl call, std::int32_t status, const std::string* said);

    // A callback is entered on `thread` (`name` of dp_device_callbacks), or returns to the plugin.
    Complaints enter_callback(std::string_view name, Thread thread);
    void leave_callback(Thread thread);
    bool may_report() const { return state_ != State::stopped; } // whether callbacks are allowed now

    // What the callback brought. Each also belongs to an enter_callback().
    Complaints batch(std::uint64_t revision, const std::vector<dp::NamedValue>& changed);
    Complaints event(const std::string& name, const std::vector<dp::NamedValue>& data) const;
    Complaints health(std::int32_t code, std::string_view cause, std::string_view text);
    Complaints completed(std::uint64_t token, std::int32_t code, std::string_view text, bool has_result,
                         const dp::Value& result);

    // An invoke() of `action`, or a write() (null), is about to be made, or has returned this. False: the
    // token is pending already, the host's fault; then answered() must not follow.
    bool ask(std::uint64_t token, const ActionSpec* action, Complaints& found);
    Complaints answered(std::uint64_t token, std::int32_t code, const std::string& said);

    // What snapshot() gave, and the revision that was known before it was called.
    Complaints snapshot(std::int32_t status, const std::vector<dp::Snapshot>& taken, std::uint64_t before);
    std::uint64_t revision() const { return revision_; }

    // Tokens that are accepted and have no outcome.
    std::vector<std::uint64_t> pending() const;

private:
    enum class State { stopped, starting, running, stopping };
    struct Asked {
        const ActionSpec* action = nullptr;
        bool answered = false;  // invoke() has returned DP_OK
        bool completed = false; // before it returned
    };

    void told_at_start(Complaints& found, std::string_view name);

    const std::shared_ptr<const Manifest> manifest_;
    State state_ = State::stopped;
    std::optional<Ctl> ctl_;
    std::vector<Thread> inside_; // threads that are in a callback now
    bool health_told_ = false;   // since start()
    std::optional<std::int32_t> last_health_;
    std::uint64_t revision_ = 0;
    std::map<std::string, dp::Value> folded_;
    std::unordered_map<std::uint64_t, Asked> asked_; // without an outcome, or without an answer
};

} // namespace host
