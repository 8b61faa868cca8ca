/*
 * contact - a dry contact that software opens and closes: the smallest plugin that honours every rule of
 * device_plugin.h, in plain C. It knows the ABI and its own manifest, and nothing of any host. How its
 * callbacks are kept serial, without a thread and without blocking anybody, is in reports.h.
 */
#include "config.h"
#include "device_plugin.h"
#include "reports.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct dp_instance {
    pthread_mutex_t mutex; /* guards `first` and the list behind it */
    dp_device* first;
};

struct dp_device {
    dp_instance* instance;
    dp_device* next;
    struct reports reports; /* its mutex guards all that follows */
    struct config config;
    bool started;
    bool stopping; /* within stop(): nothing new is taken */
    bool known;    /* false until the first start with a good config */
    bool closed;   /* meaningful when known */
    uint64_t revision;
};

/* ---- Texts -------------------------------------------------------------------------------------------- */

/* Whether there is something to read where the text says so. */
static bool is_sound(dp_string text) {
    return text.data != NULL || text.size == 0;
}

static bool is(dp_string text, const char* wanted) {
    return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}

static int32_t refuse(const dp_text_sink* error, int32_t status, const char* sentence) {
    if (error != NULL && error->write != NULL) {
        error->write(error->context, text_of(sentence));
    }
    return status;
}

/* ---- What is to be reported: with the device's mutex held --------------------------------------------- */

/* Makes the contact closed or open. `report` is appended when that is news, else freed. */
static void set_state(dp_device* device, bool closed, struct report* report) {
    if (device->known && device->closed == closed) {
        free(report);
        return;
    }
    device->known = true;
    device->closed = closed;
    report->kind = REPORT_STATE;
    report->revision = ++device->revision;
    report->closed = closed;
    reports_append(&device->reports, report);
}

static void set_health(dp_device* device, int32_t health, const char* cause, const char* text,
                       struct report* report) {
    report->kind = REPORT_HEALTH;
    report->health = health;
    report->cause = cause;
    report->text = text;
    reports_append(&device->reports, report);
}

/* Two reports at once, so that running out of memory leaves everything as it was. */
static bool make_two(struct report** first, struct report** second) {
    *first = calloc(1, sizeof **first);
    *second = calloc(1, sizeof **second);
    if (*first == NULL || *second == NULL) {
        free(*first);
        free(*second);
        return false;
    }
    return true;
}

/* Reports health after start() or a new config and, when the config is good, the state it asks for. */
static void begin(dp_device* device, struct report* health, struct report* state) {
    if (device->config.verdict == CONFIG_GOOD) {
        set_health(device, DP_HEALTH_READY, "ok", "", health);
        set_state(device, device->config.closed, state);
    } else {
        set_health(device, DP_HEALTH_BAD_CONFIG, "config", device->config.text, health);
        free(state);
    }
}

/* ---- [ctl] -------------------------------------------------------------------------------------------- */

static int32_t contact_init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    if (host == NULL || !DP_HAS(host, state_remove) || instance == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "init: expected a whole host and a place for the instance");
    }
    dp_instance* const made = calloc(1, sizeof *made);
    if (made == NULL || pthread_mutex_init(&made->mutex, NULL) != 0) {
        free(made);
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    *instance = made;
    return DP_OK;
}

/* Whether options and callbacks are long enough to be read. */
static bool is_whole(const dp_device_options* options) {
    if (options == NULL || !DP_HAS(options, callbacks)) {
        return false;
    }
    const dp_device_callbacks* const callbacks = options->callbacks;
    return DP_HAS(callbacks, properties_changed) && DP_HAS(callbacks, event) &&
           DP_HAS(callbacks, health_changed) && DP_HAS(callbacks, completed);
}

static int32_t contact_create(dp_instance* instance, const dp_device_options* options, dp_device** device,
                              const dp_text_sink* error) {
    if (instance == NULL || device == NULL || !is_whole(options) || !is_sound(options->id) ||
        !is_sound(options->config)) {
        return refuse(error, DP_BAD_ARGUMENT,
                      "create: expected an instance, whole options with all callbacks and a place");
    }
    const struct config config = config_read(options->config);
    if (config.verdict == CONFIG_NOT_OBJECT) {
        return refuse(error, DP_BAD_ARGUMENT, config.text);
    }
    dp_device* const made = calloc(1, sizeof *made);
    if (made == NULL) {
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    if (!reports_begin(&made->reports, options->handle, options->callbacks)) {
        free(made);
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    made->instance = instance;
    made->config = config;
    pthread_mutex_lock(&instance->mutex);
    made->next = instance->first;
    instance->first = made;
    pthread_mutex_unlock(&instance->mutex);
    *device = made;
    return DP_OK;
}

static int32_t contact_start(dp_device* device) {
    struct report* health = NULL;
    struct report* state = NULL;
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    if (!make_two(&health, &state)) {
        return DP_INTERNAL;
    }
    pthread_mutex_lock(&device->reports.mutex);
    if (device->started) {
        pthread_mutex_unlock(&device->reports.mutex);
        free(health);
        free(state);
        return DP_WRONG_STATE;
    }
    device->started = true;
    begin(device, health, state);
    reports_drain(&device->reports);
    pthread_mutex_unlock(&device->reports.mutex);
    return DP_OK;
}

/* `closed` of the config is the state after start, so a new one leaves a contact alone that runs already; one
 * that could not run for its config starts to. */
static int32_t contact_reconfigure(dp_device* device, dp_string text, const dp_text_sink* error) {
    struct report* health = NULL;
    struct report* state = NULL;
    if (device == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "reconfigure: expected a device");
    }
    const struct config config = config_read(text);
    if (config.verdict != CONFIG_GOOD) {
        return refuse(error, DP_BAD_ARGUMENT, config.text);
    }
    if (!make_two(&health, &state)) {
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    pthread_mutex_lock(&device->reports.mutex);
    if (reports_inside_callback(&device->reports)) {
        pthread_mutex_unlock(&device->reports.mutex);
        free(health);
        free(state);
        return refuse(error, DP_WRONG_STATE, "reconfigure: expected to be called outside of a callback");
    }
    const bool was_good = device->config.verdict == CONFIG_GOOD;
    device->config = config;
    if (device->started && !device->stopping && !was_good) {
        begin(device, health, state);
        reports_drain(&device->reports);
    } else {
        free(health);
        free(state);
    }
    pthread_mutex_unlock(&device->reports.mutex);
    return DP_OK;
}

/* Every accepted command has taken effect already when its completion is queued, so no token is left to
 * cancel: what waits in the queue is delivered as it turned out. */
static int32_t contact_stop(dp_device* device) {
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    struct report* const health = calloc(1, sizeof *health);
    if (health == NULL) {
        return DP_INTERNAL;
    }
    pthread_mutex_lock(&device->reports.mutex);
    if (reports_inside_callback(&device->reports)) {
        pthread_mutex_unlock(&device->reports.mutex);
        free(health);
        return DP_WRONG_STATE;
    }
    if (!device->started) {
        pthread_mutex_unlock(&device->reports.mutex);
        free(health);
        return DP_OK;
    }
    device->stopping = true;
    set_health(device, DP_HEALTH_STOPPED, "ok", "", health);
    reports_drain(&device->reports);
    reports_wait(&device->reports);
    device->stopping = false;
    device->started = false;
    pthread_mutex_unlock(&device->reports.mutex);
    return DP_OK;
}

static void contact_destroy(dp_device* device) {
    /* Inside a callback destroy is not allowed; leaving the device alone does least harm. */
    if (device == NULL || contact_stop(device) == DP_WRONG_STATE) {
        return;
    }
    dp_instance* const instance = device->instance;
    pthread_mutex_lock(&instance->mutex);
    dp_device** link = &instance->first;
    while (*link != device) {
        link = &(*link)->next;
    }
    *link = device->next;
    pthread_mutex_unlock(&instance->mutex);
    reports_end(&device->reports);
    free(device);
}

/* Whether the calling thread is inside a callback of one of the devices. */
static bool is_inside_callback(dp_instance* instance) {
    bool inside = false;
    pthread_mutex_lock(&instance->mutex);
    for (dp_device* device = instance->first; device != NULL; device = device->next) {
        pthread_mutex_lock(&device->reports.mutex);
        inside = inside || reports_inside_callback(&device->reports);
        pthread_mutex_unlock(&device->reports.mutex);
    }
    pthread_mutex_unlock(&instance->mutex);
    return inside;
}

static void contact_deinit(dp_instance* instance) {
    if (instance == NULL || is_inside_callback(instance)) {
        return;
    }
    while (instance->first != NULL) {
        contact_destroy(instance->first);
    }
    pthread_mutex_destroy(&instance->mutex);
    free(instance);
}

/* ---- [any] -------------------------------------------------------------------------------------------- */

static int32_t contact_snapshot(dp_device* device, const dp_snapshot_sink* sink) {
    dp_named_value closed;
    if (device == NULL || sink == NULL || sink->write == NULL) {
        return DP_BAD_ARGUMENT;
    }
    memset(&closed, 0, sizeof closed);
    closed.name = text_of("closed");
    pthread_mutex_lock(&device->reports.mutex);
    if (device->known) {
        closed.value.type = DP_TYPE_BOOL;
        closed.value.as.boolean = device->closed ? 1 : 0;
    }
    const uint64_t revision = device->revision;
    pthread_mutex_unlock(&device->reports.mutex);
    sink->write(sink->context, revision, &closed, 1);
    return DP_OK;
}

/* What invoke() and write() have in common: closes or opens, and completes `token`. */
static int32_t command(dp_device* device, bool closed, uint64_t token, const dp_text_sink* error) {
    struct report* state = NULL;
    struct report* completed = NULL;
    const char* why_not = NULL;
    if (!make_two(&state, &completed)) {
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    pthread_mutex_lock(&device->reports.mutex);
    if (!device->started || device->stopping) {
        why_not = "the contact is not started";
    } else if (device->config.verdict != CONFIG_GOOD) {
        why_not = device->config.text;
    }
    const bool repeated = reports_is_pending(&device->reports, token);
    if (why_not != NULL || repeated) {
        pthread_mutex_unlock(&device->reports.mutex);
        free(state);
        free(completed);
        return why_not != NULL ? refuse(error, DP_WRONG_STATE, why_not)
                               : refuse(error, DP_BAD_ARGUMENT, "token: expected one that is not pending");
    }
    set_state(device, closed, state);
    completed->kind = REPORT_COMPLETED;
    completed->token = token;
    reports_append(&device->reports, completed);
    reports_drain(&device->reports);
    pthread_mutex_unlock(&device->reports.mutex);
    return DP_OK;
}

static int32_t contact_invoke(dp_device* device, dp_string action, const dp_named_value* params,
                              uint32_t count, uint64_t token, uint32_t timeout_ms,
                              const dp_text_sink* error) {
    (void)params;
    (void)timeout_ms; /* every command is done at once */
    if (device == NULL || !is_sound(action)) {
        return refuse(error, DP_BAD_ARGUMENT, "invoke: expected a device and an action");
    }
    if (!is(action, "open") && !is(action, "close")) {
        return refuse(error, DP_UNKNOWN_ID, "invoke: expected the action open or close");
    }
    if (count != 0) {
        return refuse(error, DP_BAD_ARGUMENT, "invoke: open and close take no parameters");
    }
    return command(device, is(action, "close"), token, error);
}

static int32_t contact_write(dp_device* device, dp_string property, const dp_value* value, uint64_t token,
                             uint32_t timeout_ms, const dp_text_sink* error) {
    (void)timeout_ms;
    if (device == NULL || value == NULL || !is_sound(property)) {
        return refuse(error, DP_BAD_ARGUMENT, "write: expected a device, a property and a value");
    }
    if (!is(property, "closed")) {
        return refuse(error, DP_UNKNOWN_ID, "write: expected the property closed");
    }
    if (value->type != DP_TYPE_BOOL) {
        return refuse(error, DP_WRONG_TYPE, "closed: expected true or false");
    }
    return command(device, value->as.boolean != 0, token, error);
}

/* A command is done when its token waits in the queue: nothing can be dropped any more. */
static int32_t contact_cancel(dp_device* device, uint64_t token) {
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    pthread_mutex_lock(&device->reports.mutex);
    const bool pending = reports_is_pending(&device->reports, token);
    pthread_mutex_unlock(&device->reports.mutex);
    return pending ? DP_OK : DP_UNKNOWN_ID;
}

/* ---- The table ---------------------------------------------------------------------------------------- */

const dp_plugin* dp_entry_v1(void) {
    static const dp_plugin plugin = {
        .size = sizeof(dp_plugin),
        .abi_major = DP_ABI_MAJOR,
        .abi_minor = DP_ABI_MINOR,
        .type_id = {"example.contact", sizeof "example.contact" - 1},
        .version = {"0.1.0", sizeof "0.1.0" - 1},
        .init = contact_init,
        .deinit = contact_deinit,
        .create = contact_create,
        .start = contact_start,
        .reconfigure = contact_reconfigure,
        .stop = contact_stop,
        .destroy = contact_destroy,
        .snapshot = contact_snapshot,
        .invoke = contact_invoke,
        .write = contact_write,
        .cancel = contact_cancel,
    };
    return &plugin;
}
