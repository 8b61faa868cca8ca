/*
 * contact - a dry contact that software opens and closes: the smallest plugin that honours every rule of
 * device_plugin.h, in plain C. It knows the ABI and its own manifest, and nothing of any host.
 *
 * Callbacks of a device must arrive one at a time and in order, though invoke() may come from many threads at
 * once and must not block. So whatever is to be reported is first put into the device's queue, under its
 * mutex; then whoever finds nobody draining the queue drains it, with the mutex released during each call to
 * the host. Who finds somebody draining goes home: the drainer will see the new messages before it stops.
 * There is no thread of this plugin's own, so nothing has to be joined.
 */
#include "config.h"
#include "device_plugin.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum message_kind { MESSAGE_HEALTH, MESSAGE_STATE, MESSAGE_COMPLETED };

struct message {
    struct message* next;
    enum message_kind kind;
    int32_t health;
    const char* cause; /* constant data */
    const char* text;  /* constant data */
    uint64_t revision;
    bool closed;
    uint64_t token;
};

struct dp_instance {
    pthread_mutex_t mutex; /* guards `first` and the list behind it */
    dp_device* first;
};

struct dp_device {
    dp_instance* instance;
    dp_device* next;
    dp_device_handle* handle;
    const dp_device_callbacks* callbacks;

    pthread_mutex_t mutex; /* guards all that follows; never held during a call to the host */
    pthread_cond_t idle;   /* signalled when a drainer leaves */
    struct config config;
    bool started;
    bool stopping; /* within stop(): nothing new is taken */
    bool known;    /* false until the first start with a good config */
    bool closed;   /* meaningful when known */
    uint64_t revision;
    struct message* head;
    struct message** tail;
    bool draining;
    pthread_t drainer; /* meaningful while draining */
};

/* ---- Texts
 * ------------------------------------------------------------------------------------------------- */

static dp_string text_of(const char* terminated) {
    const dp_string text = {terminated, strlen(terminated)};
    return text;
}

static bool is(dp_string text, const char* wanted) {
    return text.size == strlen(wanted) && (text.size == 0 || memcmp(text.data, wanted, text.size) == 0);
}

static int32_t refuse(const dp_text_sink* error, int32_t status, const char* sentence) {
    if (error != NULL && error->write != NULL) {
        error->write(error->context, text_of(sentence));
    }
    return status;
}

/* ---- The queue: all of this with the device's mutex held
 * ---------------------------------------------------- */

static void append(dp_device* device, struct message* message) {
    message->next = NULL;
    *device->tail = message;
    device->tail = &message->next;
}

static struct message* take_first(dp_device* device) {
    struct message* const message = device->head;
    device->head = message->next;
    if (device->head == NULL) {
        device->tail = &device->head;
    }
    return message;
}

static void deliver(const dp_device* device, const struct message* message) {
    dp_named_value changed;
    dp_value nothing;
    switch (message->kind) {
    case MESSAGE_HEALTH:
        device->callbacks->health_changed(device->handle, message->health, text_of(message->cause),
                                          text_of(message->text));
        break;
    case MESSAGE_STATE:
        memset(&changed, 0, sizeof changed);
        changed.name = text_of("closed");
        changed.value.type = DP_TYPE_BOOL;
        changed.value.as.boolean = message->closed ? 1 : 0;
        device->callbacks->properties_changed(device->handle, message->revision, &changed, 1);
        break;
    case MESSAGE_COMPLETED:
        memset(&nothing, 0, sizeof nothing);
        device->callbacks->completed(device->handle, message->token, DP_OK, text_of(""), &nothing);
        break;
    }
}

/* Enters and leaves with the mutex held; releases it during each call to the host. */
static void drain(dp_device* device) {
    if (device->draining) {
        return;
    }
    device->draining = true;
    device->drainer = pthread_self();
    while (device->head != NULL) {
        struct message* const message = take_first(device);
        pthread_mutex_unlock(&device->mutex);
        deliver(device, message);
        free(message);
        pthread_mutex_lock(&device->mutex);
    }
    device->draining = false;
    pthread_cond_broadcast(&device->idle);
}

static bool inside_callback(const dp_device* device) {
    return device->draining && pthread_equal(device->drainer, pthread_self());
}

static bool is_pending(const dp_device* device, uint64_t token) {
    for (const struct message* message = device->head; message != NULL; message = message->next) {
        if (message->kind == MESSAGE_COMPLETED && message->token == token) {
            return true;
        }
    }
    return false;
}

/* Makes the contact closed or open. `message` is appended when that is news, else freed. */
static void set_state(dp_device* device, bool closed, struct message* message) {
    if (device->known && device->closed == closed) {
        free(message);
        return;
    }
    device->known = true;
    device->closed = closed;
    message->kind = MESSAGE_STATE;
    message->revision = ++device->revision;
    message->closed = closed;
    append(device, message);
}

static void set_health(dp_device* device, int32_t health, const char* cause, const char* text,
                       struct message* message) {
    message->kind = MESSAGE_HEALTH;
    message->health = health;
    message->cause = cause;
    message->text = text;
    append(device, message);
}

/* Two messages at once, so that running out of memory leaves everything as it was. */
static bool make_two(struct message** first, struct message** second) {
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
static void begin(dp_device* device, struct message* health, struct message* state) {
    if (device->config.verdict == CONFIG_GOOD) {
        set_health(device, DP_HEALTH_READY, "ok", "", health);
        set_state(device, device->config.closed, state);
    } else {
        set_health(device, DP_HEALTH_BAD_CONFIG, "config", device->config.text, health);
        free(state);
    }
}

/* ---- [ctl]
 * ------------------------------------------------------------------------------------------------- */

static int32_t contact_init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    if (host == NULL || instance == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "init: expected a host and a place for the instance");
    }
    dp_instance* const made = calloc(1, sizeof *made);
    if (made == NULL || pthread_mutex_init(&made->mutex, NULL) != 0) {
        free(made);
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    *instance = made;
    return DP_OK;
}

static int32_t contact_create(dp_instance* instance, const dp_device_options* options, dp_device** device,
                              const dp_text_sink* error) {
    if (instance == NULL || options == NULL || device == NULL || options->callbacks == NULL) {
        return refuse(error, DP_BAD_ARGUMENT,
                      "create: expected an instance, options with callbacks and a place");
    }
    const struct config config = config_read(options->config);
    if (config.verdict == CONFIG_NOT_OBJECT) {
        return refuse(error, DP_BAD_ARGUMENT, config.text);
    }
    dp_device* const made = calloc(1, sizeof *made);
    if (made == NULL) {
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    if (pthread_mutex_init(&made->mutex, NULL) != 0) {
        free(made);
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    if (pthread_cond_init(&made->idle, NULL) != 0) {
        pthread_mutex_destroy(&made->mutex);
        free(made);
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    made->instance = instance;
    made->handle = options->handle;
    made->callbacks = options->callbacks;
    made->config = config;
    made->tail = &made->head;
    pthread_mutex_lock(&instance->mutex);
    made->next = instance->first;
    instance->first = made;
    pthread_mutex_unlock(&instance->mutex);
    *device = made;
    return DP_OK;
}

static int32_t contact_start(dp_device* device) {
    struct message* health = NULL;
    struct message* state = NULL;
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    if (!make_two(&health, &state)) {
        return DP_INTERNAL;
    }
    pthread_mutex_lock(&device->mutex);
    if (device->started) {
        pthread_mutex_unlock(&device->mutex);
        free(health);
        free(state);
        return DP_WRONG_STATE;
    }
    device->started = true;
    begin(device, health, state);
    drain(device);
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

/* `closed` of the config is the state after start, so a new one leaves a contact alone that runs already; one
 * that could not run for its config starts to. */
static int32_t contact_reconfigure(dp_device* device, dp_string text, const dp_text_sink* error) {
    struct message* health = NULL;
    struct message* state = NULL;
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
    pthread_mutex_lock(&device->mutex);
    const bool was_good = device->config.verdict == CONFIG_GOOD;
    device->config = config;
    if (device->started && !device->stopping && !was_good) {
        begin(device, health, state);
        drain(device);
    } else {
        free(health);
        free(state);
    }
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

/* Every accepted command has taken effect already when its completion is queued, so no token is left to
 * cancel: what waits in the queue is delivered as it turned out. */
static int32_t contact_stop(dp_device* device) {
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    struct message* const health = calloc(1, sizeof *health);
    if (health == NULL) {
        return DP_INTERNAL;
    }
    pthread_mutex_lock(&device->mutex);
    if (inside_callback(device)) {
        pthread_mutex_unlock(&device->mutex);
        free(health);
        return DP_WRONG_STATE;
    }
    if (!device->started) {
        pthread_mutex_unlock(&device->mutex);
        free(health);
        return DP_OK;
    }
    device->stopping = true;
    set_health(device, DP_HEALTH_STOPPED, "ok", "", health);
    drain(device);
    while (device->draining) {
        pthread_cond_wait(&device->idle, &device->mutex);
    }
    device->stopping = false;
    device->started = false;
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static void contact_destroy(dp_device* device) {
    /* Inside a callback destroy is not allowed; leaving the device alone is the answer that does least harm.
     */
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
    pthread_cond_destroy(&device->idle);
    pthread_mutex_destroy(&device->mutex);
    free(device);
}

static void contact_deinit(dp_instance* instance) {
    if (instance == NULL) {
        return;
    }
    while (instance->first != NULL) {
        contact_destroy(instance->first);
    }
    pthread_mutex_destroy(&instance->mutex);
    free(instance);
}

/* ---- [any]
 * ------------------------------------------------------------------------------------------------- */

static int32_t contact_snapshot(dp_device* device, const dp_snapshot_sink* sink) {
    dp_named_value closed;
    if (device == NULL || sink == NULL || sink->write == NULL) {
        return DP_BAD_ARGUMENT;
    }
    memset(&closed, 0, sizeof closed);
    closed.name = text_of("closed");
    pthread_mutex_lock(&device->mutex);
    if (device->known) {
        closed.value.type = DP_TYPE_BOOL;
        closed.value.as.boolean = device->closed ? 1 : 0;
    }
    const uint64_t revision = device->revision;
    pthread_mutex_unlock(&device->mutex);
    sink->write(sink->context, revision, &closed, 1);
    return DP_OK;
}

/* What invoke() and write() have in common: closes or opens, and completes `token`. */
static int32_t command(dp_device* device, bool closed, uint64_t token, const dp_text_sink* error) {
    struct message* state = NULL;
    struct message* completed = NULL;
    const char* why_not = NULL;
    if (!make_two(&state, &completed)) {
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    pthread_mutex_lock(&device->mutex);
    if (!device->started || device->stopping) {
        why_not = "the contact is not started";
    } else if (device->config.verdict != CONFIG_GOOD) {
        why_not = device->config.text;
    }
    const bool repeated = is_pending(device, token);
    if (why_not != NULL || repeated) {
        pthread_mutex_unlock(&device->mutex);
        free(state);
        free(completed);
        return why_not != NULL ? refuse(error, DP_WRONG_STATE, why_not)
                               : refuse(error, DP_BAD_ARGUMENT, "token: expected one that is not pending");
    }
    set_state(device, closed, state);
    completed->kind = MESSAGE_COMPLETED;
    completed->token = token;
    append(device, completed);
    drain(device);
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static int32_t contact_invoke(dp_device* device, dp_string action, const dp_named_value* params,
                              uint32_t count, uint64_t token, uint32_t timeout_ms,
                              const dp_text_sink* error) {
    (void)params;
    (void)timeout_ms; /* every command is done at once */
    if (device == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "invoke: expected a device");
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
    if (device == NULL || value == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "write: expected a device and a value");
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
    pthread_mutex_lock(&device->mutex);
    const bool pending = is_pending(device, token);
    pthread_mutex_unlock(&device->mutex);
    return pending ? DP_OK : DP_UNKNOWN_ID;
}

/* ---- The table
 * --------------------------------------------------------------------------------------------- */

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
