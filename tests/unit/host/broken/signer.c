/*
 * A plugin for tests of the host's sign-in: has a link, takes an answer, or waits for a "browser", which is
 * the secret "browser" being put by another process: "good" signs in, "late" is the time limit, anything else
 * a refusal. Its names are its own, so that a host that knew another plugin's would not work with it. One
 * mutex is held during callbacks, and a secret is read on the thread that tells of it, both of which the ABI
 * forbids; with a host whose callbacks do not call back it is safe.
 */
#include "device_plugin.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum mode { MODE_BOTH, MODE_PASTE, MODE_MISCONFIGURED, MODE_SILENT };

static const int64_t ends_at = 4102444800000; /* 2100-01-01 UTC */

struct dp_instance {
    const dp_host* host;
    dp_device* device; /* the last one made */
};

struct dp_device {
    dp_instance* instance;
    dp_device_handle* handle;
    const dp_device_callbacks* callbacks;
    enum mode mode;
    pthread_mutex_t mutex;
    bool started;
    bool signed_in;
    uint64_t revision;
    uint64_t waiting; /* token, 0: none */
    int links;        /* made so far */
};

static dp_string text_of(const char* text) {
    const dp_string made = {text, strlen(text)};
    return made;
}

static bool is(dp_string text, const char* wanted) {
    return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}

static bool contains(dp_string text, const char* part) {
    const size_t size = strlen(part);
    for (size_t i = 0; i + size <= text.size; ++i) {
        if (memcmp(text.data + i, part, size) == 0) {
            return true;
        }
    }
    return false;
}

static void complete(dp_device* device, uint64_t token, int32_t status, const char* text) {
    const dp_value nothing = {.type = DP_TYPE_NULL};
    device->callbacks->completed(device->handle, token, status, text_of(text), &nothing);
}

static void complete_waiting(dp_device* device, int32_t status, const char* text) {
    if (device->waiting != 0) {
        const uint64_t token = device->waiting;
        device->waiting = 0;
        complete(device, token, status, text);
    }
}

static void report_end(dp_device* device) {
    dp_named_value changed = {text_of("ends_at"), {.type = DP_TYPE_NULL}};
    if (device->signed_in) {
        changed.value.type = DP_TYPE_INT;
        changed.value.as.integer = ends_at;
    }
    device->callbacks->properties_changed(device->handle, ++device->revision, &changed, 1);
    device->callbacks->health_changed(
        device->handle, device->signed_in ? DP_HEALTH_READY : DP_HEALTH_SIGN_IN_REQUIRED, text_of("sign_in"),
        text_of(device->signed_in ? "" : "Please sign in."));
}

static void report_link(dp_device* device) {
    char link[64];
    snprintf(link, sizeof link, "https://consent.example/start?n=%d", ++device->links);
    dp_named_value changed = {text_of("consent_page"), {.type = DP_TYPE_STRING}};
    changed.value.as.string = text_of(link);
    device->callbacks->properties_changed(device->handle, ++device->revision, &changed, 1);
}

static int32_t init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    (void)error;
    *instance = calloc(1, sizeof **instance);
    (*instance)->host = host;
    return DP_OK;
}

static void deinit(dp_instance* instance) {
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
    made->mode = contains(options->config, "paste")           ? MODE_PASTE
                 : contains(options->config, "misconfigured") ? MODE_MISCONFIGURED
                 : contains(options->config, "silent")        ? MODE_SILENT
                                                              : MODE_BOTH;
    instance->device = made;
    *device = made;
    return DP_OK;
}

static int32_t start(dp_device* device) {
    pthread_mutex_lock(&device->mutex);
    device->started = true;
    if (device->mode == MODE_MISCONFIGURED) {
        device->callbacks->health_changed(device->handle, DP_HEALTH_BAD_CONFIG, text_of("config"),
                                          text_of("The config lacks a chimney."));
    } else {
        report_end(device);
    }
    if (device->mode == MODE_BOTH || device->mode == MODE_PASTE) {
        report_link(device);
    }
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
        complete_waiting(device, DP_CANCELED, "");
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

static void succeed(dp_device* device, uint64_t token) {
    device->signed_in = true;
    report_link(device); /* before the outcome: a host must not take it for a sign of a refusal */
    complete(device, token, DP_OK, "You are signed in as Pat.");
    report_end(device); /* and this after it */
}

/* Says how much arrived, so that a test sees whether all of it did. */
static void take_answer(dp_device* device, uint64_t token, dp_string answer) {
    if (contains(answer, "GOOD")) {
        complete_waiting(device, DP_CANCELED, "");
        succeed(device, token);
        return;
    }
    char text[80];
    snprintf(text, sizeof text, "An answer of %u characters, and not the good one.", (unsigned)answer.size);
    report_link(device);
    complete(device, token, DP_BAD_ARGUMENT, text);
}

static int32_t invoke(dp_device* device, dp_string action, const dp_named_value* params, uint32_t count,
                      uint64_t token, uint32_t timeout_ms, const dp_text_sink* error) {
    int32_t status = DP_OK;
    (void)timeout_ms;
    pthread_mutex_lock(&device->mutex);
    if (is(action, "forget")) {
        device->signed_in = false;
        report_end(device);
        complete(device, token, DP_OK, "It is forgotten.");
    } else if (count == 1) {
        take_answer(device, token, params[0].value.as.string);
    } else if (device->mode == MODE_PASTE) {
        error->write(error->context, text_of("There is no waiting here."));
        status = DP_UNSUPPORTED;
    } else {
        complete_waiting(device, DP_CANCELED, "");
        device->waiting = token;
    }
    pthread_mutex_unlock(&device->mutex);
    return status;
}

static int32_t write_property(dp_device* device, dp_string property, const dp_value* value, uint64_t token,
                              uint32_t timeout_ms, const dp_text_sink* error) {
    (void)device;
    (void)property;
    (void)value;
    (void)token;
    (void)timeout_ms;
    (void)error;
    return DP_UNSUPPORTED;
}

static int32_t cancel(dp_device* device, uint64_t token) {
    int32_t status = DP_UNKNOWN_ID;
    pthread_mutex_lock(&device->mutex);
    if (device->waiting == token) {
        complete_waiting(device, DP_CANCELED, "");
        status = DP_OK;
    }
    pthread_mutex_unlock(&device->mutex);
    return status;
}

struct secret {
    char text[16];
};

static void keep(void* context, dp_string value) {
    struct secret* const secret = context;
    const size_t size = value.size < sizeof secret->text ? (size_t)value.size : sizeof secret->text - 1;
    memcpy(secret->text, value.data, size);
    secret->text[size] = '\0';
}

static void secret_changed(dp_instance* instance, dp_string key) {
    struct secret secret = {""};
    const dp_text_sink sink = {&secret, keep};
    dp_device* const device = instance->device;
    if (device == NULL || !is(key, "browser") ||
        instance->host->secret_get(instance->host->handle, key, &sink) != DP_OK) {
        return;
    }
    pthread_mutex_lock(&device->mutex);
    if (device->waiting != 0) {
        const uint64_t token = device->waiting;
        device->waiting = 0;
        if (strcmp(secret.text, "good") == 0) {
            succeed(device, token);
        } else if (strcmp(secret.text, "late") == 0) {
            complete(device, token, DP_TIMEOUT, "Nobody came.");
        } else {
            complete(device, token, DP_FORBIDDEN, "Consent was refused.");
            report_link(device); /* after the outcome, where take_answer() has it before */
        }
    }
    pthread_mutex_unlock(&device->mutex);
}

const dp_plugin* dp_entry_v1(void) {
    static const dp_plugin plugin = {
        .size = sizeof(dp_plugin),
        .abi_major = DP_ABI_MAJOR,
        .abi_minor = DP_ABI_MINOR,
        .type_id = {"test.signer", sizeof "test.signer" - 1},
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
    };
    return &plugin;
}
