/* A library that is no plugin. */
#include "device_plugin.h"

DP_EXPORT int something_else(void);
int something_else(void) {
    return 1;
}
