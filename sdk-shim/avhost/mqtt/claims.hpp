// Which host drives a device when several have it: a state machine over what the broker tells. Pure.
//
// A claim is a retained message on the device's owner topic. The last one in the broker's order counts; every
// host sees that order by subscription, its own claim included, so all come to the same answer. A device whose
// owner is alive is not claimed. A host is alive while its status says so; a status that was only found lying
// on the broker may be of a host that went down together with it, so its host is hailed, and counts as gone
// when it does not answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace avhost::mqtt {

class Claims {
public:
    static constexpr std::int64_t hail_patience =
        10'000; // ms until a host that does not answer counts as gone

    explicit Claims(std::string host)
        : host_{std::move(host)} {}

    enum class Act {
        claim,    // publish that this host has the device
        hail,     // ask that host whether it is there
        gained,   // drive the device from now on
        lost,     // another host has it now: drive it no more
        contested // another host has it, and is alive
    };
    struct Change {
        Act act = Act::claim;
        std::string device; // empty where a host is hailed
        std::string host;   // the other one; empty where there is none
        bool operator==(const Change&) const = default;
    };
    using Changes = std::vector<Change>;

    // The connection is gone, and with it all that was heard. Nothing is driven until it is settled anew.
    void forget();

    // All that lay on the broker about these devices and about the hosts has been heard. `now` is in
    // milliseconds and never goes back.
    Changes settled(const std::vector<std::string>& devices, std::int64_t now);
    void remove(const std::string& device);

    // Found: it lay on the broker already. Live: it was said just now.
    enum class Source { found, live };
    Changes heard_status(const std::string& host, bool is_online, Source source, std::int64_t now);
    // No owner: the claim was taken away.
    Changes heard_owner(const std::string& device, const std::optional<std::string>& owner, Source source,
                        std::int64_t now);

    Changes tick(std::int64_t now);
    std::optional<std::int64_t> deadline() const; // when tick() has something to do

    bool drives(const std::string& device) const;
    bool knows(const std::string& device) const; // it is settled who has it, or about to be
    bool is_claiming() const;                    // a claim of ours is on its way
    std::vector<std::string> driven() const;     // sorted
    std::vector<std::string> contested() const;  // sorted

private:
    enum class State { unsettled, claiming, driving, contested };
    struct Device {
        State state = State::unsettled;
        std::string owner; // as heard last; empty: none
    };
    struct Other {
        bool is_online = false;
        bool was_live = false; // spoke up since we are connected
        std::optional<std::int64_t> hailed_until;
    };

    void decide(const std::string& id, Device& device, std::int64_t now, Changes& changes);
    void take_from(const std::string& host, Changes& changes);
    std::vector<std::string> all(State state) const;

    const std::string host_;
    std::map<std::string, Device> devices_;
    std::map<std::string, Other> others_;
};

} // namespace avhost::mqtt
