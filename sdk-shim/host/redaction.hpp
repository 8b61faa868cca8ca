// What those who only operate are not to see: properties that a manifest marks "dp:role": "set_up" are null
// for them, also where an event carries a value of that name. Of rules they see that they fired, not why and what
// for: a rule may name such a value, and the numbers and texts of its steps are the installer's. Pure.
#pragma once

#include "host/happening.hpp"
#include "host/manifest.hpp"

namespace host {

// `manifest` is that of the happening's device. Without one nobody knows what is marked, so nothing is shown.
Happening redacted(Happening happening, const Manifest* manifest);

} // namespace host
