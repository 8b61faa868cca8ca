// What a plugin calls: copies, hands over to the dispatcher, returns. Nothing here waits.
#include "host/clock.hpp"
#include "host/device.hpp"

#include "dp/guard.hpp"

namespace host {

// The time that one callback is in progress.
class Device::Callback {
public:
    Callback(dp_device_handle* handle, const char* name)
        : device_{*handle->device} {
        overlaps_ = device_.in_callback_.exchange(true);
        allowed_ = device_.reporting_.load();
        if (overlaps_) {
            complain(name, " while another callback of the device was in progress");
        }
        if (!allowed_) {
            complain(name, " before start() or after stop(); it was dropped");
        }
    }
    ~Callback() {
        if (!overlaps_) {
            device_.in_callback_.store(false);
        }
    }
    Callback(const Callback&) = delete;
    Callback& operator=(const Callback&) = delete;

    bool is_allowed() const { return allowed_; }
    Device& device() const { return device_; }

    template <typename Task>
    void hand_over(Task task) const {
        device_.dispatcher_.post([&device = device_, task = std::move(task)]() mutable { task(device); });
    }

private:
    void complain(const char* name, const char* what) const {
        device_.dispatcher_.post(
            [&device = device_, text = std::string{name} + what] { device.complain(text); });
    }

    Device& device_;
    bool overlaps_ = false;
    bool allowed_ = false;
};

const dp_device_callbacks Device::callbacks{
    sizeof(dp_device_callbacks),
    [](dp_device_handle* handle, std::uint64_t revision, const dp_named_value* changed, std::uint32_t count) {
        dp::contained([&] {
            const Callback callback{handle, "properties_changed"};
            if (callback.is_allowed()) {
                callback.hand_over(
                    [batch = Batch{callback.device().id(), revision, epoch_ms(), dp::own(changed, count)}](
                        Device& device) mutable { device.on_batch(std::move(batch)); });
            }
        });
    },
    [](dp_device_handle* handle, dp_string name, const dp_named_value* data, std::uint32_t count) {
        dp::contained([&] {
            const Callback callback{handle, "event"};
            if (callback.is_allowed()) {
                callback.hand_over([event = Event{callback.device().id(), std::string{dp::view(name)},
                                                  epoch_ms(), dp::own(data, count)}](Device& device) mutable {
                    device.on_event(std::move(event));
                });
            }
        });
    },
    [](dp_device_handle* handle, std::int32_t health, dp_string cause, dp_string text) {
        dp::contained([&] {
            const Callback callback{handle, "health_changed"};
            if (callback.is_allowed()) {
                callback.hand_over(
                    [change = HealthChange{callback.device().id(), dp::health_of(health),
                                           std::string{dp::view(cause)}, std::string{dp::view(text)}}](
                        Device& device) mutable { device.on_health(std::move(change)); });
            }
        });
    },
    [](dp_device_handle* handle, std::uint64_t token, std::int32_t status, dp_string text,
       const dp_value* result) {
        dp::contained([&] {
            const Callback callback{handle, "completed"};
            if (callback.is_allowed()) {
                callback.hand_over([token, code = dp::status_of(status), said = std::string{dp::view(text)},
                                    value = result != nullptr ? dp::own(*result) : dp::Value{}](
                                       Device& device) { device.on_completed(token, code, said, value); });
            }
        });
    }};

} // namespace host
