#include "tcp/watching.hpp"

#include <algorithm>
#include <iterator>

namespace avhost::tcp {
namespace {

template <typename Pairs>
void erase_device(Pairs& pairs, const std::string& device) {
    std::erase_if(pairs, [&](const auto& one) { return one.first == device; });
}

} // namespace

bool is_within(const Target& target, const std::string& device, const std::string& property) {
    return target.device == "*" || (target.device == device && (target.id.empty() || target.id == property));
}

void Watching::add(const Target& target) {
    if (target.device == "*") {
        *this = {};
        all_ = true;
    } else if (target.id.empty()) {
        left_out_.erase(target.device);
        erase_device(properties_, target.device);
        erase_device(without_, target.device);
        devices_.insert(target.device);
    } else {
        without_.erase({target.device, target.id});
        properties_.insert({target.device, target.id});
    }
}

void Watching::remove(const Target& target) {
    if (target.device == "*") {
        *this = {};
    } else if (target.id.empty()) {
        devices_.erase(target.device);
        erase_device(properties_, target.device);
        erase_device(without_, target.device);
        if (all_) {
            left_out_.insert(target.device);
        }
    } else {
        properties_.erase({target.device, target.id});
        if (covers_events(target.device)) {
            without_.insert({target.device, target.id});
        }
    }
}

bool Watching::covers_events(const std::string& device) const {
    return devices_.count(device) > 0 || (all_ && left_out_.count(device) == 0);
}

bool Watching::covers(const std::string& device, const std::string& property) const {
    const std::pair<std::string, std::string> one{device, property};
    return properties_.count(one) > 0 || (covers_events(device) && without_.count(one) == 0);
}

std::vector<dp::NamedValue> Watching::watched(const std::string& device,
                                              const std::vector<dp::NamedValue>& values) const {
    std::vector<dp::NamedValue> found;
    std::copy_if(values.begin(), values.end(), std::back_inserter(found),
                 [&](const auto& value) { return covers(device, value.name); });
    return found;
}

std::optional<host::Happening> Watching::part(const host::Batch& batch) const {
    auto some = watched(batch.device, batch.changed);
    if (some.empty()) {
        return std::nullopt;
    }
    return host::Batch{batch.device, batch.revision, batch.at, std::move(some), batch.from};
}

// Of a device that was made anew: told as changes.
std::optional<host::Happening> Watching::part(const host::Snapshot& snapshot) const {
    return part(host::Batch{snapshot.device, snapshot.revision, snapshot.at, snapshot.values});
}

std::optional<host::Happening> Watching::part(const host::Event& event) const {
    return covers_events(event.device) ? std::optional{host::Happening{event}} : std::nullopt;
}

std::optional<host::Happening> Watching::part_of(const host::Happening& happening) const {
    return std::visit([this](const auto& one) { return part(one); }, happening);
}

} // namespace avhost::tcp
