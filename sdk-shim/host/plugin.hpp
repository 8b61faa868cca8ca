// One plugin in use: its manifest, its library and the one instance that this host has of it.
#pragma once

#include "host/checking/checked_instance.hpp"
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
           std::unique_ptr<Services> services, Complain complain);
    // Ends the instance, then its services, then closes the library. All devices are destroyed by then. Hangs
    // as long as the plugin's deinit() does, which the ABI bounds to 15 s.
    ~Plugin() = default;
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;

    const dp_plugin& table() const { return library_.table(); }
    const CheckedInstance& instance() const { return *instance_; }
    const std::shared_ptr<const Manifest>& manifest() const { return manifest_; }
    // Where the checking proxy says what is wrong.
    const Complain& complain() const { return complain_; }

private:
    // In this order: destroyed from the end, so the library goes last.
    std::shared_ptr<const Manifest> manifest_;
    Library library_;
    std::unique_ptr<Services> services_;
    const Complain complain_;
    std::optional<CheckedInstance> instance_;
};

} // namespace host
