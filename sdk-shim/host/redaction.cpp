#include "host/redaction.hpp"

#include <utility>

namespace host {
namespace {

void redact(std::vector<dp::NamedValue>& values, const Manifest* manifest) {
    for (auto& [name, value] : values) {
        const PropertySpec* const property = manifest != nullptr ? manifest->property(name) : nullptr;
        if (manifest == nullptr || (property != nullptr && property->role == Role::set_up)) {
            value = std::monostate{};
        }
    }
}

} // namespace

Happening redacted(Happening happening, const Manifest* manifest) {
    if (auto* const batch = std::get_if<Batch>(&happening)) {
        redact(batch->changed, manifest);
    } else if (auto* const snapshot = std::get_if<Snapshot>(&happening)) {
        redact(snapshot->values, manifest);
    } else if (auto* const event = std::get_if<Event>(&happening)) {
        redact(event->data, manifest);
    } else if (auto* const firing = std::get_if<RuleFiring>(&happening)) {
        firing->because.clear();
        firing->text.clear();
    } else if (auto* const list = std::get_if<RuleList>(&happening)) {
        for (auto& rule : list->rules) {
            rule.when.clear();
            rule.last.clear();
        }
    }
    return happening; // health is for all, and a completion for the one who asked
}

} // namespace host
