// Paths of endpoints in which "{id}" stands for one part.
#pragma once

#include <string_view>

namespace sim {

bool leads_to(std::string_view path, std::string_view pattern);

} // namespace sim
