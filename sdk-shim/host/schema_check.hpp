// Whole JSON Schemas: those that are published beside this host, and what a manifest says of a config. The
// hand-written checks of manifest.hpp, site.hpp and schema.hpp say more where they find something; this finds
// what they do not know.
#pragma once

#include "host/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace host {

enum class PublishedSchema {
    thing_model, // WoT TD 1.1, as published
    manifest,    // the dp: vocabulary
    site
};

// Stands at the end of each `expected` that comes from here.
inline constexpr std::string_view said_by_schema = "(by its JSON Schema)";

// Empty when the value fits. At most a handful: the first faults that were found, the innermost place of
// each.
std::vector<Violation> schema_violations(PublishedSchema schema, const Json& value);

// The same for a schema in JSON text. Throws JsonError when it is no schema.
std::vector<Violation> schema_violations(const std::string& schema, const Json& value);

} // namespace host
