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
#include "host/plugin_folders.hpp"
#include "host/rules/causes.hpp"
#include "host/rules/rule_book.hpp"
#include "host/sealing.hpp"
#include "host/secret_watch.hpp"
#include "host/site.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct HostOptions {
    PluginFolders plugins;
    std::filesystem::path state; // folder of the stores
    std::string version;         // told to plugins
    Log log;
    std::shared_ptr<const SealingKey> sealing_key{}; // for the secrets; null: they lie plain
};

// What a face may show of a device before it knows any value.
struct DeviceInfo {
    std::string id;
    std::string title;           // what it is: of the manifest; the id when there is none
    std::string name;            // what people read: the site file's, else made of the title
    bool is_named = false;       // by the site file
    std::string properties_json; // the manifest's, {} when there is no manifest to be had
    std::string actions_json;
    std::string sign_in_json{}; // the manifest's; empty when nobody has to sign in
};

// What came of a reload, in a sentence or several.
struct ReloadResult {
    bool ok = false;
    std::string text;
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

    // Runs `site`, which was checked as a whole, in place of the present one. Devices of which nothing
    // changed go on untouched; those with another config are reconfigured; others stop or start. Rules that
    // did not change go on where they are. Then the subscribers hear a SiteChange. Between start() and
    // stop(), on the thread of these; commands may come meanwhile, and those to a device that goes complete
    // as canceled. Not ok where a plugin refuses a config: then that device goes on with its old one.
    ReloadResult reload(Site site);

    // Refuses commands, stops the devices, tells the subscribers all that came of it, and lets go of the
    // plugins. Harmless when repeated.
    void stop();

    // The functions below: any thread, never block. Commands not before start() has returned.

    // Only what happens from now on.
    void subscribe(std::shared_ptr<Subscriber> subscriber);
    // A SiteChange, health and snapshot of every device first, what rules have made of it, and again after
    // each reload.
    void subscribe_and_tell(std::shared_ptr<Subscriber> subscriber);
    // Nothing is pending for him any more and he watches nothing. A call to him may still be in progress.
    void unsubscribe(std::shared_ptr<Subscriber> subscriber);

    // A RuleList at once, and again whenever it changed; until unsubscribe().
    void watch_rules(std::shared_ptr<Subscriber> watcher);

    // Runs `task` on the dispatcher, behind all that waits there: whether it comes to run says whether the
    // host still thinks.
    void ask_for_life(std::function<void()> task);

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
    std::string title() const;               // of the site; empty when it has none
    std::vector<DeviceInfo> devices() const; // in the site's order; complete when start() has returned

    // Exactly one Completion follows for the asker, as long as he lives; unknown_id when the site has no such
    // device, or no longer.
    void invoke(Asker asker, const std::string& device, std::string action,
                std::vector<dp::NamedValue> params, std::uint32_t timeout_ms);
    void write(Asker asker, const std::string& device, std::string property, dp::Value value,
               std::uint32_t timeout_ms);
    // For a device that is not there, nothing happens.
    void cancel(Asker asker, const std::string& device);
    // The Snapshot goes to the asker alone.
    void snapshot(std::shared_ptr<Subscriber> asker, const std::string& device);
    // Calls `take` on the dispatcher with the snapshots of these devices, in this order and of one moment between what the
    // subscribers hear; without those that the site does not have.
    void snapshots(std::vector<std::string> devices, std::function<void(const std::vector<Snapshot>&)> take);
    void attention(std::shared_ptr<Subscriber> watcher, const std::string& device, std::int32_t level);

private:
    class RuleReport;
    using Devices = std::vector<std::unique_ptr<Device>>;
    using Manifests = std::map<std::string, std::shared_ptr<const Manifest>, std::less<>>;

    struct Loaded {
        std::shared_ptr<const Manifest> manifest; // null when it could not be read
        std::unique_ptr<Plugin> plugin;           // null when it could not be loaded
        std::string problem;
    };

    std::unique_ptr<Device> make_device(const DeviceEntry& entry);
    Device* find(std::string_view id); // [dispatcher] null when there is none
    dp::Value value_of(const Place& property);
    void tell_all(const Happening& happening);
    void tell(const std::vector<std::shared_ptr<Subscriber>>& subscribers, const Happening& happening);
    void introduce(Subscriber& subscriber);
    template <typename Act>
    void command(const Asker& asker, const std::string& device, Act act);

    // [dispatcher] What the rules want is done and told.
    std::shared_ptr<Subscriber> make_rule_report();
    void apply(const RuleEffects& effects);
    void perform(const RuleCommand& command);
    void remember(const RuleCommand& command, const Device& device);
    void watch_for_rules(); // looks at the devices they need in the background, and at no others
    void set_rule_timer();

    // [control]
    void load_plugins();
    Loaded load_plugin(const std::string& name);
    void unload_plugins_without_devices();
    void prepare_device(Device& device);
    void check_rules();
    void retire(const std::vector<Device*>& leaving);
    void on_dispatcher(const std::function<void()>& task); // and waits until it is done
    void list_devices();

    void log(dp::LogLevel level, const std::string& text) const;
    void misbehaved(const Complaint& complaint); // any thread

    const HostOptions options_;
    Site site_; // [control]

    bool started_ = false;
    bool stopped_ = false;
    std::atomic<std::size_t> misbehaviours_{0};
    std::array<std::atomic<std::uint64_t>, status_count> outcomes_{};
    std::map<std::string, Loaded> plugins_; // by folder name. Changed by [control] on the dispatcher
    Devices devices_;                       // in the site's order. Changed by [control] on the dispatcher
    RuleBook book_;                         // [dispatcher]
    Causes causes_;                         // [dispatcher]
    std::shared_ptr<Subscriber> rule_report_;
    std::vector<std::shared_ptr<Subscriber>> subscribers_;   // on the dispatcher
    std::vector<std::shared_ptr<Subscriber>> introduced_;    // those who want it anew after a reload
    std::vector<std::shared_ptr<Subscriber>> rule_watchers_; // on the dispatcher

    mutable std::mutex list_mutex_;
    std::string title_;            // guarded by list_mutex_
    std::vector<DeviceInfo> list_; // the same
    Manifests manifests_;          // the same; by device

    // Last, so that they end first: they use everything above. The watch posts to the dispatcher.
    Dispatcher dispatcher_;
    std::unique_ptr<SecretWatch> watch_;
};

} // namespace host
