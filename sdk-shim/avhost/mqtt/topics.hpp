// The names under which a site stands on its broker, and what a name means that comes from there. Pure.
//
// With P for prefix/site, H for this host and D for a device:
//   P/host/H/status, hail, barrier, rule
//   P/device/D/availability, health, state, completion, owner, property/ID, event/NAME
//   P/device/D/action/NAME/invoke and P/device/D/property/ID/set, on which commands come
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace avhost::mqtt {

struct HostStatus { // how the host of this name is
    std::string host;
    bool operator==(const HostStatus&) const = default;
};
struct Hail { // somebody asks this host whether it is there
    bool operator==(const Hail&) const = default;
};
struct Barrier { // what this host sent to itself
    bool operator==(const Barrier&) const = default;
};
struct Owner { // who drives the device
    std::string device;
    bool operator==(const Owner&) const = default;
};
struct Invoke {
    std::string device;
    std::string action;
    bool operator==(const Invoke&) const = default;
};
struct Write {
    std::string device;
    std::string property;
    bool operator==(const Write&) const = default;
};
// std::monostate: nothing that this host listens to.
using Heard = std::variant<std::monostate, HostStatus, Hail, Barrier, Owner, Invoke, Write>;

class Topics {
public:
    // Parts are as the site file allows them: see host::MqttEntry.
    Topics(const std::string& prefix, const std::string& site, std::string host);

    const std::string& host() const { return host_; }

    std::string status() const { return status_of(host_); }
    std::string status_of(const std::string& host) const { return root_ + "host/" + host + "/status"; }
    std::string hail(const std::string& host) const { return root_ + "host/" + host + "/hail"; }
    std::string barrier() const { return root_ + "host/" + host_ + "/barrier"; }
    std::string rule() const { return root_ + "host/" + host_ + "/rule"; }

    std::string availability(std::string_view device) const { return of(device, "availability"); }
    std::string health(std::string_view device) const { return of(device, "health"); }
    std::string state(std::string_view device) const { return of(device, "state"); }
    std::string completion(std::string_view device) const { return of(device, "completion"); }
    std::string owner(std::string_view device) const { return of(device, "owner"); }
    std::string property(std::string_view device, std::string_view id) const {
        return of(device, "property/") + std::string{id};
    }
    std::string event(std::string_view device, std::string_view name) const {
        return of(device, "event/") + std::string{name};
    }

    std::string invocation(std::string_view device, std::string_view action) const {
        return of(device, "action/") + std::string{action} + "/invoke";
    }

    // What is subscribed to.
    std::string all_statuses() const { return status_of("+"); }
    std::string invocations(std::string_view device) const { return of(device, "action/+/invoke"); }
    std::string writes(std::string_view device) const { return of(device, "property/+/set"); }

    // Home Assistant's discovery of a device, below its prefix.
    std::string discovery(const std::string& prefix, std::string_view device) const;

    // Whether a command may name this topic for its answer. One of the site's own, or of the broker's, could
    // be written by somebody through us who may not write it himself.
    bool may_be_answered_on(std::string_view topic, const std::string& discovery_prefix) const;

    Heard read(std::string_view topic) const;

private:
    std::string of(std::string_view device, std::string_view rest) const {
        return root_ + "device/" + std::string{device} + '/' + std::string{rest};
    }

    const std::string site_;
    const std::string host_;
    const std::string root_; // P/
};

} // namespace avhost::mqtt
