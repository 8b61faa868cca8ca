// The door: the table of functions behind dp_entry_v1, each of which keeps its exceptions to itself.
#include "dp/guard.hpp"
#include "driver.hpp"
#include "instance.hpp"
#include "manifest_ids.hpp"

namespace {

using plugin::Driver;
using plugin::Instance;

// The handles of the C side are these objects under another name.
Instance& instance_of(dp_instance* handle) {
    return *reinterpret_cast<Instance*>(handle);
}
Driver& driver_of(dp_device* handle) {
    return *reinterpret_cast<Driver*>(handle);
}

std::int32_t init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    return dp::guarded(error, [&]() -> dp::Outcome {
        if (instance == nullptr) {
            return {dp::Status::bad_argument, "there is nowhere to put the instance"};
        }
        if (auto missing = plugin::missing_services(host); !missing.empty()) {
            return {dp::Status::unsupported, std::move(missing)};
        }
        *instance = reinterpret_cast<dp_instance*>(std::make_unique<Instance>(*host).release());
        return {};
    });
}

void deinit(dp_instance* handle) {
    dp::contained([&] {
        if (handle != nullptr) {
            const std::unique_ptr<Instance> instance{&instance_of(handle)};
            instance->destroy_all();
        }
    });
}

std::int32_t create(dp_instance* handle, const dp_device_options* options, dp_device** device,
                    const dp_text_sink* error) {
    return dp::guarded(error, [&]() -> dp::Outcome {
        if (handle == nullptr || options == nullptr || device == nullptr || options->callbacks == nullptr) {
            return {dp::Status::bad_argument,
                    "instance, options, callbacks and a place for the device are expected"};
        }
        const auto* callbacks = options->callbacks;
        if (!DP_HAS(callbacks, properties_changed) || !DP_HAS(callbacks, event) ||
            !DP_HAS(callbacks, health_changed) || !DP_HAS(callbacks, completed)) {
            return {dp::Status::unsupported, "the host lacks a callback"};
        }
        try {
            auto& instance = instance_of(handle);
            *device =
                reinterpret_cast<dp_device*>(&instance.adopt(std::make_unique<Driver>(instance, *options)));
        } catch (const plugin::ConfigError& problem) {
            return {dp::Status::bad_argument, problem.what()};
        }
        return {};
    });
}

std::int32_t start(dp_device* device) {
    return dp::guarded(
        [&] { return device == nullptr ? dp::Status::bad_argument : driver_of(device).start(); });
}

std::int32_t reconfigure(dp_device* device, dp_string config, const dp_text_sink* error) {
    return dp::guarded(error, [&]() -> dp::Outcome {
        if (device == nullptr) {
            return {dp::Status::bad_argument, "a device is expected"};
        }
        return driver_of(device).reconfigure(dp::view(config));
    });
}

std::int32_t stop(dp_device* device) {
    return dp::guarded(
        [&] { return device == nullptr ? dp::Status::bad_argument : driver_of(device).stop(); });
}

void destroy(dp_device* device) {
    dp::contained([&] {
        if (device != nullptr && !driver_of(device).inside_callback()) {
            auto& driver = driver_of(device);
            driver.instance().release(driver);
        }
    });
}

std::int32_t snapshot(dp_device* device, const dp_snapshot_sink* sink) {
    return dp::guarded([&] {
        return device == nullptr || sink == nullptr || sink->write == nullptr
                   ? dp::Status::bad_argument
                   : driver_of(device).snapshot(*sink);
    });
}

std::int32_t invoke(dp_device* device, dp_string action, const dp_named_value* params, std::uint32_t count,
                    std::uint64_t token, std::uint32_t timeout_ms, const dp_text_sink* error) {
    return dp::guarded(error, [&]() -> dp::Outcome {
        if (device == nullptr || (params == nullptr && count != 0)) {
            return {dp::Status::bad_argument, "a device and its parameters are expected"};
        }
        return driver_of(device).invoke(dp::view(action), dp::own(params, count), token, timeout_ms);
    });
}

std::int32_t write(dp_device* device, dp_string property, const dp_value* value, std::uint64_t token,
                   std::uint32_t timeout_ms, const dp_text_sink* error) {
    return dp::guarded(error, [&]() -> dp::Outcome {
        if (device == nullptr || value == nullptr) {
            return {dp::Status::bad_argument, "a device and a value are expected"};
        }
        return driver_of(device).write(dp::view(property), dp::own(*value), token, timeout_ms);
    });
}

std::int32_t cancel(dp_device* device, std::uint64_t token) {
    return dp::guarded(
        [&] { return device == nullptr ? dp::Status::bad_argument : driver_of(device).cancel(token); });
}

void secret_changed(dp_instance* handle, dp_string key) {
    dp::contained([&] {
        if (handle != nullptr) {
            instance_of(handle).secret_changed(dp::view(key));
        }
    });
}

std::int32_t set_attention(dp_device* device, std::int32_t level) {
    return dp::guarded([&] {
        return device == nullptr ? dp::Status::bad_argument : driver_of(device).set_attention(level);
    });
}

constexpr dp_attention_v1 attention{sizeof(dp_attention_v1), 0, set_attention};

const void* extension(dp_instance*, dp_string id) {
    return dp::view(id) == DP_EXT_ATTENTION ? &attention : nullptr;
}

constexpr dp_string text(std::string_view view) {
    return dp_string{view.data(), view.size()};
}

constexpr dp_plugin table{
    .size = sizeof(dp_plugin),
    .abi_major = DP_ABI_MAJOR,
    .abi_minor = DP_ABI_MINOR,
    .reserved = 0,
    .type_id = text(manifest::type_id),
    .version = text(manifest::version),
    .init = init,
    .deinit = deinit,
    .create = create,
    .start = start,
    .reconfigure = reconfigure,
    .stop = stop,
    .destroy = destroy,
    .snapshot = snapshot,
    .invoke = invoke,
    .write = write,
    .cancel = cancel,
    .secret_changed = secret_changed,
    .extension = extension,
};

} // namespace

extern "C" DP_EXPORT const dp_plugin* dp_entry_v1(void) {
    return &table;
}
