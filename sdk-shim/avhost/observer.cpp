#include "observer.hpp"

namespace avhost {

void Observer::on_happening(const host::Happening& happening) {
    const std::lock_guard guard{mutex_};
    std::visit([this](const auto& one) { take(one); }, happening);
}

std::map<std::string, Observer::DeviceFigures> Observer::devices() const {
    const std::lock_guard guard{mutex_};
    return devices_;
}

void Observer::take(const host::Batch& batch) {
    DeviceFigures& device = devices_[batch.device];
    device.revision = batch.revision;
    ++device.batches;
    for (const auto& [name, value] : batch.changed) {
        device.values[name] = value;
    }
}

void Observer::take(const host::Snapshot& snapshot) {
    DeviceFigures& device = devices_[snapshot.device];
    device.revision = snapshot.revision;
    device.values.clear(); // of a device that was made anew, too
    for (const auto& [name, value] : snapshot.values) {
        device.values[name] = value;
    }
}

void Observer::take(const host::HealthChange& change) {
    devices_[change.device].health = change;
}

void Observer::take(const host::Event& event) {
    ++devices_[event.device].events;
}

} // namespace avhost
