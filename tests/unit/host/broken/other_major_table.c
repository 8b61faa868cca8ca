/* Carries the right symbol and says another major version in its table. */
#include "parts.h"

const dp_plugin* dp_entry_v1(void) {
    static dp_plugin table;
    table = whole_table();
    table.abi_major = 3;
    return &table;
}
