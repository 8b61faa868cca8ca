// What is known of one device's properties: its batches, folded. Pure.
#pragma once

#include "host/happening.hpp"
#include "host/manifest.hpp"
#include "host/property_change.hpp"

#include <string>
#include <vector>

namespace host {

class PropertyStore {
public:
    PropertyStore() = default;
    // Every property of the manifest, not known yet.
    PropertyStore(std::string device, const Manifest& manifest);

    // Takes the batch in any case, even one that breaks the plugin's promises: what it last said is the best
    // there is. The values are normalized() already.
    std::vector<PropertyChange> fold(const Batch& batch);

    std::uint64_t revision() const { return revision_; }
    std::vector<dp::NamedValue> values() const;
    dp::Value value(const std::string& property) const; // null when it is not known, or there is none

private:
    struct Entry {
        std::string name;
        dp::Value value;
        bool was_known = false;
    };

    std::string device_;
    std::uint64_t revision_ = 0;
    std::vector<Entry>
        entries_; // in the manifest's order; hosts look things up by name rarely, devices have dozens
};

} // namespace host
