// One device of a plugin behind the checking proxy: what the host calls and what the plugin reports passes
// through here, is checked against device_plugin.h and the manifest, and goes on unchanged. What a host must
// not do is refused without reaching the plugin; what a plugin must not report outside start() and stop() is
// dropped.
#pragma once

#include "dp/client.hpp"
#include "host/checking/checked_instance.hpp"
#include "host/checking/device_rules.hpp"

#include <memory>
#include <mutex>
#include <optional>

namespace host {

// The functions have the threads of those of dp_plugin.
class CheckedDevice {
public:
    // [ctl] Calls create(). `listener` outlives it. Throws dp::Refusal.
    CheckedDevice(const CheckedInstance& instance, std::shared_ptr<const Manifest> manifest,
                  std::string_view id, std::string_view config, dp::Listener& listener, Complain complain);
    ~CheckedDevice(); // [ctl] destroy()
    CheckedDevice(const CheckedDevice&) = delete;
    CheckedDevice& operator=(const CheckedDevice&) = delete;

    // [ctl]
    dp::Status start();
    dp::Status stop();
    dp::Outcome reconfigure(std::string_view config);

    // [any]
    dp::Outcome invoke(std::string_view action, const std::vector<dp::NamedValue>& params,
                       std::uint64_t token, std::uint32_t timeout_ms);
    dp::Outcome write(std::string_view property, const dp::Value& value, std::uint64_t token,
                      std::uint32_t timeout_ms);
    dp::Status cancel(std::uint64_t token);
    dp::Snapshot snapshot(dp::Status& status);
    // Status::unsupported where the plugin does not care.
    dp::Status set_attention(std::int32_t level);

    dp_device* handle() const { return device_->handle(); }

private:
    class Callback;
    static const dp_device_callbacks callbacks;

    dp_device_handle* own_handle() { return reinterpret_cast<dp_device_handle*>(this); }
    template <typename Check>
    void check(Check check);
    template <typename Call>
    std::int32_t ctl(Ctl which, std::string* said, Call call);
    template <typename Call>
    dp::Outcome asked(std::uint64_t token, const ActionSpec* action, Call call);

    const CheckedInstance& instance_;
    const std::shared_ptr<const Manifest> manifest_;
    dp::Listener& listener_;
    const Complain complain_;
    std::mutex mutex_; // of rules_; not held while anybody is called
    DeviceRules rules_;
    std::optional<dp::Device> device_;
};

} // namespace host
