// For plugin authors: the table behind dp_entry_v1, made of two classes. Exceptions become statuses, null
// pointers and structs that are too short are refused, devices left over are ended by deinit(). What remains
// to be written is a line:
//
//   extern "C" DP_EXPORT const dp_plugin* dp_entry_v1(void) {
//       static constexpr auto table = dp::Entry<MyInstance, MyDevice>::table("my.type", "1.0");
//       return &table;
//   }
//
// MyInstance is made of a `const dp_host&` that has all services; void secret_changed(std::string_view) is
// wanted only by who cares. MyDevice has, with the threads that device_plugin.h gives to each:
//
//   MyDevice(MyInstance&, const dp::DeviceOptions&)     throws dp::Refusal
//   ~MyDevice()                                         stops first where needed
//   dp::Status start();
//   dp::Status stop();
//   dp::Outcome reconfigure(std::string_view config);
//   bool inside_callback() const;                       whether the calling thread is in a callback of it
//   dp::Snapshot snapshot() const;
//   dp::Outcome invoke(std::string_view action, const std::vector<dp::NamedValue>& params,
//                      std::uint64_t token, std::uint32_t timeout_ms);
//   dp::Outcome write(std::string_view property, const dp::Value& value,
//                     std::uint64_t token, std::uint32_t timeout_ms);
//   dp::Status cancel(std::uint64_t token);
//   dp::Status set_attention(std::int32_t level);       only where it has dp.attention/1
#pragma once

#include "dp/guard.hpp"
#include "dp/host.hpp"
#include "dp/reporter.hpp"
#include "dp/status.hpp"
#include "dp/value.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace dp {

struct DeviceOptions {
    std::string id;
    std::string config;
    Reporter reporter;
};

template <typename Instance, typename Device>
class Entry {
public:
    static constexpr dp_plugin table(std::string_view type_id, std::string_view version) {
        dp_plugin made{};
        made.size = sizeof(dp_plugin);
        made.abi_major = DP_ABI_MAJOR;
        made.abi_minor = DP_ABI_MINOR;
        made.type_id = {type_id.data(), type_id.size()};
        made.version = {version.data(), version.size()};
        made.init = init;
        made.deinit = deinit;
        made.create = create;
        made.start = start;
        made.reconfigure = reconfigure;
        made.stop = stop;
        made.destroy = destroy;
        made.snapshot = snapshot;
        made.invoke = invoke;
        made.write = write;
        made.cancel = cancel;
        if constexpr (requires(Instance & instance) { instance.secret_changed(std::string_view{}); }) {
            made.secret_changed = secret_changed;
        }
        made.extension = extension;
        return made;
    }

private:
    // What the handles of the C side point to.
    struct Held;
    struct Home {
        explicit Home(const dp_host& host)
            : instance(host) {}
        Instance instance;
        std::mutex mutex;
        std::map<Held*, std::unique_ptr<Held>> devices; // guarded by mutex
    };
    struct Held {
        Held(Home& owner, const DeviceOptions& options)
            : home(owner)
            , device(owner.instance, options) {}
        Home& home;
        Device device;
    };

    static Home& home_of(dp_instance* handle) { return *reinterpret_cast<Home*>(handle); }
    static Held& held_of(dp_device* handle) { return *reinterpret_cast<Held*>(handle); }
    static Device& device_of(dp_device* handle) { return held_of(handle).device; }

    static std::int32_t init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
        return guarded(error, [&]() -> Outcome {
            if (host == nullptr || instance == nullptr) {
                return {Status::bad_argument, "a host and a place for the instance are expected"};
            }
            if (auto missing = missing_services(host); !missing.empty()) {
                return {Status::unsupported, std::move(missing)};
            }
            *instance = reinterpret_cast<dp_instance*>(std::make_unique<Home>(*host).release());
            return {};
        });
    }

    static bool is_inside_callback(Home& home) {
        const std::lock_guard lock(home.mutex);
        for (const auto& [address, held] : home.devices) {
            if (held->device.inside_callback()) {
                return true;
            }
        }
        return false;
    }

    static void deinit(dp_instance* handle) {
        contained([&] {
            if (handle == nullptr || is_inside_callback(home_of(handle))) {
                return;
            }
            const std::unique_ptr<Home> home{&home_of(handle)};
            std::map<Held*, std::unique_ptr<Held>> left_over;
            {
                const std::lock_guard lock(home->mutex);
                left_over.swap(home->devices);
            }
            left_over.clear(); // without the lock: each stops and calls the host
        });
    }

    static std::int32_t create(dp_instance* handle, const dp_device_options* options, dp_device** device,
                               const dp_text_sink* error) {
        return guarded(error, [&]() -> Outcome {
            if (handle == nullptr || device == nullptr || !is_whole(options) || !is_sound(options->id) ||
                !is_sound(options->config)) {
                return {Status::bad_argument,
                        "an instance, whole options with all callbacks and a place for the device are "
                        "expected"};
            }
            auto& home = home_of(handle);
            auto made = std::make_unique<Held>(home, DeviceOptions{std::string{view(options->id)},
                                                                   std::string{view(options->config)},
                                                                   Reporter{*options}});
            auto* const address = made.get();
            const std::lock_guard lock(home.mutex);
            home.devices.emplace(address, std::move(made));
            *device = reinterpret_cast<dp_device*>(address);
            return {};
        });
    }

    static std::int32_t start(dp_device* device) {
        return guarded([&] { return device == nullptr ? Status::bad_argument : device_of(device).start(); });
    }
    static std::int32_t stop(dp_device* device) {
        return guarded([&] { return device == nullptr ? Status::bad_argument : device_of(device).stop(); });
    }

    static std::int32_t reconfigure(dp_device* device, dp_string config, const dp_text_sink* error) {
        return guarded(error, [&]() -> Outcome {
            if (device == nullptr || !is_sound(config)) {
                return {Status::bad_argument, "a device and a config are expected"};
            }
            return device_of(device).reconfigure(view(config));
        });
    }

    static void destroy(dp_device* device) {
        contained([&] {
            if (device == nullptr || device_of(device).inside_callback()) {
                return;
            }
            auto& held = held_of(device);
            std::unique_ptr<Held> last;
            {
                const std::lock_guard lock(held.home.mutex);
                last = std::move(held.home.devices.extract(&held).mapped());
            }
            last.reset(); // without the lock: it stops and calls the host
        });
    }

    static std::int32_t snapshot(dp_device* device, const dp_snapshot_sink* sink) {
        return guarded([&] {
            if (device == nullptr || sink == nullptr || sink->write == nullptr) {
                return Status::bad_argument;
            }
            const Snapshot taken = device_of(device).snapshot();
            const auto raw = borrow(taken.values);
            sink->write(sink->context, taken.revision, raw.data(), static_cast<std::uint32_t>(raw.size()));
            return Status::ok;
        });
    }

    static std::int32_t invoke(dp_device* device, dp_string action, const dp_named_value* params,
                               std::uint32_t count, std::uint64_t token, std::uint32_t timeout_ms,
                               const dp_text_sink* error) {
        return guarded(error, [&]() -> Outcome {
            if (device == nullptr || !is_sound(action) || !is_sound(params, count)) {
                return {Status::bad_argument, "a device, an action and its parameters are expected"};
            }
            return device_of(device).invoke(view(action), own(params, count), token, timeout_ms);
        });
    }

    static std::int32_t write(dp_device* device, dp_string property, const dp_value* value,
                              std::uint64_t token, std::uint32_t timeout_ms, const dp_text_sink* error) {
        return guarded(error, [&]() -> Outcome {
            if (device == nullptr || !is_sound(property) || value == nullptr || !is_sound(*value)) {
                return {Status::bad_argument, "a device, a property and a value are expected"};
            }
            return device_of(device).write(view(property), own(*value), token, timeout_ms);
        });
    }

    static std::int32_t cancel(dp_device* device, std::uint64_t token) {
        return guarded(
            [&] { return device == nullptr ? Status::bad_argument : device_of(device).cancel(token); });
    }

    static void secret_changed(dp_instance* handle, dp_string key) {
        contained([&] {
            if (handle != nullptr && is_sound(key)) {
                home_of(handle).instance.secret_changed(view(key));
            }
        });
    }

    static std::int32_t set_attention(dp_device* device, std::int32_t level) {
        return guarded([&] {
            return device == nullptr ? Status::bad_argument : device_of(device).set_attention(level);
        });
    }

    static const void* extension(dp_instance*, dp_string id) {
        if constexpr (requires(Device & device) { device.set_attention(std::int32_t{}); }) {
            static constexpr dp_attention_v1 attention{sizeof(dp_attention_v1), 0, set_attention};
            return view(id) == DP_EXT_ATTENTION ? &attention : nullptr;
        } else {
            return nullptr;
        }
    }
};

} // namespace dp
