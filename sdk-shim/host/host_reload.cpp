// Another site in place of the present one, without disturbing what both have in common.
#include "host/clock.hpp"
#include "host/host.hpp"

#include <algorithm>
#include <utility>

namespace host {
namespace {

const DeviceEntry* entry_of(const Site& site, const std::string& id) {
    const auto found = std::find_if(site.devices.begin(), site.devices.end(),
                                    [&](const auto& entry) { return entry.id == id; });
    return found == site.devices.end() ? nullptr : &*found;
}

// The plugin's part of it did not change.
bool is_same_to_plugin(const DeviceEntry& left, const DeviceEntry& right) {
    return left.plugin == right.plugin && left.config == right.config;
}

// What was done, for the one who asked.
class Summary {
public:
    void add(const std::vector<std::string>& ids, const std::string& what) {
        if (ids.empty()) {
            return;
        }
        std::string list;
        for (const auto& id : ids) {
            list += (list.empty() ? "" : ", ") + id;
        }
        text_ += (text_.empty() ? "" : "; ") + what + ": " + list;
    }
    std::string text() const { return text_.empty() ? "no device changed" : text_; }

private:
    std::string text_;
};

} // namespace

ReloadResult Host::reload(Site site) {
    read_time_zone();
    const Site before = std::exchange(site_, std::move(site));

    // 1. What has no place in the new site goes; a device that never came to be gets another chance.
    std::vector<Device*> leaving;
    std::vector<std::string> removed;
    std::vector<std::string> kept;
    std::vector<std::string> renamed;
    std::vector<Device*> changed;
    for (const auto& device : devices_) {
        const auto* const entry = entry_of(site_, device->id());
        if (entry != nullptr && is_same_to_plugin(*entry, device->entry()) && device->is_real()) {
            (entry->name == device->entry().name ? kept : renamed).push_back(device->id());
        } else if (entry != nullptr && entry->plugin == device->entry().plugin && device->is_real()) {
            changed.push_back(device.get());
        } else {
            leaving.push_back(device.get());
            if (entry == nullptr) {
                removed.push_back(device->id());
            }
        }
    }

    // 2. Those that stay get their new config. A plugin that takes none has its device made anew.
    std::vector<std::string> reconfigured;
    std::string refused;
    for (Device* const device : changed) {
        const auto outcome = device->reconfigure(*entry_of(site_, device->id()));
        if (outcome) {
            reconfigured.push_back(device->id());
        } else if (outcome.status == dp::Status::unsupported) {
            leaving.push_back(device);
        } else {
            refused += device->id() + ": the plugin refuses the new config (" +
                       std::string{dp::word(outcome.status)} + "): " + outcome.text +
                       "; the device goes on with the old one\n";
        }
    }

    for (const auto& device : devices_) {
        if (const auto* const entry = entry_of(site_, device->id())) {
            device->rename(entry->name);
        }
    }

    // 3. The old rules end before their devices do; those that are new begin when the devices are there.
    std::vector<Rule> in_both;
    std::copy_if(site_.rules.begin(), site_.rules.end(), std::back_inserter(in_both), [&](const auto& rule) {
        return std::any_of(before.rules.begin(), before.rules.end(),
                           [&](const auto& one) { return is_same_rule(one, rule); });
    });
    on_dispatcher([&] { book_.replace(in_both, moment_now()); });
    retire(leaving);
    unload_plugins_without_devices();

    // 4. What is new comes, in the site's order.
    std::vector<std::string> added;
    Devices fresh;
    for (const auto& entry : site_.devices) {
        if (plugins_.find(entry.plugin) == plugins_.end()) {
            auto loaded = load_plugin(entry.plugin);
            on_dispatcher([&] { plugins_.emplace(entry.plugin, std::move(loaded)); });
        }
        if (find(entry.id) == nullptr) {
            fresh.push_back(make_device(entry));
            prepare_device(*fresh.back());
            added.push_back(entry.id);
        }
    }
    std::vector<Device*> to_start;
    on_dispatcher([&] {
        for (auto& device : fresh) {
            to_start.push_back(device.get());
            devices_.push_back(std::move(device));
        }
        const auto order = [&](const auto& device) {
            const auto* const entry = entry_of(site_, device->id());
            return entry - site_.devices.data();
        };
        std::sort(devices_.begin(), devices_.end(),
                  [&](const auto& left, const auto& right) { return order(left) < order(right); });
        book_.replace(site_.rules, moment_now());
        list_devices(); // at once: who sees a new device's values is said by its manifest
    });
    check_rules();
    on_dispatcher([&] {
        watch_for_rules();
        set_rule_timer();
        for (const auto& subscriber : subscribers_) {
            if (std::find(introduced_.begin(), introduced_.end(), subscriber) != introduced_.end()) {
                introduce(*subscriber);
            } else {
                tell({subscriber}, SiteChange{});
            }
        }
        tell(rule_watchers_, RuleList{book_.records()});
    });
    for (Device* const device : to_start) {
        device->start();
    }

    Summary summary;
    summary.add(removed, "stopped");
    summary.add(reconfigured, "configured anew");
    summary.add(added, "started");
    summary.add(renamed, "named anew");
    summary.add(kept, "went on untouched");
    const std::string text = refused + summary.text() + "; rules: " + std::to_string(site_.rules.size()) +
                             ", of which " + std::to_string(in_both.size()) + " went on";
    log(refused.empty() ? dp::LogLevel::info : dp::LogLevel::error, "the site was read again: " + text);
    return {refused.empty(), text};
}

// As Host::stop() does with all of them.
void Host::retire(const std::vector<Device*>& leaving) {
    on_dispatcher([&] {
        for (Device* const device : leaving) {
            device->refuse_commands("the site no longer has this device as it was");
        }
    });
    for (Device* const device : leaving) {
        device->stop();
    }
    Devices gone;
    on_dispatcher([&] {
        for (auto& device : devices_) {
            if (std::find(leaving.begin(), leaving.end(), device.get()) != leaving.end()) {
                device->close();
                causes_.forget(device->id());
                gone.push_back(std::move(device));
            }
        }
        devices_.erase(std::remove(devices_.begin(), devices_.end(), nullptr), devices_.end());
    });
    for (const auto& device : gone) {
        device->destroy();
    }
    on_dispatcher([] {}); // what a plugin still said meanwhile is for a device that is there
}

// Those that could not be loaded among them: somebody may have mended them.
void Host::unload_plugins_without_devices() {
    std::vector<std::string> unused;
    for (const auto& [name, loaded] : plugins_) {
        const bool is_used =
            loaded.plugin && std::any_of(site_.devices.begin(), site_.devices.end(),
                                         [&name = name](const auto& entry) { return entry.plugin == name; });
        if (!is_used) {
            unused.push_back(name);
        }
    }
    for (const auto& name : unused) {
        if (watch_) {
            watch_->remove(name);
        }
        Loaded gone;
        on_dispatcher([&] { gone = std::move(plugins_.extract(name).mapped()); });
        gone.plugin.reset(); // deinit(), here and not on the dispatcher
    }
}

} // namespace host
