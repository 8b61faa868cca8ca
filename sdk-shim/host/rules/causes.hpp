// Which rule made a device as it is, for as long as that is so. Pure: time and values come in as values.
#pragma once

#include "host/happening.hpp"
#include "host/place.hpp"
#include "host/property_change.hpp"
#include "host/rules/moment.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace host {

// What holds after a command was done.
struct Effect {
    std::string property; // of the same device
    dp::Value value;
    std::string words; // "Paused"

    bool operator==(const Effect&) const = default;
};

// Not thread-safe: for one thread, which is the host's dispatcher.
class Causes {
public:
    // What a command of a rule brings about shows within this time, or it is not taken to come of it.
    static constexpr std::chrono::milliseconds effect_time{5000};

    // A rule's command with this token is about to go to the device. `before` is the value of the effect's
    // property now; where that is so already, the rule is not why.
    void sent(std::int64_t token, const std::string& rule, const std::string& device, Effect effect,
              const dp::Value& before, Moment now);
    // What came of it. A token that is not known: nothing happens.
    void outcome(std::int64_t token, dp::Status status);
    // Another hand has commanded the device: what it tells next may come of that.
    void commanded(const std::string& device);
    // The device is gone, or is made anew.
    void forget(const std::string& device);

    // To be told of every change of every property. True when of() of its device is another than before.
    bool changed(const PropertyChange& change, Moment now);

    // By property.
    std::vector<RuleCause> of(const std::string& device) const;

private:
    struct Expected {
        std::int64_t token = 0;
        std::string rule;
        Effect effect;
        std::chrono::milliseconds until{0}; // steady
    };
    struct Standing {
        std::string rule;
        Effect effect;
    };

    std::map<Place, Expected> expected_;
    std::map<Place, Standing> standing_;
};

} // namespace host
