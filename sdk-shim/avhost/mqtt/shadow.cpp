#include "mqtt/shadow.hpp"

#include "host/core/access.hpp"
#include "host/json_text.hpp"
#include "mqtt/payloads.hpp"

#include <algorithm>
#include <utility>

namespace avhost::mqtt {

Shadow::Shadow(const Topics& topics, std::string device, std::shared_ptr<const host::Manifest> manifest)
    : topics_{topics}
    , device_{std::move(device)}
    , manifest_{std::move(manifest)}
    , health_{device_, dp::Health::stopped, "", ""} {
    if (manifest_) {
        for (const auto& property : manifest_->properties) {
            if (host::common_access.may_see(property)) {
                properties_.push_back({property.id, {}, std::nullopt});
            }
        }
    }
}

Shadow::Property* Shadow::find(const std::string& id) {
    const auto found = std::find_if(properties_.begin(), properties_.end(),
                                    [&](const auto& property) { return property.id == id; });
    return found != properties_.end() ? &*found : nullptr;
}

void Shadow::publish(Property& property, Publications& out) const {
    std::string payload = host::write_json(property.value);
    if (property.published != payload) {
        property.published = payload;
        out.push_back({topics_.property(device_, property.id), std::move(payload), true});
    }
}

void Shadow::publish_state(Publications& out) const {
    std::vector<dp::NamedValue> values;
    values.reserve(properties_.size());
    for (const auto& property : properties_) {
        values.push_back({property.id, property.value});
    }
    out.push_back({topics_.state(device_), write_state(revision_, values), true});
}

void Shadow::publish_availability(Publications& out) {
    const bool has_values = std::any_of(properties_.begin(), properties_.end(), [](const auto& property) {
        return !std::holds_alternative<std::monostate>(property.value);
    });
    const bool available = is_available(health_.health, has_values);
    if (published_availability_ != available) {
        published_availability_ = available;
        out.push_back({topics_.availability(device_), available ? "online" : "offline", true});
    }
}

Publications Shadow::take(std::uint64_t revision, const std::vector<dp::NamedValue>& values, Do what) {
    Publications out;
    revision_ = revision;
    std::vector<Property*> touched;
    for (const auto& [name, value] : values) {
        if (Property* const property = find(name)) { // told twice in a batch: the last one counts
            property->value = value;
            touched.push_back(property);
        }
    }
    if (what == Do::publish) {
        for (Property* const property : touched) {
            publish(*property, out);
        }
        if (!out.empty()) {
            publish_state(out);
        }
        publish_availability(out);
    }
    return out;
}

Publications Shadow::take(const host::Batch& batch, Do what) {
    return take(batch.revision, batch.changed, what);
}

Publications Shadow::take(const host::Snapshot& snapshot, Do what) {
    is_known_ = true;
    return take(snapshot.revision, snapshot.values, what);
}

Publications Shadow::take(const host::HealthChange& change, Do what) {
    Publications out;
    health_ = change;
    if (what == Do::publish) {
        std::string payload = write_health(health_);
        if (published_health_ != payload) {
            published_health_ = payload;
            out.push_back({topics_.health(device_), std::move(payload), true});
        }
        publish_availability(out);
    }
    return out;
}

Publications Shadow::birth() {
    Publications out;
    published_availability_.reset();
    published_health_ = write_health(health_);
    out.push_back({topics_.health(device_), *published_health_, true});
    for (auto& property : properties_) {
        property.published.reset();
        publish(property, out);
    }
    publish_state(out);
    publish_availability(out); // last: who waits for it finds everything in place
    return out;
}

Publications Shadow::farewell() {
    published_availability_.reset();
    return {{topics_.availability(device_), "offline", true}};
}

Publications Shadow::withdrawal() const {
    Publications out{{topics_.availability(device_), "", true}};
    for (const auto& property : properties_) {
        out.push_back({topics_.property(device_, property.id), "", true});
    }
    out.push_back({topics_.state(device_), "", true});
    out.push_back({topics_.health(device_), "", true});
    return out;
}

} // namespace avhost::mqtt
