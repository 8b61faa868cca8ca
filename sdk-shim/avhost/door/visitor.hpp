// Somebody who may come in.
#pragma once

#include "host/role.hpp"

#include <string>

namespace avhost::door {

struct Visitor {
    std::string name; // of his access key, for the log; empty where no keys are asked for
    host::Role role = host::Role::set_up;
};

} // namespace avhost::door
