// What follows from a change of a property. Pure: no clock, no thread; remembers nothing but the rules.
#pragma once

#include "host/site.hpp"

#include <string>
#include <vector>

namespace host {

// One property going from one value to another, as the property store saw it.
struct PropertyChange {
    std::string device;
    std::string property;
    dp::Value before; // null: not known
    dp::Value after;
    // True when `after` is the first known value since the host started. After a restart of the host a door
    // that was closed all night is reported as closed: that is news to the host and not to the house, so no
    // rule fires.
    bool is_first = false;
};

struct Firing {
    std::string rule; // its name
    Invocation invocation;

    bool operator==(const Firing&) const = default;
};

// In the order of the rules and of their steps. A rule fires when its property becomes its value and was
// another one before, "not known" among them; never for a value that did not change, and never for a first
// one.
std::vector<Firing> firings(const std::vector<Rule>& rules, const PropertyChange& change);

} // namespace host
