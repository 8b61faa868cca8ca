// One device: keeps what it is given, tells of it, and honours the rules of device_plugin.h on the way.
#pragma once

#include "dp/entry.hpp"
#include "dp/token.hpp"
#include "queue.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace feedthrough {

// What the devices of one host share.
struct Instance {
    explicit Instance(const dp_host& table)
        : host(table) {}
    dp::Host host;
};

// Locks: mutex_, then the queue's own. None is held while the host is called: that happens on the queue.
class Device {
public:
    Device(Instance& instance, const dp::DeviceOptions& options); // throws dp::Refusal
    ~Device() { stop(); }

    // [ctl]
    dp::Status start();
    dp::Status stop();
    dp::Outcome reconfigure(std::string_view config);
    bool inside_callback() const { return queue_.inside(); }

    // [any]
    dp::Snapshot snapshot() const;
    dp::Outcome invoke(std::string_view action, const std::vector<dp::NamedValue>& params,
                       std::uint64_t token, std::uint32_t timeout_ms);
    dp::Outcome write(std::string_view property, const dp::Value& value, std::uint64_t token,
                      std::uint32_t timeout_ms);
    dp::Status cancel(std::uint64_t token);
    dp::Status set_attention(std::int32_t level);

private:
    // With mutex_ held.
    dp::Token accept(std::uint64_t number);
    void set(std::vector<dp::NamedValue> values);
    void report_health();

    // On the queue.
    void end_wait(std::uint64_t number, std::uint64_t serial, const dp::Outcome& outcome);
    dp::Outcome remember();
    dp::Outcome recall(dp::Value& result);

    Instance& instance_;
    const dp::Reporter reporter_;

    mutable std::mutex mutex_;
    std::string config_;
    bool started_ = false;
    std::int32_t attention_ = DP_ATTENTION_BACKGROUND;
    std::uint64_t revision_ = 0;
    std::map<std::string, dp::Value, std::less<>> values_; // what is not in it is not known
    std::set<std::uint64_t> pending_;                      // tokens without an outcome told
    struct Wait {
        std::uint64_t
            serial; // a token may come again when its wait has ended, and an old timer must not end that one
        dp::Token token;
    };
    std::map<std::uint64_t, Wait> waiting_; // of the action wait, by token
    std::uint64_t last_wait_ = 0;

    Queue queue_; // last: its thread uses everything above
};

} // namespace feedthrough
