#include "reports.h"

#include <stdlib.h>
#include <string.h>

bool reports_begin(struct reports* reports, dp_device_handle* handle, const dp_device_callbacks* callbacks) {
    memset(reports, 0, sizeof *reports);
    reports->handle = handle;
    reports->callbacks = callbacks;
    reports->tail = &reports->head;
    if (pthread_mutex_init(&reports->mutex, NULL) != 0) {
        return false;
    }
    if (pthread_cond_init(&reports->idle, NULL) != 0) {
        pthread_mutex_destroy(&reports->mutex);
        return false;
    }
    return true;
}

void reports_end(struct reports* reports) {
    pthread_cond_destroy(&reports->idle);
    pthread_mutex_destroy(&reports->mutex);
}

void reports_append(struct reports* reports, struct report* report) {
    report->next = NULL;
    *reports->tail = report;
    reports->tail = &report->next;
}

static struct report* take_first(struct reports* reports) {
    struct report* const report = reports->head;
    reports->head = report->next;
    if (reports->head == NULL) {
        reports->tail = &reports->head;
    }
    return report;
}

static void deliver(const struct reports* reports, const struct report* report) {
    dp_named_value changed;
    dp_value nothing;
    switch (report->kind) {
    case REPORT_HEALTH:
        reports->callbacks->health_changed(reports->handle, report->health, text_of(report->cause),
                                           text_of(report->text));
        break;
    case REPORT_STATE:
        memset(&changed, 0, sizeof changed);
        changed.name = text_of("closed");
        changed.value.type = DP_TYPE_BOOL;
        changed.value.as.boolean = report->closed ? 1 : 0;
        reports->callbacks->properties_changed(reports->handle, report->revision, &changed, 1);
        break;
    case REPORT_COMPLETED:
        memset(&nothing, 0, sizeof nothing);
        reports->callbacks->completed(reports->handle, report->token, DP_OK, text_of(""), &nothing);
        break;
    }
}

void reports_drain(struct reports* reports) {
    if (reports->draining) {
        return;
    }
    reports->draining = true;
    reports->drainer = pthread_self();
    while (reports->head != NULL) {
        struct report* const report = take_first(reports);
        pthread_mutex_unlock(&reports->mutex);
        deliver(reports, report);
        free(report);
        pthread_mutex_lock(&reports->mutex);
    }
    reports->draining = false;
    pthread_cond_broadcast(&reports->idle);
}

void reports_wait(struct reports* reports) {
    while (reports->draining) {
        pthread_cond_wait(&reports->idle, &reports->mutex);
    }
}

bool reports_inside_callback(const struct reports* reports) {
    return reports->draining && pthread_equal(reports->drainer, pthread_self());
}

bool reports_is_pending(const struct reports* reports, uint64_t token) {
    for (const struct report* report = reports->head; report != NULL; report = report->next) {
        if (report->kind == REPORT_COMPLETED && report->token == token) {
            return true;
        }
    }
    return false;
}

dp_string text_of(const char* terminated) {
    const dp_string text = {terminated, strlen(terminated)};
    return text;
}
