// The files of sdk-shim/schema as they were when this was built.
#pragma once

#include <string_view>

namespace host::published {

extern const std::string_view thing_model;
extern const std::string_view manifest;
extern const std::string_view site;

} // namespace host::published
