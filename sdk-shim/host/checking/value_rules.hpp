// What a plugin may say: values, names and texts against its manifest. Pure.
#pragma once

#include "host/checking/complaint.hpp"
#include "host/manifest.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace host {

namespace rule {
inline constexpr std::string_view batches_well_formed = "batches-well-formed";
inline constexpr std::string_view values_well_formed = "values-well-formed";
inline constexpr std::string_view values_fit_manifest = "values-fit-manifest";
inline constexpr std::string_view events_fit_manifest = "events-fit-manifest";
inline constexpr std::string_view results_fit_manifest = "results-fit-manifest";
inline constexpr std::string_view texts_are_utf8 = "texts-are-utf8";
inline constexpr std::string_view codes_are_known = "codes-are-known";
} // namespace rule

// A value that is none, whatever the manifest says: text that is not UTF-8, JSON that is not JSON.
Complaints malformed(const std::string& what, const dp::Value& value);

// Properties: of a batch, where none may be missing for it to be complete.
Complaints check_batch(const Manifest& manifest, const std::vector<dp::NamedValue>& changed);
Complaints check_event(const Manifest& manifest, const std::string& name,
                       const std::vector<dp::NamedValue>& data);
// `action` null: of a write, which has no result.
Complaints check_result(const ActionSpec* action, const dp::Value& result);
Complaints check_text(const std::string& what, std::string_view text);
// What came over the door as it was, before unknown codes are taken for known ones.
Complaints check_status(std::int32_t code);
Complaints check_health(std::int32_t code);

} // namespace host
