/* clang-format off */
/* importer LIBRARY [ACTION] - the smallest host: loads a plugin, starts one device of it, asks for one
 * action, stops. Prints what the device reports. Exit status: 0 when the action came out well. */
#include "device_plugin.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <threads.h>

static mtx_t mutex; /* guards outcome; callbacks come on any thread */
static cnd_t told;
static int32_t outcome = -1; /* not told yet */

static dp_string text(const char* terminated) { return (dp_string){terminated, strlen(terminated)}; }
static void say(void* nobody, dp_string sentence) {
    (void)nobody;
    fprintf(stderr, "importer: %.*s\n", (int)sentence.size, sentence.data);
}
static const dp_text_sink errors = {NULL, say};

/* What the host offers: a log; no store keeps anything. */
static void log_line(dp_host_handle* host, int32_t level, dp_string category, dp_string line) { (void)host, (void)level, (void)category, say(NULL, line); }
static int32_t no_value(dp_host_handle* host, dp_string key, const dp_text_sink* value) { return (void)host, (void)key, (void)value, DP_UNKNOWN_ID; }
static int32_t no_put(dp_host_handle* host, dp_string key, dp_string value) { return (void)host, (void)key, (void)value, DP_STORAGE; }
static int32_t no_remove(dp_host_handle* host, dp_string key) { return (void)host, (void)key, DP_OK; }
static int32_t no_lock(dp_host_handle* host, dp_string key, uint32_t ms, uint64_t* lock) { return (void)host, (void)key, (void)ms, *lock = 1, DP_OK; }
static void no_unlock(dp_host_handle* host, uint64_t lock) { (void)host, (void)lock; }

/* What the device reports: one at a time, on any thread. */
static void changed(dp_device_handle* device, uint64_t revision, const dp_named_value* values, uint32_t count) {
    (void)device;
    for (uint32_t i = 0; i < count; ++i)
        printf("revision %" PRIu64 ": %.*s changed\n", revision, (int)values[i].name.size, values[i].name.data);
}
static void event(dp_device_handle* device, dp_string name, const dp_named_value* data, uint32_t count) { (void)device, (void)data, (void)count, printf("event %.*s\n", (int)name.size, name.data); }
static void health(dp_device_handle* device, int32_t level, dp_string cause, dp_string line) { (void)device, printf("health %d %.*s %.*s\n", (int)level, (int)cause.size, cause.data, (int)line.size, line.data); }
static void completed(dp_device_handle* device, uint64_t token, int32_t status, dp_string line, const dp_value* result) { 
    (void)device, (void)token, (void)result, printf("completed %d %.*s\n", (int)status, (int)line.size, line.data);
    mtx_lock(&mutex), outcome = status, cnd_signal(&told), mtx_unlock(&mutex);
}

int main(int count, char** words) {
    void* const library = count > 1 ? dlopen(words[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    dp_entry_fn entry = NULL;
    if (library != NULL)
        *(void**)&entry = dlsym(library, DP_ENTRY_SYMBOL); /* as POSIX writes it */
    if (entry == NULL)
        return fprintf(stderr, "importer: expected a plugin's library\n"), 2;
    const dp_plugin* const plugin = entry();
    if (plugin->abi_major != DP_ABI_MAJOR || !DP_HAS(plugin, cancel)) /* cancel: the last one that must be there */
        return fprintf(stderr, "importer: another version of the ABI\n"), 2;
    const dp_host host = {sizeof host, DP_ABI_MINOR, NULL, text("importer"), text("1"), log_line, no_value, no_put, no_remove, no_lock, no_unlock, no_value, no_put, no_remove, NULL};
    const dp_device_callbacks callbacks = {sizeof callbacks, changed, event, health, completed};
    const dp_device_options options = {sizeof options, 0, text("first"), text("{}"), NULL, &callbacks};
    dp_instance* instance = NULL;
    dp_device* device = NULL;
    if (mtx_init(&mutex, mtx_plain) != thrd_success || cnd_init(&told) != thrd_success || plugin->init(&host, &instance, &errors) != DP_OK)
        return dlclose(library), 1;
    if (plugin->create(instance, &options, &device, &errors) == DP_OK && plugin->start(device) == DP_OK &&
        plugin->invoke(device, text(count > 2 ? words[2] : "close"), NULL, 0, 1, 5000, &errors) == DP_OK) {
        for (mtx_lock(&mutex); outcome < 0;) /* it comes: the time limit above, in ms, is the plugin's to keep */
            cnd_wait(&told, &mutex);
        mtx_unlock(&mutex);
    }
    if (device != NULL) {
        plugin->stop(device); /* nothing is reported after it */
        plugin->destroy(device);
    }
    plugin->deinit(instance); /* one for each init() that went well */
    dlclose(library);
    return outcome == DP_OK ? 0 : 1;
}
