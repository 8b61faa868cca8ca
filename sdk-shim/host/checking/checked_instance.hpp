// One instance of a plugin behind the checking proxy.
#pragma once

#include "dp/client.hpp"
#include "host/checking/checked_services.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace host {

class CheckedInstance {
public:
    // [ctl] Calls init(). `plugin` and `host` outlive it. Throws dp::Refusal.
    CheckedInstance(const dp_plugin& plugin, const dp_host& host, const Complain& complain);
    ~CheckedInstance(); // [ctl] deinit()
    CheckedInstance(const CheckedInstance&) = delete;
    CheckedInstance& operator=(const CheckedInstance&) = delete;

    const dp::Instance& raw() const { return *instance_; }
    // To be kept beyond the instance by who wants to hear of calls that come too late.
    const std::shared_ptr<CheckedServices>& services() const { return services_; }

    void secret_changed(std::string_view key) const; // [any]

    // [any] Null when the plugin does not care how closely it is watched.
    const dp_attention_v1* attention() const { return attention_; }

private:
    std::shared_ptr<CheckedServices> services_;
    std::optional<dp::Instance> instance_;
    const dp_attention_v1* attention_ = nullptr;
};

} // namespace host
