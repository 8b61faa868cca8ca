#include "host/checking/checked_device.hpp"

namespace host {

CheckedDevice::CheckedDevice(const CheckedInstance& instance, std::shared_ptr<const Manifest> manifest,
                             std::string_view id, std::string_view config, dp::Listener& listener,
                             Complain complain)
    : instance_(instance)
    , manifest_(std::move(manifest))
    , listener_(listener)
    , complain_(std::move(complain))
    , rules_(manifest_) {
    device_.emplace(instance.raw(), id, config, own_handle(), callbacks);
}

CheckedDevice::~CheckedDevice() {
    ctl(Ctl::destroy, nullptr, [this] {
        device_.reset();
        return DP_OK;
    });
}

// Asks the rules, then complains without the lock.
template <typename Check>
void CheckedDevice::check(Check check) {
    Complaints found;
    {
        const std::lock_guard guard(mutex_);
        found = check(rules_);
    }
    pass_on(complain_, found);
}

// ---- What the host calls

template <typename Call>
std::int32_t CheckedDevice::ctl(Ctl which, std::string* said, Call call) {
    bool refused = false;
    check([&](DeviceRules& rules) {
        auto found = rules.enter(which, std::this_thread::get_id());
        refused = !found.empty();
        return found;
    });
    if (refused) {
        if (said != nullptr) {
            *said = "the host called when it must not";
        }
        return DP_WRONG_STATE;
    }
    const std::int32_t status = call();
    check([&](DeviceRules& rules) { return rules.leave(which, status, said); });
    return status;
}

dp::Status CheckedDevice::start() {
    return dp::status_of(
        ctl(Ctl::start, nullptr, [this] { return static_cast<std::int32_t>(device_->start()); }));
}

dp::Status CheckedDevice::stop() {
    return dp::status_of(
        ctl(Ctl::stop, nullptr, [this] { return static_cast<std::int32_t>(device_->stop()); }));
}

dp::Outcome CheckedDevice::reconfigure(std::string_view config) {
    std::string said;
    const auto status = ctl(Ctl::reconfigure, &said, [&] {
        auto outcome = device_->reconfigure(config);
        said = std::move(outcome.text);
        return static_cast<std::int32_t>(outcome.status);
    });
    return {dp::status_of(status), said};
}

template <typename Call>
dp::Outcome CheckedDevice::asked(std::uint64_t token, const ActionSpec* action, Call call) {
    bool fits = false;
    check([&](DeviceRules& rules) {
        Complaints found;
        fits = rules.ask(token, action, found);
        return found;
    });
    if (!fits) {
        return {dp::Status::bad_argument, "the token is pending"};
    }
    dp::Outcome outcome;
    {
        const CheckedServices::InsideAny inside(*instance_.services());
        outcome = call();
    }
    check([&](DeviceRules& rules) {
        return rules.answered(token, static_cast<std::int32_t>(outcome.status), outcome.text);
    });
    return outcome;
}

dp::Outcome CheckedDevice::invoke(std::string_view action, const std::vector<dp::NamedValue>& params,
                                  std::uint64_t token, std::uint32_t timeout_ms) {
    return asked(token, manifest_->action(action),
                 [&] { return device_->invoke(action, params, token, timeout_ms); });
}

dp::Outcome CheckedDevice::write(std::string_view property, const dp::Value& value, std::uint64_t token,
                                 std::uint32_t timeout_ms) {
    return asked(token, nullptr, [&] { return device_->write(property, value, token, timeout_ms); });
}

dp::Status CheckedDevice::cancel(std::uint64_t token) {
    const CheckedServices::InsideAny inside(*instance_.services());
    return device_->cancel(token);
}

dp::Snapshot CheckedDevice::snapshot(dp::Status& status) {
    std::uint64_t before = 0;
    check([&](DeviceRules& rules) {
        before = rules.revision();
        return Complaints{};
    });
    std::vector<dp::Snapshot> taken;
    {
        const CheckedServices::InsideAny inside(*instance_.services());
        taken = device_->snapshot(status);
    }
    check(
        [&](DeviceRules& rules) { return rules.snapshot(static_cast<std::int32_t>(status), taken, before); });
    return taken.empty() ? dp::Snapshot{} : std::move(taken.front());
}

dp::Status CheckedDevice::set_attention(std::int32_t level) {
    if (instance_.attention() == nullptr) {
        return dp::Status::unsupported;
    }
    const CheckedServices::InsideAny inside(*instance_.services());
    return dp::status_of(instance_.attention()->set(device_->handle(), level));
}

// ---- What the plugin reports

// The time that one callback is in progress.
class CheckedDevice::Callback {
public:
    Callback(dp_device_handle* handle, std::string_view name)
        : device_(*reinterpret_cast<CheckedDevice*>(handle)) {
        device_.check([&](DeviceRules& rules) {
            allowed_ = rules.may_report();
            return rules.enter_callback(name, std::this_thread::get_id());
        });
    }
    ~Callback() {
        const std::lock_guard guard(device_.mutex_);
        device_.rules_.leave_callback(std::this_thread::get_id());
    }
    Callback(const Callback&) = delete;
    Callback& operator=(const Callback&) = delete;

    // Checks what was brought and hands it on.
    template <typename Check, typename Deliver>
    void pass(Check check, Deliver deliver) const {
        if (allowed_) {
            device_.check(check);
            deliver(device_.listener_);
        }
    }

private:
    CheckedDevice& device_;
    bool allowed_ = false;
};

const dp_device_callbacks CheckedDevice::callbacks{
    sizeof(dp_device_callbacks),
    [](dp_device_handle* handle, std::uint64_t revision, const dp_named_value* changed, std::uint32_t count) {
        dp::contained([&] {
            const Callback callback{handle, "properties_changed"};
            auto values = dp::own(changed, count);
            callback.pass([&](DeviceRules& rules) { return rules.batch(revision, values); },
                          [&](dp::Listener& to) { to.on_properties(revision, std::move(values)); });
        });
    },
    [](dp_device_handle* handle, dp_string name, const dp_named_value* data, std::uint32_t count) {
        dp::contained([&] {
            const Callback callback{handle, "event"};
            auto values = dp::own(data, count);
            std::string id{dp::view(name)};
            callback.pass([&](DeviceRules& rules) { return rules.event(id, values); },
                          [&](dp::Listener& to) { to.on_event(std::move(id), std::move(values)); });
        });
    },
    [](dp_device_handle* handle, std::int32_t health, dp_string cause, dp_string text) {
        dp::contained([&] {
            const Callback callback{handle, "health_changed"};
            callback.pass(
                [&](DeviceRules& rules) { return rules.health(health, dp::view(cause), dp::view(text)); },
                [&](dp::Listener& to) {
                    to.on_health(dp::health_of(health), std::string{dp::view(cause)},
                                 std::string{dp::view(text)});
                });
        });
    },
    [](dp_device_handle* handle, std::uint64_t token, std::int32_t status, dp_string text,
       const dp_value* result) {
        dp::contained([&] {
            const Callback callback{handle, "completed"};
            auto value = result != nullptr ? dp::own(*result) : dp::Value{};
            callback.pass(
                [&](DeviceRules& rules) {
                    return rules.completed(token, status, dp::view(text), result != nullptr, value);
                },
                [&](dp::Listener& to) {
                    to.on_completed(token, {dp::status_of(status), std::string{dp::view(text)}},
                                    std::move(value));
                });
        });
    }};

} // namespace host
