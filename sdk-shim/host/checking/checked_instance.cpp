#include "host/checking/checked_instance.hpp"

namespace host {

CheckedInstance::CheckedInstance(const dp_plugin& plugin, const dp_host& host, const Complain& complain)
    : services_(std::make_shared<CheckedServices>(host, complain)) {
    instance_.emplace(plugin, services_->table());
    const CheckedServices::InsideAny inside(*services_);
    const auto* attention = static_cast<const dp_attention_v1*>(instance_->extension(DP_EXT_ATTENTION));
    if (attention != nullptr && DP_HAS(attention, set)) {
        attention_ = attention;
    }
}

CheckedInstance::~CheckedInstance() {
    instance_.reset();
    services_->end();
}

void CheckedInstance::secret_changed(std::string_view key) const {
    const CheckedServices::InsideAny inside(*services_);
    instance_->secret_changed(key);
}

} // namespace host
