// What a site needs of this machine and would not find, as `run` would meet it: certificates, folders, addresses, the
// libraries of its plugins. Reads files, opens and closes an address, asks plugins; leaves nothing behind.
#pragma once

#include "host/plugin_folders.hpp"
#include "host/site_check.hpp"

#include <string>
#include <vector>

namespace avhost {

struct Preflight {
    std::vector<host::Mistake> mistakes; // `run` refuses them, or goes on without the device or the broker
    std::vector<host::Mistake> warnings; // true of this moment and this user: `run` may refuse them
};

// `checked` may have mistakes: what they are about is passed over. The caller has no other thread.
Preflight preflight(const host::CheckedSite& checked, const host::PluginFolders& plugins);

} // namespace avhost
