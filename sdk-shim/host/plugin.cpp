#include "host/plugin.hpp"

#include "dp/status.hpp"
#include "dp/value.hpp"

#include <utility>

namespace host {

Plugin::Plugin(const std::filesystem::path& folder, std::shared_ptr<const Manifest> manifest,
               std::unique_ptr<Services> services)
    : manifest_{std::move(manifest)}
    , library_{folder / manifest_->library, *manifest_}
    , services_{std::move(services)} {
    const std::string file = (folder / manifest_->library).string();
    dp::TextSink error;
    const auto status = dp::status_of(table().init(&services_->table(), &instance_, &error.raw));
    if (status != dp::Status::ok) {
        throw PluginError{file + ": the plugin does not begin (" + std::string{dp::word(status)} +
                          "): " + error.text()};
    }
    if (instance_ == nullptr) {
        throw PluginError{file + ": the plugin says that it began and gave no instance"};
    }
    const dp_plugin* const plugin = &table();
    if (DP_HAS(plugin, extension)) {
        const void* const found =
            plugin->extension(instance_, dp::borrow(std::string_view{DP_EXT_ATTENTION}));
        const auto* const attention = static_cast<const dp_attention_v1*>(found);
        if (attention != nullptr && DP_HAS(attention, set)) {
            attention_ = attention;
        }
    }
}

Plugin::~Plugin() {
    table().deinit(instance_);
}

void Plugin::secret_changed(const std::string& key) const {
    const dp_plugin* const plugin = &table();
    if (DP_HAS(plugin, secret_changed)) {
        plugin->secret_changed(instance_, dp::borrow(std::string_view{key}));
    }
}

} // namespace host
