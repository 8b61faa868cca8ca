#include "host/host.hpp"

#include "host/site_check.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace host {

// Hears what came of the rules' invocations.
class Host::RuleReport : public Subscriber {
public:
    explicit RuleReport(Log log)
        : log_{std::move(log)} {}

    void on_happening(const Happening& happening) override {
        const auto* const completion = std::get_if<Completion>(&happening);
        if (completion != nullptr && completion->status != dp::Status::ok) {
            log_({dp::LogLevel::warning, "host",
                  "rules: " + completion->device + ": " + std::string{dp::word(completion->status)} + ": " +
                      completion->text});
        }
    }

private:
    const Log log_;
};

Host::Host(HostOptions options, Site site)
    : options_{std::move(options)}
    , site_{std::move(site)}
    , rule_report_{std::make_shared<RuleReport>(options_.log)}
    , dispatcher_{options_.log} {
    const Device::Outlets outlets{
        [this](const Happening& happening) { tell_all(happening); },
        [this](const PropertyChange& change) { changed(change); },
        [this](dp::Status status) { ++outcomes_[static_cast<std::size_t>(status)]; }, options_.log};
    for (const auto& entry : site_.devices) {
        devices_.push_back(std::make_unique<Device>(entry, dispatcher_, outlets));
    }
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
    load_plugins();
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        prepare_device(*devices_[i], i);
    }
    check_rules();
    for (const auto& device : devices_) {
        device->start();
    }
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
            load_plugin(entry.plugin);
        }
    }
    if (watch_) {
        watch_->start(); // after the last change of plugins_, which its tasks read
    }
}

void Host::load_plugin(const std::string& name) {
    Loaded& loaded = plugins_[name];
    const auto folder = options_.plugins / name;
    auto secrets = std::make_shared<FileStore>(options_.state, name, options_.sealing_key);
    auto state = std::make_shared<FileStore>(options_.state, "state", name);
    try {
        loaded.manifest = std::make_shared<const Manifest>(read_manifest(folder));
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
}

void Host::prepare_device(Device& device, std::size_t index) {
    const Loaded& loaded = plugins_.at(device.entry().plugin);
    if (loaded.manifest) {
        device.describe(loaded.manifest);
    }
    if (!loaded.plugin) {
        device.fail(dp::Health::failed, "plugin", loaded.problem);
        return;
    }
    std::string problems;
    for (const auto& problem : config_problems(site_, index, *loaded.manifest)) {
        problems += (problems.empty() ? "" : "; ") + problem;
    }
    if (!problems.empty()) {
        device.fail(dp::Health::bad_config, "config", problems);
        return;
    }
    device.create(*loaded.plugin);
}

// A rule that names what is not there never fires, or fails when it does; that is better said now.
void Host::check_rules() {
    for (const auto& problem :
         rule_problems(site_, [this](const auto& id) { return device(id).manifest(); })) {
        log(dp::LogLevel::error, problem);
    }
    dispatcher_.post([this] {
        for (const auto& rule : site_.rules) {
            device(rule.property.device).set_attention(rule_report_.get(), DP_ATTENTION_BACKGROUND);
        }
    });
}

void Host::stop() {
    if (!started_ || std::exchange(stopped_, true)) {
        return;
    }
    // 1. No command reaches a plugin any more; what faces and rules still ask for completes as canceled.
    dispatcher_.post([this] {
        for (const auto& device : devices_) {
            device->refuse_commands();
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
        for (const auto& device : devices_) {
            subscriber->on_happening(device->health());
            subscriber->on_happening(device->snapshot());
        }
        subscribers_.push_back(std::move(subscriber));
    });
}

void Host::unsubscribe(std::shared_ptr<Subscriber> subscriber) {
    dispatcher_.post([this, subscriber = std::move(subscriber)] {
        subscribers_.erase(std::remove(subscribers_.begin(), subscribers_.end(), subscriber),
                           subscribers_.end());
        for (const auto& device : devices_) {
            device->forget_attention(subscriber.get());
        }
    });
}

void Host::tell_all(const Happening& happening) {
    for (const auto& subscriber : subscribers_) {
        try {
            subscriber->on_happening(happening);
        } catch (const std::exception& problem) { // the others are to hear it all the same
            log(dp::LogLevel::error, std::string{"a subscriber failed: "} + problem.what());
        }
    }
}

void Host::changed(const PropertyChange& change) {
    for (auto& firing : firings(site_.rules, change)) {
        log(dp::LogLevel::info, "rule \"" + firing.rule + "\" fires: " + firing.invocation.action.device +
                                    '.' + firing.invocation.action.id);
        invoke({rule_report_, 0}, firing.invocation.action.device, firing.invocation.action.id,
               std::move(firing.invocation.params), 0);
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
    return std::any_of(devices_.begin(), devices_.end(),
                       [&](const auto& device) { return device->id() == id; });
}

Device& Host::device(std::string_view id) {
    const auto found = std::find_if(devices_.begin(), devices_.end(),
                                    [&](const auto& device) { return device->id() == id; });
    if (found == devices_.end()) {
        throw std::out_of_range{"the site has no device " + std::string{id}};
    }
    return **found;
}

std::shared_ptr<const Manifest> Host::manifest(std::string_view device) const {
    const auto found =
        std::find_if(devices_.begin(), devices_.end(), [&](const auto& one) { return one->id() == device; });
    return found != devices_.end() ? (*found)->shared_manifest() : nullptr;
}

std::vector<DeviceInfo> Host::devices() const {
    std::vector<DeviceInfo> infos;
    for (const auto& device : devices_) {
        if (const Manifest* const manifest = device->manifest()) {
            infos.push_back({device->id(), manifest->title, manifest->properties_json, manifest->actions_json,
                             manifest->sign_in_json});
        } else {
            infos.push_back({device->id(), device->id(), "{}", "{}"});
        }
    }
    return infos;
}

void Host::invoke(Asker asker, const std::string& device, std::string action,
                  std::vector<dp::NamedValue> params, std::uint32_t timeout_ms) {
    dispatcher_.post([&found = this->device(device), asker = std::move(asker), action = std::move(action),
                      params = std::move(params),
                      timeout_ms] { found.invoke(asker, action, params, timeout_ms); });
}

void Host::write(Asker asker, const std::string& device, std::string property, dp::Value value,
                 std::uint32_t timeout_ms) {
    dispatcher_.post([&found = this->device(device), asker = std::move(asker), property = std::move(property),
                      value = std::move(value),
                      timeout_ms] { found.write(asker, property, value, timeout_ms); });
}

void Host::cancel(Asker asker, const std::string& device) {
    dispatcher_.post([&found = this->device(device), asker = std::move(asker)] { found.cancel(asker); });
}

void Host::snapshot(std::shared_ptr<Subscriber> asker, const std::string& device) {
    dispatcher_.post(
        [&found = this->device(device), asker = std::move(asker)] { asker->on_happening(found.snapshot()); });
}

void Host::attention(std::shared_ptr<Subscriber> watcher, const std::string& device, std::int32_t level) {
    dispatcher_.post([&found = this->device(device), watcher = std::move(watcher), level] {
        found.set_attention(watcher.get(), level);
    });
}

} // namespace host
