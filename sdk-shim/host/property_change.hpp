// One property going from one value to another, as the property store saw it.
#pragma once

#include "dp/value.hpp"

#include <string>

namespace host {

struct PropertyChange {
    std::string device;
    std::string property;
    dp::Value before; // null: not known
    dp::Value after;
    // True when `after` is the first known value since the device was made. After a restart of the host a
    // door that was closed all night is reported as closed: that is news to the host and not to the house, so
    // no rule fires.
    bool is_first = false;
};

} // namespace host
