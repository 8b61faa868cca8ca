/* The header read by a C11 compiler with -Wpedantic: what it says has to mean the same here as in C++. */
#include "device_plugin.h"

uint64_t abi_size_of_value_in_c(void) {
    return sizeof(dp_value);
}
uint64_t abi_size_of_plugin_in_c(void) {
    return sizeof(dp_plugin);
}
uint64_t abi_size_of_host_in_c(void) {
    return sizeof(dp_host);
}
uint64_t abi_size_of_callbacks_in_c(void) {
    return sizeof(dp_device_callbacks);
}

int abi_has_in_c(const dp_plugin* plugin) {
    return DP_HAS(plugin, secret_changed) ? 1 : 0;
}
