// One plugin in use: its manifest, its library and the one instance that this host has of it.
#pragma once

#include "host/library.hpp"
#include "host/manifest.hpp"
#include "host/services.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace host {

// The plugin's init() said no. what() is a sentence.
class PluginError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Plugin {
public:
    // Loads the library in `folder` and begins an instance. Throws LibraryError and PluginError. [ctl]
    Plugin(const std::filesystem::path& folder, std::shared_ptr<const Manifest> manifest,
           std::unique_ptr<Services> services);
    // Ends the instance, then its services, then closes the library. All devices are destroyed by then. Hangs
    // as long as the plugin's deinit() does, which the ABI bounds to 15 s.
    ~Plugin();
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;

    const dp_plugin& table() const { return library_.table(); }
    dp_instance* instance() const { return instance_; }
    const Manifest& manifest() const { return *manifest_; }
    const Services& services() const { return *services_; }

    // Null when the plugin does not care how closely it is watched.
    const dp_attention_v1* attention() const { return attention_; }

    // Any thread. Nothing happens when the plugin does not want to know.
    void secret_changed(const std::string& key) const;

private:
    // In this order: destroyed from the end, so the library goes last.
    std::shared_ptr<const Manifest> manifest_;
    Library library_;
    std::unique_ptr<Services> services_;
    dp_instance* instance_ = nullptr;
    const dp_attention_v1* attention_ = nullptr;
};

} // namespace host
