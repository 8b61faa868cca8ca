/*
 * faulty - a plugin that is right but for one fault, chosen when it is compiled: FAULT is one of faults.h.
 * With FAULT_none it passes every test of plugin-check; with another one exactly the test fails that the
 * fault is there for. It works like the contact: reports wait in a queue, and whoever finds nobody delivering
 * delivers.
 */
#define _GNU_SOURCE /* RTLD_NOLOAD, recursive mutexes */
#include "device_plugin.h"
#include "faults.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { LABEL_ROOM = 9, LEVELS = 10 };

enum kind { HEALTH, BATCH, EVENT, COMPLETED };

struct report {
    struct report* next;
    enum kind kind;
    uint64_t number; /* revision or token */
    int32_t code;    /* health or status */
    int64_t level;
    char label[LABEL_ROOM];
    bool with_result;
};

struct dp_instance {
    const dp_host* host;
    dp_device* first;
    bool written; /* a write was accepted */
};

struct dp_device {
    dp_instance* instance;
    dp_device* next;
    dp_device_handle* handle;
    const dp_device_callbacks* callbacks;
    pthread_mutex_t mutex; /* guards all that follows; recursive; not held during callbacks */
    pthread_cond_t idle;
    struct report* head;
    struct report** tail;
    bool delivering;
    int in_progress; /* reports, where they may overlap */
    pthread_t deliverer;
    bool started;
    bool stopping;
    bool was_stopped;
    bool asked; /* an action was accepted since start() */
    bool overlapped;
    bool odd; /* list is no JSON */
    bool known;
    bool configured; /* with more than {} */
    int64_t level;
    char label[LABEL_ROOM];
    uint64_t revision;
    int server; /* descriptor, or -1 */
    char address[64];
    char overheard[128];
};

/* Of the process: only for faults that need it. */
static dp_device* newest;
static int instances;
static bool spoiled;
static int running;
static atomic_int reporting;
static _Thread_local int inside_mine; /* where callbacks may overlap: the host's, on this thread */

static dp_string text_of(const char* terminated) {
    const dp_string text = {terminated, strlen(terminated)};
    return text;
}

static bool is(dp_string text, const char* wanted) {
    return text.size == strlen(wanted) && (text.size == 0 || memcmp(text.data, wanted, text.size) == 0);
}

/* It says that it has bytes, and has none. */
static bool is_broken(dp_string text) {
    return text.data == NULL && text.size != 0 && !HAS(null_text);
}

static int32_t refuse(const dp_text_sink* error, int32_t status, const char* sentence) {
    if (error != NULL && error->write != NULL) {
        error->write(error->context, text_of(sentence));
    }
    return status;
}

/* ---- Reports, with the mutex held ---- */

static struct report* add(dp_device* device, enum kind kind) {
    struct report* const report = calloc(1, sizeof *report);
    if (report == NULL) {
        abort();
    }
    report->kind = kind;
    *device->tail = report;
    device->tail = &report->next;
    return report;
}

static void add_health(dp_device* device, int32_t code) {
    add(device, HEALTH)->code = code;
}

static void add_batch(dp_device* device) {
    device->revision += HAS(revision_gap) ? 2 : 1;
    struct report* const report = add(device, BATCH);
    report->number = device->revision;
    report->level = device->level;
    memcpy(report->label, device->label, sizeof report->label);
}

/* Until one of the two has met the other in a callback time and again: however the machine shares out its
 * cores, one of those meetings was seen by the host too. The bound is for a machine that never runs both. */
static void* overlapping(void* context) {
    static atomic_int inside_now;
    static atomic_bool enough;
    enum { MEETINGS = 200, MOST = 5000000 };
    const dp_device* const device = context;
    int met = 0;
    for (int i = 0; !atomic_load(&enough) && i < MOST; ++i) {
        met += atomic_fetch_add(&inside_now, 1) > 0 ? 1 : 0;
        device->callbacks->event(device->handle, text_of("said"), NULL, 0);
        atomic_fetch_sub(&inside_now, 1);
        if (met == MEETINGS) {
            atomic_store(&enough, true);
        }
    }
    return NULL;
}

static void deliver_overlapping(dp_device* device) {
    pthread_t threads[2];
    for (int i = 0; i < 2; ++i) {
        if (pthread_create(&threads[i], NULL, overlapping, device) != 0) {
            abort();
        }
    }
    for (int i = 0; i < 2; ++i) {
        pthread_join(threads[i], NULL);
    }
}

static dp_named_value odd_list(void) {
    dp_named_value odd;
    memset(&odd, 0, sizeof odd);
    odd.name = text_of("list");
    odd.value.type = DP_TYPE_JSON;
    odd.value.as.string = text_of("{x");
    return odd;
}

static void deliver_batch(const dp_device* device, const struct report* report) {
    dp_named_value changed[3];
    memset(changed, 0, sizeof changed);
    changed[0].name = text_of("level");
    changed[0].value.type = DP_TYPE_INT;
    changed[0].value.as.integer = report->level;
    changed[1].name = text_of("label");
    changed[1].value.type = DP_TYPE_STRING;
    changed[1].value.as.string = text_of(report->label);
    changed[2] = HAS(broken_json) ? odd_list() : changed[0];
    device->callbacks->properties_changed(device->handle, report->number, changed,
                                          HAS(twice_in_batch) || device->odd ? 3 : 2);
}

static void deliver(dp_device* device, const struct report* report) {
    const dp_device* const to = HAS(newest_hears_all) ? newest : device;
    atomic_fetch_add(&reporting, 1);
    dp_named_value data;
    dp_value result;
    memset(&data, 0, sizeof data);
    memset(&result, 0, sizeof result);
    switch (report->kind) {
    case HEALTH:
        to->callbacks->health_changed(to->handle, report->code, text_of("ok"), text_of(""));
        break;
    case BATCH:
        deliver_batch(to, report);
        break;
    case EVENT:
        data.name = text_of("level");
        data.value.type = DP_TYPE_INT;
        data.value.as.integer = report->level;
        to->callbacks->event(to->handle, text_of(HAS(unknown_event) ? "surprise" : "said"), &data, 1);
        break;
    case COMPLETED:
        if (report->with_result) {
            result.type = HAS(other_result) ? DP_TYPE_INT : DP_TYPE_STRING;
            result.as.string = text_of("said");
        }
        to->callbacks->completed(to->handle, report->number, report->code,
                                 text_of(HAS(text_bytes) && report->with_result ? "\xFF" : ""), &result);
        break;
    }
    atomic_fetch_sub(&reporting, 1);
}

/* Whoever has something to report reports it, whether another one does so or not. */
static void drain_unserialised(dp_device* device) {
    while (device->head != NULL) {
        struct report* const report = device->head;
        device->head = report->next;
        if (device->head == NULL) {
            device->tail = &device->head;
        }
        ++device->in_progress;
        ++inside_mine;
        pthread_mutex_unlock(&device->mutex);
        deliver(device, report);
        free(report);
        pthread_mutex_lock(&device->mutex);
        --inside_mine;
        --device->in_progress;
    }
    device->delivering = device->in_progress > 0;
    pthread_cond_broadcast(&device->idle);
}

static void drain(dp_device* device) {
    if (HAS(unserialised)) {
        device->delivering = true;
        drain_unserialised(device);
        return;
    }
    if (device->delivering) {
        return;
    }
    device->delivering = true;
    device->deliverer = pthread_self();
    while (device->head != NULL) {
        struct report* const report = device->head;
        device->head = report->next;
        if (device->head == NULL) {
            device->tail = &device->head;
        }
        if (!HAS(locks_callbacks)) {
            pthread_mutex_unlock(&device->mutex);
        }
        deliver(device, report);
        free(report);
        if (!HAS(locks_callbacks)) {
            pthread_mutex_lock(&device->mutex);
        }
    }
    device->delivering = false;
    pthread_cond_broadcast(&device->idle);
}

static bool inside(const dp_device* device) {
    return HAS(unserialised) ? inside_mine > 0
                             : device->delivering && pthread_equal(device->deliverer, pthread_self());
}

static bool is_pending(const dp_device* device, uint64_t token) {
    for (const struct report* report = device->head; report != NULL; report = report->next) {
        if (report->kind == COMPLETED && report->number == token) {
            return true;
        }
    }
    return false;
}

/* ---- Config: {} or {"server":"ADDRESS"}, without spaces ---- */

static bool is_json_like_object(dp_string config) {
    /* As much of JSON as tells an object from what is none; a text that passes is refused by start() if it is
     * wrong. */
    static const char* const bad[] = {"{", "{}x", "{\"a\":}"};
    if (is_broken(config)) {
        return false;
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
        if (is(config, bad[i])) {
            return false;
        }
    }
    return config.size >= 2 && config.data[0] == '{' && config.data[config.size - 1] == '}';
}

/* Nothing wrong with it; `address` (64 bytes) gets the server, or "". */
static bool read_config(dp_string config, char* address) {
    static const char begin[] = "{\"server\":\"";
    const size_t length = sizeof begin - 1;
    address[0] = '\0';
    if (is_broken(config)) {
        return false;
    }
    if (is(config, "{}")) {
        return true;
    }
    if (config.size < length + 2 || config.size - length > 60 || memcmp(config.data, begin, length) != 0 ||
        memcmp(config.data + config.size - 2, "\"}", 2) != 0) {
        return HAS(takes_any_key) && is_json_like_object(config);
    }
    memcpy(address, config.data + length, config.size - length - 2);
    address[config.size - length - 2] = '\0';
    return strpbrk(address, "\"\\") == NULL;
}

static int connect_to(const char* address) {
    char host[64];
    unsigned port = 0;
    struct sockaddr_in to;
    memset(&to, 0, sizeof to);
    if (sscanf(address, "%63[0-9.]:%u", host, &port) != 2 || port > 65535) {
        return -1;
    }
    to.sin_family = AF_INET;
    to.sin_port = htons((uint16_t)port);
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (inet_pton(AF_INET, host, &to.sin_addr) != 1 ||
        connect(descriptor, (const struct sockaddr*)&to, sizeof to) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

/* ---- [ctl] ---- */

/* A thread that waits for ever, in the system's code alone: ours may be unmapped while it does. */
static void leave_thread(void) {
    static void* (*wait)(void*);
    int (*const wait_for)(sem_t*) = sem_wait;
    sem_t* const never = malloc(sizeof *never);
    pthread_t thread;
    memcpy(&wait, &wait_for, sizeof wait);
    if (never != NULL && sem_init(never, 0, 0) == 0 && pthread_create(&thread, NULL, wait, never) == 0) {
        pthread_detach(thread);
    }
}

static void spoil_process(void) {
    if (HAS(leaks_memory)) {
        char* volatile lost = malloc(900);
        memset(lost, 1, 900);
    } else if (HAS(leaks_descriptor)) {
        (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
    } else if (HAS(leaks_thread)) {
        leave_thread();
    } else if (HAS(stays_mapped)) {
        Dl_info self;
        if (dladdr((void*)&instances, &self) != 0) {
            (void)!dlopen(self.dli_fname, RTLD_NOW);
        }
    }
}

static int32_t faulty_init(const dp_host* host, dp_instance** instance, const dp_text_sink* error) {
    if (host == NULL || instance == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "a host and a place are expected");
    }
    if (!HAS(host_unchecked) && !DP_HAS(host, state_remove)) {
        return refuse(error, DP_UNSUPPORTED, "a host with all services is expected");
    }
    if (HAS(host_unchecked) && host->state_remove == NULL) {
        return refuse(error, DP_UNSUPPORTED, "a host with all services is expected");
    }
    if (HAS(init_once) && spoiled && instances > 0) {
        return refuse(error, DP_INTERNAL, "it had enough");
    }
    dp_instance* const made = calloc(1, sizeof *made);
    if (made == NULL) {
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    made->host = host;
    ++instances;
    spoil_process();
    *instance = made;
    return DP_OK;
}

static int32_t faulty_create(dp_instance* instance, const dp_device_options* options, dp_device** device,
                             const dp_text_sink* error) {
    if (instance == NULL || options == NULL || device == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "an instance, options and a place are expected");
    }
    const dp_device_callbacks* const callbacks =
        HAS(options_unchecked) || DP_HAS(options, callbacks) ? options->callbacks : NULL;
    if (callbacks == NULL || (!HAS(options_unchecked) && !DP_HAS(callbacks, completed))) {
        return refuse(error, DP_BAD_ARGUMENT, "whole options with all callbacks are expected");
    }
    const bool configured = options->config.size > 2;
    if ((HAS(longer_refused) || (HAS(longer_refused_at_work) && configured)) &&
        options->size != sizeof *options) {
        return refuse(error, DP_BAD_ARGUMENT, "options of another size");
    }
    if (HAS(config_internal) && options->config.size > 9 &&
        memmem(options->config.data, options->config.size, "surplus_", 8) != NULL) {
        return refuse(error, DP_INTERNAL, "oh");
    }
    if (!is_json_like_object(options->config) &&
        !(HAS(takes_list) && options->config.data != NULL && is(options->config, "[]"))) {
        return refuse(error, DP_BAD_ARGUMENT, "config: a JSON object is expected");
    }
    dp_device* const made = calloc(1, sizeof *made);
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    if (made == NULL || pthread_mutex_init(&made->mutex, &attributes) != 0 ||
        pthread_cond_init(&made->idle, NULL) != 0) {
        free(made);
        return refuse(error, DP_INTERNAL, "out of memory");
    }
    made->instance = instance;
    made->handle = options->handle;
    made->configured = configured;
    made->callbacks = callbacks;
    made->tail = &made->head;
    made->server = -1;
    /* A config that is wrong is told by start(): the address of nobody stands for it. */
    if (!read_config(options->config, made->address)) {
        strcpy(made->address, "?");
    }
    made->next = instance->first;
    instance->first = made;
    newest = made;
    *device = made;
    return DP_OK;
}

/* Longer than anything that is stored here, so that it is cut. */
struct kept {
    char text[128];
    size_t size;
};

static void keep(void* context, dp_string value) {
    struct kept* const kept = context;
    kept->size = value.size;
    if (HAS(believes_store) &&
        (value.size >= sizeof kept->text || memchr(value.data, 0, value.size) != NULL)) {
        abort(); /* as the copy that is not cut would do, on a good day */
    }
    const size_t size = value.size < sizeof kept->text ? value.size : sizeof kept->text - 1;
    if (size > 0) {
        memcpy(kept->text, value.data, size);
    }
    kept->text[size] = '\0';
}

/* What a [ctl] function may do: it reads its secret under a lock, and writes its state. */
static int32_t use_stores(dp_device* device) {
    const dp_host* const host = device->instance->host;
    struct kept kept;
    memset(&kept, 0, sizeof kept);
    const dp_text_sink sink = {&kept, keep};
    uint64_t lock = 0;
    if (host->secret_lock(host->handle, text_of("token"), 0, &lock) == DP_OK && !HAS(keeps_lock)) {
        host->secret_unlock(host->handle, lock);
    }
    const int32_t status = host->secret_get(host->handle, text_of("token"), &sink);
    if (HAS(prints_secret) && status == DP_OK) {
        printf("%s\n", kept.text);
    }
    if (HAS(refuses_with_secret) && status == DP_OK) {
        memcpy(device->overheard, kept.text, sizeof device->overheard);
    }
    if (HAS(logs_secret) && status == DP_OK) {
        host->log(host->handle, DP_LOG_INFO, text_of("start"), text_of(kept.text));
    }
    host->state_put(host->handle, text_of("started"), text_of("yes"));
    return status == DP_STORAGE ? status : DP_OK;
}

static int32_t faulty_start(dp_device* device) {
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    pthread_mutex_lock(&device->mutex);
    if (device->started || inside(device)) {
        pthread_mutex_unlock(&device->mutex);
        return DP_WRONG_STATE;
    }
    device->started = true;
    device->asked = false;
    ++running;
    if (HAS(batch_first)) {
        add_batch(device);
    }
    const bool good = device->address[0] != '?' || HAS(ready_anyway);
    add_health(device, good ? DP_HEALTH_READY : DP_HEALTH_BAD_CONFIG);
    device->known = true;
    add_batch(device);
    device->server = good ? connect_to(device->address) : -1;
    drain(device);
    if (!HAS(locks_store)) {
        pthread_mutex_unlock(&device->mutex);
    }
    const int32_t stored = use_stores(device);
    if (HAS(locks_store)) {
        pthread_mutex_unlock(&device->mutex);
    }
    if (HAS(needs_store) && stored != DP_OK) {
        pthread_mutex_lock(&device->mutex);
        device->started = false;
        --running;
        pthread_mutex_unlock(&device->mutex);
        return stored;
    }
    return DP_OK;
}

static int32_t faulty_reconfigure(dp_device* device, dp_string config, const dp_text_sink* error) {
    char address[64];
    if (device == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "a device is expected");
    }
    pthread_mutex_lock(&device->mutex);
    const bool is_inside = inside(device);
    pthread_mutex_unlock(&device->mutex);
    if (is_inside && !HAS(reconfigures_inside)) {
        return refuse(error, DP_WRONG_STATE, "not from inside a callback");
    }
    if (HAS(reconfigures_running_only) && device->configured && device->was_stopped && !device->started) {
        return refuse(error, DP_WRONG_STATE, "it is not started");
    }
    if (HAS(empty_config) && config.size == 0) {
        return DP_OK;
    }
    return read_config(config, address) ? DP_OK : refuse(error, DP_BAD_ARGUMENT, "config: {} is expected");
}

/* Waits for the peer to say something, which a server that hangs never does. */
static void wait_for_server(const dp_device* device) {
    const struct timeval limit = {2, 0};
    char byte;
    setsockopt(device->server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)!recv(device->server, &byte, 1, 0);
}

static int32_t end(dp_device* device, bool by_stop) {
    pthread_mutex_lock(&device->mutex);
    if (inside(device)) {
        pthread_mutex_unlock(&device->mutex);
        return DP_WRONG_STATE;
    }
    if (!device->started) {
        const bool again = device->was_stopped;
        pthread_mutex_unlock(&device->mutex);
        return HAS(stop_once) && by_stop && again ? DP_WRONG_STATE : DP_OK;
    }
    device->stopping = true;
    if (HAS(stop_reads) && device->server >= 0 && device->asked) {
        wait_for_server(device);
    }
    add_health(device, DP_HEALTH_STOPPED);
    if (HAS(ready_last) && by_stop) {
        add_health(device, DP_HEALTH_READY);
    }
    drain(device);
    struct timespec patience;
    clock_gettime(CLOCK_REALTIME, &patience);
    patience.tv_nsec += 250000000;
    patience.tv_sec += patience.tv_nsec / 1000000000;
    patience.tv_nsec %= 1000000000;
    while (device->delivering) {
        if (!HAS(stop_hurries)) {
            pthread_cond_wait(&device->idle, &device->mutex);
        } else if (pthread_cond_timedwait(&device->idle, &device->mutex, &patience) != 0) {
            break; /* it had waited long enough */
        }
    }
    if (device->server >= 0) {
        close(device->server);
    }
    device->server = -1;
    device->stopping = false;
    device->started = false;
    device->was_stopped = true;
    --running;
    pthread_mutex_unlock(&device->mutex);
    return DP_OK;
}

static int32_t faulty_stop(dp_device* device) {
    if (device == NULL && !HAS(null_device)) {
        return DP_BAD_ARGUMENT;
    }
    return end(device, true);
}

static void faulty_destroy(dp_device* device) {
    if (device == NULL || end(device, false) == DP_WRONG_STATE) {
        return;
    }
    if (HAS(late_event)) {
        device->callbacks->event(device->handle, text_of("said"), NULL, 0);
    }
    pthread_mutex_lock(&device->mutex);
    while (device->delivering) {
        pthread_cond_wait(&device->idle, &device->mutex);
    }
    pthread_mutex_unlock(&device->mutex);
    dp_device** link = &device->instance->first;
    while (*link != device) {
        link = &(*link)->next;
    }
    *link = device->next;
    pthread_cond_destroy(&device->idle);
    pthread_mutex_destroy(&device->mutex);
    free(device);
}

static bool is_inside_any(const dp_instance* instance) {
    bool found = false;
    for (dp_device* device = instance->first; device != NULL; device = device->next) {
        pthread_mutex_lock(&device->mutex);
        found |= inside(device);
        if (HAS(deinit_inside) && inside(device)) {
            device->stopping = true; /* and no command is taken from now on */
        }
        pthread_mutex_unlock(&device->mutex);
    }
    return found;
}

/* A thread that nobody joins says something when the instance has ended, and the host has not. */
static dp_host ended_host;
static void* speak_late(void* context) {
    const struct timespec delay = {0, 100000000};
    (void)context;
    nanosleep(&delay, NULL);
    ended_host.log(ended_host.handle, DP_LOG_INFO, text_of("end"), text_of("late"));
    return NULL;
}
static void leave_speaker(const dp_instance* instance) {
    Dl_info self;
    pthread_t thread;
    ended_host = *instance->host;
    if (dladdr((void*)&instances, &self) != 0 && dlopen(self.dli_fname, RTLD_NOW) != NULL &&
        pthread_create(&thread, NULL, speak_late, NULL) == 0) {
        pthread_detach(thread);
    }
}

static void faulty_deinit(dp_instance* instance) {
    if (instance == NULL || is_inside_any(instance)) {
        return;
    }
    if (HAS(speaks_late) && instance->written) {
        leave_speaker(instance);
    }
    while (instance->first != NULL && !HAS(left_over) &&
           !(HAS(left_over_at_work) && instance->first->configured && instance->first->started)) {
        faulty_destroy(instance->first);
    }
    --instances;
    spoiled = true;
    free(instance);
}

/* ---- [any] ---- */

static int32_t faulty_snapshot(dp_device* device, const dp_snapshot_sink* sink) {
    dp_named_value values[3];
    if (device == NULL || sink == NULL || sink->write == NULL) {
        return DP_BAD_ARGUMENT;
    }
    memset(values, 0, sizeof values);
    values[0].name = text_of("level");
    values[1].name = text_of("label");
    values[2].name = text_of("list");
    char label[LABEL_ROOM];
    pthread_mutex_lock(&device->mutex);
    if (HAS(no_snapshot_inside) && inside(device)) {
        pthread_mutex_unlock(&device->mutex);
        return DP_WRONG_STATE;
    }
    memcpy(label, device->label, sizeof label);
    if (device->known) {
        values[0].value.type = DP_TYPE_INT;
        values[0].value.as.integer = device->level + (HAS(snapshot_other) ? 1 : 0);
        values[1].value.type = DP_TYPE_STRING;
        values[1].value.as.string = text_of(label);
    }
    if (device->odd) {
        values[2] = odd_list();
    }
    const uint64_t revision = device->revision;
    pthread_mutex_unlock(&device->mutex);
    sink->write(sink->context, revision, values, HAS(snapshot_short) ? 2 : 3);
    return DP_OK;
}

/* A write goes wrong in more ways than anything else: no test writes from inside a callback. */
static void spoil_write(dp_device* device) {
    if (HAS(overlap) && !device->overlapped) {
        device->overlapped = true;
        deliver_overlapping(device);
    } else if (HAS(broken_json)) {
        device->odd = true;
    } else if (HAS(out_of_bounds)) {
        device->level = LEVELS + 1;
    }
}

/* What is wrong with the command now, DP_OK when nothing is. With the mutex held. */
static int32_t admit(dp_device* device, uint64_t token, const dp_text_sink* error) {
    if (!device->started || device->stopping) {
        return refuse(error, HAS(busy_when_stopped) ? DP_BUSY : DP_WRONG_STATE, "it is not started");
    }
    if (is_pending(device, token) && !HAS(swallows_token) && !HAS(takes_token_twice)) {
        return refuse(error, DP_BAD_ARGUMENT, "the token is pending");
    }
    device->asked = true;
    if (HAS(leaks_command)) {
        char* volatile lost = malloc(1024);
        memset(lost, 1, 1024);
    }
    return DP_OK;
}

static void complete(dp_device* device, uint64_t token, bool with_result) {
    if (HAS(swallows_token) && is_pending(device, token)) {
        return;
    }
    if (HAS(loses_in_crowd) && device->delivering && !inside(device)) {
        return;
    }
    struct report* const report = add(device, COMPLETED);
    report->number = token;
    report->with_result = with_result;
    report->code = HAS(unknown_status) && with_result ? 99 : DP_OK;
}

/* A whole number within the bounds, in `level`; the reason otherwise. */
static int32_t level_of(const dp_value* value, int64_t* level, bool by_write) {
    if (value->type != DP_TYPE_INT) {
        return HAS(wrong_reason) && !by_write ? DP_BAD_ARGUMENT : DP_WRONG_TYPE;
    }
    *level = value->as.integer;
    if (*level < 0 || *level > LEVELS) {
        const bool clamps = by_write ? HAS(write_clamps) : HAS(takes_out_of_range);
        *level = LEVELS;
        return clamps ? DP_OK : DP_OUT_OF_RANGE;
    }
    return DP_OK;
}

/* Letters only: no other text is of use to anybody here. */
static int32_t label_of(const dp_value* value, char* label) {
    if (value->type != DP_TYPE_STRING) {
        return HAS(wrong_reason) ? DP_BAD_ARGUMENT : DP_WRONG_TYPE;
    }
    const dp_string text = value->as.string;
    if (is_broken(text)) {
        return DP_BAD_ARGUMENT;
    }
    if (text.size >= LABEL_ROOM) {
        return HAS(takes_out_of_range) ? DP_OK : DP_OUT_OF_RANGE;
    }
    for (uint64_t i = 0; i < text.size; ++i) {
        if ((unsigned char)text.data[i] >= 0x80 && !HAS(takes_any_bytes)) {
            return DP_BAD_ARGUMENT;
        }
    }
    memset(label, 0, LABEL_ROOM);
    if (text.size > 0) {
        memcpy(label, text.data, text.size);
    }
    return DP_OK;
}

/* The parameters of `set`; DP_OK when they are good. */
static int32_t read_params(const dp_named_value* params, uint32_t count, int64_t* level, char* label) {
    bool has_level = false;
    bool has_label = false;
    for (uint32_t i = 0; i < count; ++i) {
        int32_t status = DP_BAD_ARGUMENT;
        if (is_broken(params[i].name)) {
            return status;
        }
        if (is(params[i].name, "level") && !has_level) {
            has_level = true;
            status = level_of(&params[i].value, level, false);
        } else if (is(params[i].name, "label") && !has_label) {
            has_label = true;
            status = label_of(&params[i].value, label);
        } else if (HAS(takes_surplus)) {
            status = DP_OK;
        }
        if (status != DP_OK) {
            return status;
        }
    }
    return has_level || HAS(takes_missing) ? DP_OK : DP_BAD_ARGUMENT;
}

static int32_t unknown(dp_string name, const dp_text_sink* error) {
    if (HAS(repeats_name) && name.size > 1000 && error != NULL) {
        error->write(error->context, name);
        return DP_UNKNOWN_ID;
    }
    return HAS(silent_refusal) ? DP_UNKNOWN_ID
                               : refuse(error, DP_UNKNOWN_ID, "nothing of that name is known");
}

static int32_t faulty_invoke(dp_device* device, dp_string action, const dp_named_value* params,
                             uint32_t count, uint64_t token, uint32_t timeout_ms, const dp_text_sink* error) {
    (void)timeout_ms; /* every command is done at once */
    if (device == NULL || (params == NULL && count != 0)) {
        return refuse(error, DP_BAD_ARGUMENT, "a device and its parameters are expected");
    }
    if (is_broken(action)) {
        return refuse(error, DP_BAD_ARGUMENT, "the name of an action is expected");
    }
    const bool says = is(action, "say");
    if (!says && !is(action, "set")) {
        return HAS(refuses_with_secret) && device->overheard[0] != '\0'
                   ? refuse(error, DP_UNKNOWN_ID, device->overheard)
                   : unknown(action, error);
    }
    pthread_mutex_lock(&device->mutex);
    int64_t level = device->level;
    char label[LABEL_ROOM];
    memcpy(label, device->label, sizeof label);
    int32_t status =
        says ? (count == 0 ? DP_OK : DP_BAD_ARGUMENT) : read_params(params, count, &level, label);
    if (status != DP_OK) {
        refuse(error, status, "other parameters are expected");
    } else {
        status = admit(device, token, error);
    }
    if (status == DP_OK && HAS(refuses_good) && says) {
        status = refuse(error, DP_OUT_OF_RANGE, "it does not like it");
    }
    if (status == DP_OK) {
        if (says) {
            add(device, EVENT)->level = device->level;
        } else if (level != device->level || strcmp(label, device->label) != 0) {
            device->level = level;
            memcpy(device->label, label, sizeof label);
            add_batch(device);
        }
        complete(device, token, says);
        drain(device);
    }
    pthread_mutex_unlock(&device->mutex);
    return status;
}

static int32_t faulty_write(dp_device* device, dp_string property, const dp_value* value, uint64_t token,
                            uint32_t timeout_ms, const dp_text_sink* error) {
    (void)timeout_ms;
    int64_t level = 0;
    if (device == NULL || value == NULL) {
        return refuse(error, DP_BAD_ARGUMENT, "a device and a value are expected");
    }
    if (is_broken(property)) {
        return refuse(error, DP_BAD_ARGUMENT, "the name of a property is expected");
    }
    if (is(property, "label") || is(property, "list")) {
        return refuse(error, HAS(read_only_unknown) ? DP_UNKNOWN_ID : DP_UNSUPPORTED, "it is read-only");
    }
    if (!is(property, "level")) {
        return unknown(property, error);
    }
    int32_t status = level_of(value, &level, true);
    if (status != DP_OK) {
        return refuse(error, status, "0 to 10 is expected");
    }
    if (HAS(store_in_write)) {
        const dp_host* const host = device->instance->host;
        host->state_put(host->handle, text_of("written"), text_of("yes"));
    }
    pthread_mutex_lock(&device->mutex);
    status = admit(device, token, error);
    if (status == DP_OK) {
        const int64_t before = device->level;
        device->instance->written = true;
        device->level = level;
        spoil_write(device);
        if (device->level != before || HAS(broken_json)) {
            add_batch(device);
        }
        if (!HAS(forgets_token)) {
            complete(device, token, false);
        }
        if (HAS(completes_twice)) {
            add(device, COMPLETED)->number = token;
        }
        drain(device);
    }
    pthread_mutex_unlock(&device->mutex);
    return status;
}

static int32_t faulty_cancel(dp_device* device, uint64_t token) {
    if (device == NULL) {
        return DP_BAD_ARGUMENT;
    }
    if (HAS(any_token) || (HAS(cancel_busy) && token < 424242)) {
        return HAS(any_token) ? DP_OK : DP_BUSY;
    }
    pthread_mutex_lock(&device->mutex);
    const bool pending = is_pending(device, token);
    pthread_mutex_unlock(&device->mutex);
    return pending ? DP_OK : DP_UNKNOWN_ID;
}

/* ---- The library ---- */

#ifdef EXPORTS_MORE
DP_EXPORT int faulty_helper(void);
int faulty_helper(void) {
    return 0;
}
#endif

__attribute__((destructor)) static void at_the_end(void) {
    if ((HAS(exit_aborts) && running > 0) || (HAS(exit_inside_aborts) && atomic_load(&reporting) > 0)) {
        abort(); /* as a destructor does that joins what is not there any more */
    }
}

const dp_plugin* dp_entry_v1(void) {
    static const dp_plugin plugin = {
        .size = sizeof(dp_plugin),
        .abi_major = HAS(wrong_major) ? DP_ABI_MAJOR + 1 : DP_ABI_MAJOR,
        .abi_minor = DP_ABI_MINOR,
        .type_id = {"test.faulty", sizeof "test.faulty" - 1},
        .version = {HAS(other_version) ? "2" : "1", 1},
        .init = faulty_init,
        .deinit = faulty_deinit,
        .create = faulty_create,
        .start = faulty_start,
        .reconfigure = faulty_reconfigure,
        .stop = faulty_stop,
        .destroy = faulty_destroy,
        .snapshot = faulty_snapshot,
        .invoke = HAS(null_member) ? NULL : faulty_invoke,
        .write = faulty_write,
        .cancel = faulty_cancel,
    };
    static int calls;
    if (HAS(entry_opens) && ++calls == 2) {
        (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    return &plugin;
}
