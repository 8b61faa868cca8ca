#include "host/property_store.hpp"

#include <algorithm>
#include <utility>

namespace host {

PropertyStore::PropertyStore(std::string device, const Manifest& manifest)
    : device_{std::move(device)} {
    for (const auto& property : manifest.properties) {
        entries_.push_back({property.id, {}, false});
    }
}

std::vector<PropertyChange> PropertyStore::fold(const Batch& batch) {
    std::vector<PropertyChange> changes;
    revision_ = batch.revision;
    for (const auto& change : batch.changed) {
        const auto& [name, value] = change;
        auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& e) { return e.name == change.name; });
        if (entry == entries_.end()) {
            entry = entries_.insert(entries_.end(), Entry{name, {}, false});
        }
        const bool is_known = !std::holds_alternative<std::monostate>(value);
        changes.push_back({device_, name, entry->value, value, is_known && !entry->was_known});
        entry->was_known = entry->was_known || is_known;
        entry->value = value;
    }
    return changes;
}

std::vector<dp::NamedValue> PropertyStore::values() const {
    std::vector<dp::NamedValue> values;
    values.reserve(entries_.size());
    for (const auto& entry : entries_) {
        values.push_back({entry.name, entry.value});
    }
    return values;
}

dp::Value PropertyStore::value(const std::string& property) const {
    const auto entry =
        std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.name == property; });
    return entry == entries_.end() ? dp::Value{} : entry->value;
}

} // namespace host
