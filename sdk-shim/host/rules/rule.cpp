#include "host/rules/rule.hpp"

namespace host {
namespace {

// The name of a rule without one is its place, which another rule above it changes.
bool is_place(const std::string& name) {
    static constexpr std::string_view list = "rules/";
    return name.starts_with(list) && name.find_first_not_of("0123456789", list.size()) == std::string::npos;
}

} // namespace

// Here, because a group holds conditions and a condition may be a group.
bool Group::operator==(const Group& other) const {
    return kind == other.kind && parts == other.parts;
}

bool Condition::operator==(const Condition& other) const {
    return test == other.test;
}

bool is_same_rule(const Rule& one, const Rule& other) {
    if (one.name == other.name || !is_place(one.name) || !is_place(other.name)) {
        return one == other;
    }
    Rule named = one;
    named.name = other.name;
    return named == other;
}

} // namespace host
