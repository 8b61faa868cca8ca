/* What every broken plugin has in common: a table that would be whole, so that each can spoil one thing in
 * it. */
#ifndef BROKEN_PARTS_H
#define BROKEN_PARTS_H

#include "device_plugin.h"

static inline int32_t no_init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    static const char text[] = "it has a bad day";
    const dp_string sentence = {text, sizeof text - 1};
    (void)host;
    (void)instance;
    error->write(error->context, sentence);
    return DP_REMOTE;
}
static inline void no_deinit(dp_instance* instance) {
    (void)instance;
}
static inline int32_t no_create(dp_instance* instance, const dp_device_options* options, dp_device** device,
                                const dp_text_sink* error) {
    (void)instance;
    (void)options;
    (void)device;
    (void)error;
    return DP_INTERNAL;
}
static inline int32_t no_start(dp_device* device) {
    (void)device;
    return DP_INTERNAL;
}
static inline int32_t no_reconfigure(dp_device* device, dp_string config, const dp_text_sink* error) {
    (void)device;
    (void)config;
    (void)error;
    return DP_INTERNAL;
}
static inline void no_destroy(dp_device* device) {
    (void)device;
}
static inline int32_t no_snapshot(dp_device* device, const dp_snapshot_sink* sink) {
    (void)device;
    (void)sink;
    return DP_INTERNAL;
}
static inline int32_t no_invoke(dp_device* device, dp_string action, const dp_named_value* params,
                                uint32_t count, uint64_t token, uint32_t timeout_ms,
                                const dp_text_sink* error) {
    (void)device;
    (void)action;
    (void)params;
    (void)count;
    (void)token;
    (void)timeout_ms;
    (void)error;
    return DP_INTERNAL;
}
static inline int32_t no_write(dp_device* device, dp_string property, const dp_value* value, uint64_t token,
                               uint32_t timeout_ms, const dp_text_sink* error) {
    (void)device;
    (void)property;
    (void)value;
    (void)token;
    (void)timeout_ms;
    (void)error;
    return DP_INTERNAL;
}
static inline int32_t no_cancel(dp_device* device, uint64_t token) {
    (void)device;
    (void)token;
    return DP_INTERNAL;
}

static inline dp_plugin whole_table(void) {
    const dp_plugin table = {
        .size = sizeof(dp_plugin),
        .abi_major = DP_ABI_MAJOR,
        .type_id = {"test.broken", sizeof "test.broken" - 1},
        .version = {"0", 1},
        .init = no_init,
        .deinit = no_deinit,
        .create = no_create,
        .start = no_start,
        .reconfigure = no_reconfigure,
        .stop = no_start,
        .destroy = no_destroy,
        .snapshot = no_snapshot,
        .invoke = no_invoke,
        .write = no_write,
        .cancel = no_cancel,
    };
    return table;
}

#endif
