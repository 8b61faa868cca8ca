// A wish by chance: any there is, with values that people and rules would give.
#pragma once

#include "player/wish.hpp"
#include "random.hpp"

#include <string>
#include <utility>

namespace contract {

struct NamedWish {
    std::string text;
    spotify::player::Wish wish;
};

NamedWish any_wish(sim::Random& chance);
// One that plays a preset, and whether it is to be shuffled: yes, no, or as it is.
NamedWish any_preset(sim::Random& chance);

// Names of devices that a zone or a transfer may mean; one of them does not exist.
std::string any_device(sim::Random& chance);

} // namespace contract
