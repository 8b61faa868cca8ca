/* Reads the contact's config. Knows JSON text and the one key of this plugin; knows nothing of the ABI's
 * tables. */
#ifndef CONTACT_CONFIG_H
#define CONTACT_CONFIG_H

#include "device_plugin.h"

#include <stdbool.h>

enum config_verdict {
    CONFIG_GOOD,
    CONFIG_WRONG,     /* a JSON object, but not one that fits the manifest */
    CONFIG_NOT_OBJECT /* not JSON, or JSON that is not an object */
};

struct config {
    enum config_verdict verdict;
    const char* text; /* a sentence when not good, constant data; else "" */
    bool closed;      /* state after start */
};

struct config config_read(dp_string text);

#endif
