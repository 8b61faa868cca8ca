#include "mqtt/claims.hpp"

#include <algorithm>
#include <utility>

namespace avhost::mqtt {

void Claims::forget() {
    devices_.clear();
    others_.clear();
}

Claims::Changes Claims::settled(const std::vector<std::string>& devices, std::int64_t now) {
    Changes changes;
    for (const auto& id : devices) {
        Device& device = devices_[id];
        if (device.state == State::unsettled) {
            decide(id, device, now, changes);
        }
    }
    return changes;
}

void Claims::remove(const std::string& device) {
    devices_.erase(device);
}

// Not for one that is driven.
void Claims::decide(const std::string& id, Device& device, std::int64_t now, Changes& changes) {
    const auto other = device.owner == host_ ? others_.end() : others_.find(device.owner);
    if (other == others_.end() || !other->second.is_online) {
        device.state = State::claiming;
        changes.push_back({Act::claim, id, {}});
        return;
    }
    if (device.state != State::contested) {
        device.state = State::contested;
        changes.push_back({Act::contested, id, device.owner});
    }
    if (!other->second.was_live && !other->second.hailed_until) {
        other->second.hailed_until = now + hail_patience;
        changes.push_back({Act::hail, {}, device.owner});
    }
}

void Claims::take_from(const std::string& host, Changes& changes) {
    for (auto& [id, device] : devices_) {
        if (device.state == State::contested && device.owner == host) {
            device.state = State::claiming;
            changes.push_back({Act::claim, id, {}});
        }
    }
}

Claims::Changes Claims::heard_status(const std::string& host, bool is_online, Source source,
                                     std::int64_t /*now*/) {
    Changes changes;
    if (host == host_) {
        return changes;
    }
    Other& other = others_[host];
    other.is_online = is_online;
    if (source == Source::live) {
        other.was_live = true;
        other.hailed_until.reset();
    }
    if (!is_online) {
        take_from(host, changes);
    }
    return changes;
}

Claims::Changes Claims::heard_owner(const std::string& id, const std::optional<std::string>& owner,
                                    Source source, std::int64_t now) {
    Changes changes;
    Device& device = devices_[id];
    device.owner = owner.value_or("");
    const bool is_ours = device.owner == host_;
    if (!is_ours && owner && source == Source::live) { // who claims is there
        others_[device.owner].is_online = true;
        others_[device.owner].was_live = true;
        others_[device.owner].hailed_until.reset();
    }
    switch (device.state) {
    case State::unsettled:
        break;
    case State::claiming: // another one's claim came before ours, which is on its way
        if (is_ours) {
            device.state = State::driving;
            changes.push_back({Act::gained, id, {}});
        }
        break;
    case State::driving:
        if (is_ours) {
            break;
        }
        if (owner) {
            changes.push_back({Act::lost, id, device.owner});
        }
        decide(id, device, now, changes);
        break;
    case State::contested:
        if (is_ours) { // somebody gave it to us
            device.state = State::driving;
            changes.push_back({Act::gained, id, {}});
        } else {
            decide(id, device, now, changes);
        }
        break;
    }
    return changes;
}

Claims::Changes Claims::tick(std::int64_t now) {
    Changes changes;
    for (auto& [host, other] : others_) {
        if (other.hailed_until && *other.hailed_until <= now) {
            other.hailed_until.reset();
            other.is_online = false;
            take_from(host, changes);
        }
    }
    return changes;
}

std::optional<std::int64_t> Claims::deadline() const {
    std::optional<std::int64_t> first;
    for (const auto& [host, other] : others_) {
        if (other.hailed_until && (!first || *other.hailed_until < *first)) {
            first = other.hailed_until;
        }
    }
    return first;
}

bool Claims::drives(const std::string& device) const {
    const auto found = devices_.find(device);
    return found != devices_.end() && found->second.state == State::driving;
}

bool Claims::knows(const std::string& device) const {
    const auto found = devices_.find(device);
    return found != devices_.end() && found->second.state != State::unsettled;
}

bool Claims::is_claiming() const {
    return std::any_of(devices_.begin(), devices_.end(),
                       [](const auto& one) { return one.second.state == State::claiming; });
}

std::vector<std::string> Claims::all(State state) const {
    std::vector<std::string> ids;
    for (const auto& [id, device] : devices_) {
        if (device.state == state) {
            ids.push_back(id);
        }
    }
    return ids;
}

std::vector<std::string> Claims::driven() const {
    return all(State::driving);
}

std::vector<std::string> Claims::contested() const {
    return all(State::contested);
}

} // namespace avhost::mqtt
