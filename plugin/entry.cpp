// The door: what dp_entry_v1 shows.
#include "dp/entry.hpp"
#include "driver.hpp"
#include "instance.hpp"
#include "manifest_ids.hpp"

extern "C" DP_EXPORT const dp_plugin* dp_entry_v1(void) {
    static constexpr auto table =
        dp::Entry<plugin::Instance, plugin::Driver>::table(manifest::type_id, manifest::version);
    return &table;
}
