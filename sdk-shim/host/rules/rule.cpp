#include "host/rules/rule.hpp"

namespace host {

// Here, because a group holds conditions and a condition may be a group.
bool Group::operator==(const Group& other) const {
    return kind == other.kind && parts == other.parts;
}

bool Condition::operator==(const Condition& other) const {
    return test == other.test;
}

} // namespace host
