/* What a contact has to report, in a queue, and the one who delivers it. Knows the host's callbacks; knows
 * nothing of when a contact opens or closes.
 *
 * Callbacks of a device must arrive one at a time and in order, though invoke() may come from many threads at
 * once and must not block. So whatever is to be reported is first put into the queue, under the device's
 * mutex; then whoever finds nobody draining the queue drains it, with the mutex released during each call to
 * the host. Who finds somebody draining goes home: the drainer will see the new reports before it stops.
 * There is no thread of this plugin's own, so nothing has to be joined. */
#ifndef CONTACT_REPORTS_H
#define CONTACT_REPORTS_H

#include "device_plugin.h"

#include <pthread.h>
#include <stdbool.h>

enum report_kind { REPORT_HEALTH, REPORT_STATE, REPORT_COMPLETED };

/* On the heap; append() takes it over. */
struct report {
    struct report* next;
    enum report_kind kind;
    int32_t health;
    const char* cause; /* constant data */
    const char* text;  /* constant data */
    uint64_t revision;
    bool closed;
    uint64_t token;
};

struct reports {
    dp_device_handle* handle;
    const dp_device_callbacks* callbacks;
    pthread_mutex_t
        mutex; /* guards all that follows, and whatever else its owner likes; not held during callbacks */
    pthread_cond_t idle; /* signalled when a drainer leaves */
    struct report* head;
    struct report** tail;
    bool draining;
    pthread_t drainer; /* meaningful while draining */
};

/* False when there is no memory. */
bool reports_begin(struct reports* reports, dp_device_handle* handle, const dp_device_callbacks* callbacks);
void reports_end(struct reports* reports); /* nobody drains, the queue is empty */

/* The functions below: with the mutex held. */

void reports_append(struct reports* reports, struct report* report);

/* Leaves with the mutex held; releases it during each call to the host. */
void reports_drain(struct reports* reports);

/* Waits until nobody drains. Not from inside a callback. */
void reports_wait(struct reports* reports);

bool reports_inside_callback(const struct reports* reports);

/* True while the outcome of this token waits in the queue. */
bool reports_is_pending(const struct reports* reports, uint64_t token);

dp_string text_of(const char* terminated);

#endif
