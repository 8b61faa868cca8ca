#include "host/batch_fold.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace host {
namespace {

void take_in(std::vector<dp::NamedValue>& known, std::vector<dp::NamedValue> news) {
    for (auto& change : news) {
        // The last one, should a plugin have told a property twice: that is the one that counts.
        const auto same = std::find_if(known.rbegin(), known.rend(),
                                       [&](const auto& one) { return one.name == change.name; });
        if (same != known.rend()) {
            same->value = std::move(change.value);
        } else {
            known.push_back(std::move(change));
        }
    }
}

} // namespace

void fold(Batch& older, Batch newer) {
    older.from = older.from != 0 ? older.from : older.revision;
    older.revision = newer.revision;
    older.at = newer.at;
    take_in(older.changed, std::move(newer.changed));
}

void fold(Snapshot& older, Batch newer) {
    older.revision = newer.revision;
    older.at = newer.at;
    take_in(older.values, std::move(newer.changed));
}

} // namespace host
