/* Its table is whole, and init() refuses. */
#include "parts.h"

const dp_plugin* dp_entry_v1(void) {
    static dp_plugin table;
    table = whole_table();
    return &table;
}
