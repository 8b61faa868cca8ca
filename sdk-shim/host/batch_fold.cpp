#include "host/batch_fold.hpp"

#include <algorithm>
#include <utility>

namespace host {

void fold(Batch& older, Batch newer) {
    older.from = older.from != 0 ? older.from : older.revision;
    older.revision = newer.revision;
    older.at = newer.at;
    for (auto& change : newer.changed) {
        const auto same = std::find_if(older.changed.begin(), older.changed.end(),
                                       [&](const auto& known) { return known.name == change.name; });
        if (same != older.changed.end()) {
            same->value = std::move(change.value);
        } else {
            older.changed.push_back(std::move(change));
        }
    }
}

} // namespace host
