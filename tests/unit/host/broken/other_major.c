/* Speaks a version of the ABI that is not there yet. */
#include "device_plugin.h"

DP_EXPORT const void* dp_entry_v2(void);
const void* dp_entry_v2(void) {
    return NULL;
}
