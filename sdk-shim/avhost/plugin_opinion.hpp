// What plugins themselves say of a site: whether their libraries can be used, and what they think of their devices'
// configs. No device is started.
#pragma once

#include "host/plugin_folders.hpp"
#include "host/site.hpp"
#include "host/site_check.hpp"

#include <functional>
#include <vector>

namespace avhost {

// Asks each plugin in a process of its own, so that one that crashes or hangs is a sentence too; waits for it, half a
// minute at most for each. A plugin is asked by create() and reconfigure(), which refuses what cannot work. Stores are
// empty and keep nothing. Devices without a manifest are passed over, and those for which `is_told` says that their entry
// has a mistake already. The caller has no other thread.
std::vector<host::Mistake> plugin_objections(const host::Site& site, const host::PluginFolders& plugins,
                                             const host::Manifests& manifests,
                                             const std::function<bool(const host::DeviceEntry&)>& is_told);

} // namespace avhost
