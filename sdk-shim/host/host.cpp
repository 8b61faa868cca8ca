#include "host/host.hpp"

#include "host/clock.hpp"
#include "host/plugin_manifest.hpp"
#include "host/shown_name.hpp"
#include "host/site_check.hpp"

#include <algorithm>
#include <utility>

namespace host {

Host::Host(HostOptions options, Site site)
    : options_{std::move(options)}
    , site_{std::move(site)}
    , book_{site_.rules, [this](const Place& property) { return value_of(property); }, local_minute}
    , rule_report_{make_rule_report()}
    , dispatcher_{options_.log} {
    for (const auto& entry : site_.devices) {
        devices_.push_back(make_device(entry));
    }
    list_devices();
}

Host::~Host() {
    stop();
}

void Host::log(dp::LogLevel level, const std::string& text) const {
    options_.log({level, "host", text});
}

void Host::misbehaved(const Complaint& complaint) {
    ++misbehaviours_;
    log(dp::LogLevel::warning, sentence(complaint));
}

// ---- Start and stop
// ---------------------------------------------------------------------------------------------

void Host::start() {
    started_ = true;
    read_time_zone();
    load_plugins();
    for (const auto& device : devices_) {
        prepare_device(*device);
    }
    list_devices();
    check_rules();
    for (const auto& device : devices_) {
        device->start();
    }
    dispatcher_.post([this] {
        watch_for_rules();
        apply(book_.started(moment_now()));
    });
}

std::unique_ptr<Device> Host::make_device(const DeviceEntry& entry) {
    Device::Outlets outlets{[this](const Happening& happening) { tell_all(happening); },
                            [this](const PropertyChange& change) {
                                if (causes_.changed(change, moment_now())) {
                                    tell_all(RuleCauses{change.device, causes_.of(change.device)});
                                }
                                apply(book_.changed(change, moment_now()));
                            },
                            [this](const Event& event) {
                                apply(book_.reported({event.device, event.name}, moment_now()));
                            },
                            [this](dp::Status status) { ++outcomes_[static_cast<std::size_t>(status)]; },
                            options_.log};
    return std::make_unique<Device>(entry, dispatcher_, std::move(outlets));
}

void Host::on_dispatcher(const std::function<void()>& task) {
    dispatcher_.post(task);
    dispatcher_.drain();
}

void Host::ask_for_life(std::function<void()> task) {
    dispatcher_.post(std::move(task));
}

void Host::load_plugins() {
    try {
        watch_ = std::make_unique<SecretWatch>([this](const std::string& plugin, const std::string& key) {
            dispatcher_.post([this, plugin, key] {
                const auto found = plugins_.find(plugin);
                if (found != plugins_.end() && found->second.plugin) {
                    found->second.plugin->instance().secret_changed(key);
                }
            });
        });
    } catch (const StoreError& problem) {
        log(dp::LogLevel::error, problem.what());
    }
    for (const auto& entry : site_.devices) {
        if (plugins_.find(entry.plugin) == plugins_.end()) {
            auto loaded = load_plugin(entry.plugin);
            on_dispatcher([&] { plugins_.emplace(entry.plugin, std::move(loaded)); });
        }
    }
    if (watch_) {
        watch_->start();
    }
}

Host::Loaded Host::load_plugin(const std::string& name) {
    Loaded loaded;
    const auto folder = options_.plugins.folder_of(name);
    auto secrets = std::make_shared<FileStore>(options_.state, name, options_.sealing_key);
    auto state = std::make_shared<FileStore>(options_.state, "state", name);
    try {
        loaded.manifest = std::make_shared<const Manifest>(read_manifest(options_.plugins, name));
        state->prepare();
        if (watch_) {
            watch_->add(name, secrets); // before the plugin reads one, so that no change falls in between
        }
        loaded.plugin = std::make_unique<Plugin>(
            folder, loaded.manifest,
            std::make_unique<Services>(name, options_.version, secrets, state, options_.log),
            [this, name](Complaint complaint) {
                complaint.of = complaint.of.empty() ? name : complaint.of;
                misbehaved(complaint);
            });
        log(dp::LogLevel::info, name + ": loaded " + std::string{dp::view(loaded.plugin->table().type_id)} +
                                    ' ' + std::string{dp::view(loaded.plugin->table().version)});
    } catch (const std::exception& problem) { // of the manifest, the stores, the library or the plugin
        loaded.problem = problem.what();
        log(dp::LogLevel::error, name + ": the plugin cannot be used: " + loaded.problem);
    }
    return loaded;
}

void Host::prepare_device(Device& device) {
    const Loaded& loaded = plugins_.at(device.entry().plugin);
    if (loaded.manifest) {
        device.describe(loaded.manifest);
    }
    if (!loaded.plugin) {
        device.fail(dp::Health::failed, "plugin", loaded.problem);
        return;
    }
    std::string problems;
    for (const auto& problem :
         sentences(site_.file, config_mistakes(site_, device.entry(), *loaded.manifest))) {
        problems += (problems.empty() ? "" : "; ") + problem;
    }
    if (!problems.empty()) {
        device.fail(dp::Health::bad_config, "config", problems);
        return;
    }
    device.create(*loaded.plugin);
}

void Host::stop() {
    if (!started_ || std::exchange(stopped_, true)) {
        return;
    }
    // 1. No command reaches a plugin any more; what faces and rules still ask for completes as canceled.
    dispatcher_.post([this] {
        dispatcher_.clear_timer();
        book_.replace({}, moment_now());
        for (const auto& device : devices_) {
            device->refuse_commands("the host is ending");
        }
    });
    dispatcher_.drain();
    // 2. No device reports any more. Tokens complete as canceled on the way, and health becomes stopped.
    for (const auto& device : devices_) {
        device->stop();
    }
    // 3. The watch ends before the plugins it speaks to.
    watch_.reset();
    // 4. Subscribers hear all of it, and of tokens that a plugin forgot.
    dispatcher_.post([this] {
        for (const auto& device : devices_) {
            device->close();
        }
    });
    dispatcher_.drain();
    // 5. The dispatcher refuses commands, so nobody but us reaches the plugins now: devices, then instances,
    // then libraries.
    for (const auto& device : devices_) {
        device->destroy();
    }
    for (auto& [name, loaded] : plugins_) {
        loaded.plugin.reset();
    }
}

// ---- Subscribers
// ------------------------------------------------------------------------------------------------

void Host::subscribe(std::shared_ptr<Subscriber> subscriber) {
    dispatcher_.post([this, subscriber = std::move(subscriber)]() mutable {
        subscribers_.push_back(std::move(subscriber));
    });
}

void Host::subscribe_and_tell(std::shared_ptr<Subscriber> subscriber) {
    dispatcher_.post([this, subscriber = std::move(subscriber)]() mutable {
        introduce(*subscriber);
        introduced_.push_back(subscriber);
        subscribers_.push_back(std::move(subscriber));
    });
}

void Host::unsubscribe(std::shared_ptr<Subscriber> subscriber) {
    dispatcher_.post([this, subscriber = std::move(subscriber)] {
        for (auto* const list : {&subscribers_, &introduced_, &rule_watchers_}) {
            list->erase(std::remove(list->begin(), list->end(), subscriber), list->end());
        }
        for (const auto& device : devices_) {
            device->forget_attention(subscriber.get());
        }
    });
}

void Host::introduce(Subscriber& subscriber) {
    subscriber.on_happening(SiteChange{});
    for (const auto& device : devices_) {
        subscriber.on_happening(device->health());
        subscriber.on_happening(device->snapshot());
        if (auto causes = causes_.of(device->id()); !causes.empty()) {
            subscriber.on_happening(RuleCauses{device->id(), std::move(causes)});
        }
    }
}

void Host::tell_all(const Happening& happening) {
    tell(subscribers_, happening);
}

void Host::tell(const std::vector<std::shared_ptr<Subscriber>>& subscribers, const Happening& happening) {
    for (const auto& subscriber : subscribers) {
        try {
            subscriber->on_happening(happening);
        } catch (const std::exception& problem) { // the others are to hear it all the same
            log(dp::LogLevel::error, std::string{"a subscriber failed: "} + problem.what());
        }
    }
}

// ---- Faces
// ------------------------------------------------------------------------------------------------------

std::array<std::uint64_t, Host::status_count> Host::outcomes() const {
    std::array<std::uint64_t, status_count> now{};
    std::copy(outcomes_.begin(), outcomes_.end(), now.begin());
    return now;
}

bool Host::has_device(std::string_view id) const {
    const std::lock_guard guard{list_mutex_};
    return std::any_of(list_.begin(), list_.end(), [&](const auto& device) { return device.id == id; });
}

Device* Host::find(std::string_view id) {
    const auto found = std::find_if(devices_.begin(), devices_.end(),
                                    [&](const auto& device) { return device->id() == id; });
    return found == devices_.end() ? nullptr : found->get();
}

dp::Value Host::value_of(const Place& property) {
    const Device* const device = find(property.device);
    return device != nullptr ? device->value(property.id) : dp::Value{};
}

void Host::list_devices() {
    std::vector<Naming> namings;
    Manifests manifests;
    for (const auto& device : devices_) {
        manifests.emplace(device->id(), device->shared_manifest());
        const Manifest* const manifest = device->manifest();
        namings.push_back(
            {device->id(), device->entry().name, manifest != nullptr ? manifest->title : device->id()});
    }
    const auto names = shown_names(namings);
    std::vector<DeviceInfo> list;
    for (std::size_t i = 0; i < namings.size(); ++i) {
        const auto& [id, name, title] = namings[i];
        DeviceInfo info{id, title, names[i], !name.empty(), "{}", "{}"};
        if (const Manifest* const manifest = devices_[i]->manifest()) {
            info.properties_json = manifest->properties_json;
            info.actions_json = manifest->actions_json;
            info.sign_in_json = manifest->sign_in_json;
        }
        list.push_back(std::move(info));
    }
    const std::lock_guard guard{list_mutex_};
    title_ = site_.title;
    list_ = std::move(list);
    manifests_ = std::move(manifests);
}

std::shared_ptr<const Manifest> Host::manifest(std::string_view device) const {
    const std::lock_guard guard{list_mutex_};
    const auto found = manifests_.find(device);
    return found != manifests_.end() ? found->second : nullptr;
}

std::string Host::title() const {
    const std::lock_guard guard{list_mutex_};
    return title_;
}

std::vector<DeviceInfo> Host::devices() const {
    const std::lock_guard guard{list_mutex_};
    return list_;
}

// A device may go by a reload between a command's coming and its turn.
template <typename Act>
void Host::command(const Asker& asker, const std::string& device, Act act) {
    dispatcher_.post([this, asker, device, act = std::move(act)] {
        if (Device* const found = find(device)) {
            book_.commanded(device);
            causes_.commanded(device);
            act(*found);
        } else if (const auto subscriber = asker.subscriber.lock()) {
            subscriber->on_happening(Completion{
                device, asker.token, dp::Status::unknown_id, "the site has no device " + device, {}});
        }
    });
}

void Host::invoke(Asker asker, const std::string& device, std::string action,
                  std::vector<dp::NamedValue> params, std::uint32_t timeout_ms) {
    command(asker, device,
            [asker, action = std::move(action), params = std::move(params), timeout_ms](Device& found) {
                found.invoke(asker, action, params, timeout_ms);
            });
}

void Host::write(Asker asker, const std::string& device, std::string property, dp::Value value,
                 std::uint32_t timeout_ms) {
    command(asker, device,
            [asker, property = std::move(property), value = std::move(value), timeout_ms](Device& found) {
                found.write(asker, property, value, timeout_ms);
            });
}

void Host::cancel(Asker asker, const std::string& device) {
    dispatcher_.post([this, asker = std::move(asker), device] {
        if (Device* const found = find(device)) {
            found->cancel(asker);
        }
    });
}

void Host::snapshot(std::shared_ptr<Subscriber> asker, const std::string& device) {
    dispatcher_.post([this, asker = std::move(asker), device] {
        if (const Device* const found = find(device)) {
            asker->on_happening(found->snapshot());
        }
    });
}

void Host::snapshots(std::vector<std::string> devices,
                     std::function<void(const std::vector<Snapshot>&)> take) {
    dispatcher_.post([this, devices = std::move(devices), take = std::move(take)] {
        std::vector<Snapshot> all;
        for (const auto& id : devices) {
            if (const Device* const found = find(id)) {
                all.push_back(found->snapshot());
            }
        }
        take(all);
    });
}

void Host::attention(std::shared_ptr<Subscriber> watcher, const std::string& device, std::int32_t level) {
    dispatcher_.post([this, watcher = std::move(watcher), device, level] {
        if (Device* const found = find(device)) {
            found->set_attention(watcher.get(), level);
        }
    });
}

} // namespace host
