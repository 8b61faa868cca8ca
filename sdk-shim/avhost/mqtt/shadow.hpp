// One device as it stands on the broker: what is known of it, what was published, and what has to be published
// so that the two agree. Pure.
//
// Only what everybody may see comes in: a property that the manifest keeps for those who set the system up
// has no topic, and a device without a manifest has none at all.
#pragma once

#include "host/happening.hpp"
#include "host/manifest.hpp"
#include "mqtt/publication.hpp"
#include "mqtt/topics.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace avhost::mqtt {

class Shadow {
public:
    // `topics` outlives the shadow; `manifest` may be null.
    Shadow(const Topics& topics, std::string device, std::shared_ptr<const host::Manifest> manifest);

    const std::shared_ptr<const host::Manifest>& manifest() const { return manifest_; }

    // From now on. Without `publish` it is only remembered.
    enum class Do { remember, publish };
    Publications take(const host::Batch& batch, Do what);
    Publications take(const host::Snapshot& snapshot, Do what);
    Publications take(const host::HealthChange& change, Do what);

    // Whether there was a snapshot: before it nobody can say how the device is.
    bool is_known() const { return is_known_; }

    // Everything, whatever was published before: the broker may have lost it.
    Publications birth();
    // The device is driven no more, but still there.
    Publications farewell();
    // Everything is taken away.
    Publications withdrawal() const;

private:
    struct Property {
        std::string id;
        dp::Value value;
        std::optional<std::string> published; // the payload that lies there by what we know
    };

    Property* find(const std::string& id);
    void publish(Property& property, Publications& out) const;
    void publish_state(Publications& out) const;
    void publish_availability(Publications& out);
    Publications take(std::uint64_t revision, const std::vector<dp::NamedValue>& values, Do what);

    const Topics& topics_;
    const std::string device_;
    const std::shared_ptr<const host::Manifest> manifest_;
    std::vector<Property> properties_; // in the manifest's order
    std::uint64_t revision_ = 0;
    bool is_known_ = false;
    host::HealthChange health_;
    std::optional<std::string> published_health_;
    std::optional<bool> published_availability_;
};

} // namespace avhost::mqtt
