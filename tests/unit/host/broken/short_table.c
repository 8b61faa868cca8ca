/* Was compiled against a table that ended before the functions did. */
#include "parts.h"

const dp_plugin* dp_entry_v1(void) {
    static dp_plugin table;
    table = whole_table();
    table.size = offsetof(dp_plugin, cancel);
    return &table;
}
