#include "host/plugin.hpp"

#include <utility>

namespace host {

Plugin::Plugin(const std::filesystem::path& folder, std::shared_ptr<const Manifest> manifest,
               std::unique_ptr<Services> services, Complain complain)
    : manifest_{std::move(manifest)}
    , library_{folder / manifest_->library, *manifest_}
    , services_{std::move(services)}
    , complain_{std::move(complain)} {
    try {
        instance_.emplace(table(), services_->table(), complain_);
    } catch (const dp::Refusal& refusal) {
        throw PluginError{(folder / manifest_->library).string() + ": the plugin does not begin (" +
                          std::string{dp::word(refusal.status())} + "): " + refusal.what()};
    }
}

} // namespace host
