// The door: what dp_entry_v1 shows.
#include "device.hpp"

extern "C" DP_EXPORT const dp_plugin* dp_entry_v1(void) {
    static constexpr auto table =
        dp::Entry<feedthrough::Instance, feedthrough::Device>::table("example.feedthrough", "1.0.0");
    return &table;
}
