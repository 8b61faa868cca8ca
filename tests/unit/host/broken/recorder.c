/*
 * A plugin for tests of the host: shows in its properties what it was told, leaves commands pending when
 * asked to, and breaks the ABI's promises when asked to. One mutex is held during callbacks, which the ABI
 * forbids; with a host whose callbacks do not call back it is safe, and it keeps them serial.
 */
#include "device_plugin.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PENDING = 16 };

struct dp_instance {
    const dp_host* host;
    dp_device* device; /* the last one made */
};

struct dp_device {
    dp_instance* instance;
    dp_device_handle* handle;
    const dp_device_callbacks* callbacks;
    pthread_mutex_t mutex;
    bool started;
    uint64_t revision;
    uint64_t pending[MOST_PENDING];
    uint32_t count;
};

static dp_string text_of(const char* text) {
    const dp_string made = {text, strlen(text)};
    return made;
}

static bool is(dp_string text, const char* wanted) {
    return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}

static void report(dp_device* device, const char* name, dp_value value) {
    const dp_named_value changed = {text_of(name), value};
    device->callbacks->properties_changed(device->handle, ++device->revision, &changed, 1);
}

static dp_value text_value(dp_string text) {
    dp_value value = {.type = DP_TYPE_STRING};
    value.as.string = text;
    return value;
}

static dp_value integer_value(int64_t integer) {
    dp_value value = {.type = DP_TYPE_INT};
    value.as.integer = integer;
    return value;
}

static void complete(dp_device* device, uint64_t token, int32_t status) {
    const dp_value nothing = {.type = DP_TYPE_NULL};
    device->callbacks->completed(device->handle, token, status, text_of(""), &nothing);
}

static int32_t init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    (void)error;
    *instance = calloc(1, sizeof **instance);
    (*instance)->host = host;
    return DP_OK;
}

static void deinit(dp_instance* instance) {
    static const char text[] = "deinit";
    instance->host->log(instance->host->handle, DP_LOG_INFO, text_of("life"), text_of(text));
    free(instance);
}

static int32_t create(dp_instance* instance, const dp_device_options* options, dp_device** device,
                      const dp_text_sink* error) {
    (void)error;
    dp_device* const made = calloc(1, sizeof *made);
    pthread_mutex_init(&made->mutex, NULL);
    made->instance = instance;
    made->handle = options->handle;
    made->callbacks = options->callbacks;
    instance->device = made;
    *device = made;
    return DP_OK;
}

static int32_t start(dp_device* device) {
    pthread_mutex_lock(&device->mutex);
    device->started = true;
    device->callbacks->health_changed(device->handle, DP_HEALTH_READY, text_of("ok"), text_of(""));
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static int32_t reconfigure(dp_device* device, dp_string config, const dp_text_sink* error) {
    (void)device;
    (void)config;
    (void)error;
    return DP_UNSUPPORTED;
}

static int32_t stop(dp_device* device) {
    pthread_mutex_lock(&device->mutex);
    if (device->started) {
        for (uint32_t i = 0; i < device->count; ++i) {
            complete(device, device->pending[i], DP_CANCELED);
        }
        device->count = 0;
        device->callbacks->health_changed(device->handle, DP_HEALTH_STOPPED, text_of("ok"), text_of(""));
        device->started = false;
    }
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static void destroy(dp_device* device) {
    stop(device);
    pthread_mutex_destroy(&device->mutex);
    free(device);
}

static int32_t snapshot(dp_device* device, const dp_snapshot_sink* sink) {
    sink->write(sink->context, device->revision, NULL, 0);
    return DP_OK;
}

static void misbehave(dp_device* device, dp_string how, uint64_t token) {
    if (is(how, "gap")) {
        device->revision += 5;
        report(device, "level", integer_value(1));
    } else if (is(how, "json")) {
        dp_value value = {.type = DP_TYPE_JSON};
        value.as.string = text_of("{not json");
        report(device, "list", value);
    } else if (is(how, "unknown_property")) {
        report(device, "surprise", integer_value(1));
    } else if (is(how, "twice")) {
        complete(device, token, DP_OK);
    } else if (is(how, "forget")) {
        return; /* this token is never completed */
    }
    complete(device, token, DP_OK);
}

static int32_t invoke(dp_device* device, dp_string action, const dp_named_value* params, uint32_t count,
                      uint64_t token, uint32_t timeout_ms, const dp_text_sink* error) {
    int32_t status = DP_OK;
    pthread_mutex_lock(&device->mutex);
    if (is(action, "wait") && device->count < MOST_PENDING) {
        device->pending[device->count++] = token;
    } else if (is(action, "misbehave") && count == 1) {
        misbehave(device, params[0].value.as.string, token);
    } else if (is(action, "scale") && count == 1) { /* shows in which form a number arrives */
        report(device, "level", integer_value(params[0].value.type));
        report(device, "timeout", integer_value(timeout_ms));
        complete(device, token, DP_OK);
    } else if (is(action, "list")) {
        dp_value value = {.type = DP_TYPE_JSON};
        value.as.string = text_of("[ 1,\n {\"a\" : \"b\"} ]");
        device->callbacks->completed(device->handle, token, DP_OK, text_of("here"), &value);
    } else {
        error->write(error->context, text_of("not today"));
        status = DP_BUSY;
    }
    pthread_mutex_unlock(&device->mutex);
    return status;
}

static int32_t write_property(dp_device* device, dp_string property, const dp_value* value, uint64_t token,
                              uint32_t timeout_ms, const dp_text_sink* error) {
    (void)property;
    (void)timeout_ms;
    (void)error;
    pthread_mutex_lock(&device->mutex);
    report(device, "level", *value);
    complete(device, token, DP_OK);
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static int32_t cancel(dp_device* device, uint64_t token) {
    int32_t status = DP_UNKNOWN_ID;
    pthread_mutex_lock(&device->mutex);
    for (uint32_t i = 0; i < device->count; ++i) {
        if (device->pending[i] == token) {
            device->pending[i] = device->pending[--device->count];
            complete(device, token, DP_CANCELED);
            status = DP_OK;
            break;
        }
    }
    pthread_mutex_unlock(&device->mutex);
    return status;
}

static void secret_changed(dp_instance* instance, dp_string key) {
    dp_device* const device = instance->device;
    if (device != NULL) {
        pthread_mutex_lock(&device->mutex);
        report(device, "secret", text_value(key));
        pthread_mutex_unlock(&device->mutex);
    }
}

static int32_t set_attention(dp_device* device, int32_t level) {
    pthread_mutex_lock(&device->mutex);
    report(device, "attention", integer_value(level));
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static const void* extension(dp_instance* instance, dp_string id) {
    static const dp_attention_v1 attention = {sizeof attention, 0, set_attention};
    (void)instance;
    return is(id, DP_EXT_ATTENTION) ? &attention : NULL;
}

const dp_plugin* dp_entry_v1(void) {
    static const dp_plugin plugin = {
        .size = sizeof(dp_plugin),
        .abi_major = DP_ABI_MAJOR,
        .abi_minor = DP_ABI_MINOR,
        .type_id = {"test.recorder", sizeof "test.recorder" - 1},
        .version = {"1", 1},
        .init = init,
        .deinit = deinit,
        .create = create,
        .start = start,
        .reconfigure = reconfigure,
        .stop = stop,
        .destroy = destroy,
        .snapshot = snapshot,
        .invoke = invoke,
        .write = write_property,
        .cancel = cancel,
        .secret_changed = secret_changed,
        .extension = extension,
    };
    return &plugin;
}
