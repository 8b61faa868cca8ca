// For host authors: instances and devices as objects that end themselves, callbacks as a class to derive
// from. Loading the library, and telling it from one of another version, is the host's own business.
#pragma once

#include "dp/guard.hpp"
#include "dp/status.hpp"
#include "dp/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dp {

// Hears what one device reports. Called as [serial] says: one at a time, on threads of the plugin's; returns
// soon. What it throws ends there.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void on_properties(std::uint64_t revision, std::vector<NamedValue> changed) = 0;
    virtual void on_event(std::string name, std::vector<NamedValue> data) = 0;
    virtual void on_health(Health health, std::string cause, std::string text) = 0;
    virtual void on_completed(std::uint64_t token, Outcome outcome, Value result) = 0;

    dp_device_handle* handle() { return reinterpret_cast<dp_device_handle*>(this); }

    // The table that goes with handle().
    static const dp_device_callbacks& callbacks() {
        static constexpr dp_device_callbacks table{
            sizeof(dp_device_callbacks),
            [](dp_device_handle* self, std::uint64_t revision, const dp_named_value* changed,
               std::uint32_t count) {
                contained([&] { of(self).on_properties(revision, own(changed, count)); });
            },
            [](dp_device_handle* self, dp_string name, const dp_named_value* data, std::uint32_t count) {
                contained([&] { of(self).on_event(std::string{view(name)}, own(data, count)); });
            },
            [](dp_device_handle* self, std::int32_t health, dp_string cause, dp_string text) {
                contained([&] {
                    of(self).on_health(health_of(health), std::string{view(cause)}, std::string{view(text)});
                });
            },
            [](dp_device_handle* self, std::uint64_t token, std::int32_t status, dp_string text,
               const dp_value* result) {
                contained([&] {
                    of(self).on_completed(token, {status_of(status), std::string{view(text)}},
                                          result != nullptr ? own(*result) : Value{});
                });
            }};
        return table;
    }

private:
    static Listener& of(dp_device_handle* self) { return *reinterpret_cast<Listener*>(self); }
};

// From init() to deinit(). The table and `host` outlive it.
class Instance {
public:
    // Throws Refusal with the plugin's sentence.
    Instance(const dp_plugin& plugin, const dp_host& host)
        : plugin_(plugin) {
        TextSink error;
        const auto status = status_of(plugin.init(&host, &handle_, &error.raw));
        if (status != Status::ok || handle_ == nullptr) {
            throw Refusal(status == Status::ok ? Status::internal : status,
                          status == Status::ok ? "the plugin says that it began and gave no instance"
                                               : error.text());
        }
    }
    ~Instance() { plugin_.deinit(handle_); }
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    const dp_plugin& plugin() const { return plugin_; }
    dp_instance* handle() const { return handle_; }

    // [any] Null when the plugin has none of that id, or none at all.
    const void* extension(std::string_view id) const {
        const auto* plugin = &plugin_;
        return DP_HAS(plugin, extension) ? plugin->extension(handle_, borrow(id)) : nullptr;
    }
    // [any] Nothing happens when the plugin does not want to know.
    void secret_changed(std::string_view key) const {
        const auto* plugin = &plugin_;
        if (DP_HAS(plugin, secret_changed)) {
            plugin->secret_changed(handle_, borrow(key));
        }
    }

private:
    const dp_plugin& plugin_;
    dp_instance* handle_ = nullptr;
};

// From create() to destroy(). The instance, the callbacks and what `reports` points to outlive it. The
// functions have the threads of those of dp_plugin.
class Device {
public:
    // Throws Refusal with the plugin's sentence.
    Device(const Instance& instance, std::string_view id, std::string_view config, dp_device_handle* reports,
           const dp_device_callbacks& callbacks)
        : instance_(instance) {
        dp_device_options options{};
        options.size = sizeof options;
        options.id = borrow(id);
        options.config = borrow(config);
        options.handle = reports;
        options.callbacks = &callbacks;
        TextSink error;
        const auto status = status_of(plugin().create(instance.handle(), &options, &handle_, &error.raw));
        if (status != Status::ok || handle_ == nullptr) {
            throw Refusal(status == Status::ok ? Status::internal : status,
                          status == Status::ok ? "the plugin says that it made a device and gave none"
                                               : error.text());
        }
    }
    Device(const Instance& instance, std::string_view id, std::string_view config, Listener& listener)
        : Device(instance, id, config, listener.handle(), Listener::callbacks()) {}
    ~Device() { plugin().destroy(handle_); }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    dp_device* handle() const { return handle_; }
    const Instance& instance() const { return instance_; }

    // [ctl]
    Status start() { return status_of(plugin().start(handle_)); }
    Status stop() { return status_of(plugin().stop(handle_)); }
    Outcome reconfigure(std::string_view config) {
        return asked(
            [&](const dp_text_sink* error) { return plugin().reconfigure(handle_, borrow(config), error); });
    }

    // [any]
    Outcome invoke(std::string_view action, const std::vector<NamedValue>& params, std::uint64_t token,
                   std::uint32_t timeout_ms) const {
        const auto raw = borrow(params);
        return asked([&](const dp_text_sink* error) {
            return plugin().invoke(handle_, borrow(action), raw.data(),
                                   static_cast<std::uint32_t>(raw.size()), token, timeout_ms, error);
        });
    }
    Outcome write(std::string_view property, const Value& value, std::uint64_t token,
                  std::uint32_t timeout_ms) const {
        const dp_value raw = borrow(value);
        return asked([&](const dp_text_sink* error) {
            return plugin().write(handle_, borrow(property), &raw, token, timeout_ms, error);
        });
    }
    Status cancel(std::uint64_t token) const { return status_of(plugin().cancel(handle_, token)); }
    // Everything that was written to the sink: one snapshot, of a plugin that keeps its promise.
    std::vector<Snapshot> snapshot(Status& status) const {
        std::vector<Snapshot> taken;
        const dp_snapshot_sink sink{
            &taken,
            [](void* self, std::uint64_t revision, const dp_named_value* values, std::uint32_t count) {
                contained([&] {
                    static_cast<std::vector<Snapshot>*>(self)->push_back({revision, own(values, count)});
                });
            }};
        status = status_of(plugin().snapshot(handle_, &sink));
        return taken;
    }

private:
    const dp_plugin& plugin() const { return instance_.plugin(); }

    template <typename Ask>
    static Outcome asked(Ask ask) {
        TextSink error;
        const auto status = status_of(ask(&error.raw));
        return {status, error.text()};
    }

    const Instance& instance_;
    dp_device* handle_ = nullptr;
};

} // namespace dp
