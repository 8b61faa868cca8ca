#include "host/rules.hpp"

namespace host {

std::vector<Firing> firings(const std::vector<Rule>& rules, const PropertyChange& change) {
    std::vector<Firing> found;
    if (change.is_first || same(change.before, change.after)) {
        return found;
    }
    for (const auto& rule : rules) {
        const bool concerns = rule.property.device == change.device && rule.property.id == change.property;
        if (concerns && same(rule.becomes, change.after)) {
            for (const auto& invocation : rule.invocations) {
                found.push_back({rule.name, invocation});
            }
        }
    }
    return found;
}

} // namespace host
