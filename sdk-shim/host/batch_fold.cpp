#include "host/batch_fold.hpp"

#include <algorithm>
#include <utility>

namespace host {

void fold(Batch& older, Batch newer) {
    older.from = older.from != 0 ? older.from : older.revision;
    older.revision = newer.revision;
    older.at = newer.at;
    for (auto& change : newer.changed) {
        // The last one, should a plugin have told a property twice: that is the one that counts.
        const auto same = std::find_if(older.changed.rbegin(), older.changed.rend(),
                                       [&](const auto& known) { return known.name == change.name; });
        if (same != older.changed.rend()) {
            same->value = std::move(change.value);
        } else {
            older.changed.push_back(std::move(change));
        }
    }
}

} // namespace host
