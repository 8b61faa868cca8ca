// A host: the plugins a site needs, its devices, its rules. Faces (lines on a pipe, a touch panel, a bus)
// reach it through the functions here and hear of it as subscribers. Knows no face, no socket and no command
// line.
#pragma once

#include "host/device.hpp"
#include "host/dispatcher.hpp"
#include "host/file_store.hpp"
#include "host/happening.hpp"
#include "host/log.hpp"
#include "host/plugin.hpp"
#include "host/sealing.hpp"
#include "host/secret_watch.hpp"
#include "host/site.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct HostOptions {
    std::filesystem::path plugins; // folder with a folder for each plugin
    std::filesystem::path state;   // folder of the stores
    std::string version;           // told to plugins
    Log log;
    std::shared_ptr<const SealingKey> sealing_key{}; // for the secrets; null: they lie plain
};

// What a face may show of a device before it knows any value.
struct DeviceInfo {
    std::string id;
    std::string title;
    std::string properties_json; // the manifest's, {} when there is no manifest to be had
    std::string actions_json;
    std::string sign_in_json{}; // the manifest's; empty when nobody has to sign in
};

// Threads: one dispatcher, and one that watches the secrets. Both are started by the host and joined by
// stop() or the destructor. A plugin that hangs in stop() or deinit() hangs the host with it; the program
// sets the bound.
class Host {
public:
    Host(HostOptions options, Site site);
    // Calls stop().
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    // Loads the plugins and starts the devices. What cannot be loaded or does not fit leaves a placeholder
    // with a sentence and a line in the log; everything else goes on. Once, on the thread that stops too.
    void start();

    // Refuses commands, stops the devices, tells the subscribers all that came of it, and lets go of the
    // plugins. Harmless when repeated.
    void stop();

    // The functions below: any thread, never block. Commands not before start() has returned.

    // Only what happens from now on.
    void subscribe(std::shared_ptr<Subscriber> subscriber);
    // Health and snapshot of every device first.
    void subscribe_and_tell(std::shared_ptr<Subscriber> subscriber);
    // Nothing is pending for him any more and he watches nothing. A call to him may still be in progress.
    void unsubscribe(std::shared_ptr<Subscriber> subscriber);

    // How often the plugins broke a rule of device_plugin.h so far, or this host one towards them; each was
    // logged.
    std::size_t misbehaviours() const { return misbehaviours_; }

    // How many actions and writes have come to each dp::Status, in its order.
    static constexpr std::size_t status_count = DP_INTERNAL + 1;
    std::array<std::uint64_t, status_count> outcomes() const;

    bool has_device(std::string_view id) const;
    // Null when there is none to be had, or no such device.
    std::shared_ptr<const Manifest> manifest(std::string_view device) const;
    const std::string& version() const { return options_.version; }
    std::vector<DeviceInfo> devices() const; // in the site's order; complete when start() has returned

    // Exactly one Completion follows for the asker, as long as he lives. The device has to be one of the
    // site.
    void invoke(Asker asker, const std::string& device, std::string action,
                std::vector<dp::NamedValue> params, std::uint32_t timeout_ms);
    void write(Asker asker, const std::string& device, std::string property, dp::Value value,
               std::uint32_t timeout_ms);
    void cancel(Asker asker, const std::string& device);
    // The Snapshot goes to the asker alone.
    void snapshot(std::shared_ptr<Subscriber> asker, const std::string& device);
    void attention(std::shared_ptr<Subscriber> watcher, const std::string& device, std::int32_t level);

private:
    class RuleReport;

    Device& device(std::string_view id);
    void tell_all(const Happening& happening);
    void changed(const PropertyChange& change);
    void load_plugins();
    void load_plugin(const std::string& name);
    void prepare_device(Device& device, std::size_t index);
    void check_rules();
    void log(dp::LogLevel level, const std::string& text) const;
    void misbehaved(const Complaint& complaint); // any thread

    const HostOptions options_;
    const Site site_;

    struct Loaded {
        std::shared_ptr<const Manifest> manifest; // null when it could not be read
        std::unique_ptr<Plugin> plugin;           // null when it could not be loaded
        std::string problem;
    };

    bool started_ = false;
    bool stopped_ = false;
    std::atomic<std::size_t> misbehaviours_{0};
    std::array<std::atomic<std::uint64_t>, status_count> outcomes_{};
    std::map<std::string, Loaded> plugins_; // by folder name
    std::vector<std::unique_ptr<Device>> devices_;
    std::shared_ptr<Subscriber> rule_report_;
    std::vector<std::shared_ptr<Subscriber>> subscribers_; // on the dispatcher

    // Last, so that they end first: they use everything above. The watch posts to the dispatcher.
    Dispatcher dispatcher_;
    std::unique_ptr<SecretWatch> watch_;
};

} // namespace host
