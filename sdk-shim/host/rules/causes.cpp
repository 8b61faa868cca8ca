#include "host/rules/causes.hpp"

#include <utility>

namespace host {

void Causes::sent(std::int64_t token, const std::string& rule, const std::string& device, Effect effect,
                  const dp::Value& before, Moment now) {
    const Place place{device, effect.property};
    if (before == effect.value) {
        expected_.erase(place);
    } else {
        expected_[place] = {token, rule, std::move(effect), now.steady + effect_time};
    }
}

void Causes::outcome(std::int64_t token, dp::Status status) {
    if (status != dp::Status::ok) {
        std::erase_if(expected_, [&](const auto& one) { return one.second.token == token; });
    }
}

void Causes::commanded(const std::string& device) {
    std::erase_if(expected_, [&](const auto& one) { return one.first.device == device; });
}

void Causes::forget(const std::string& device) {
    commanded(device);
    std::erase_if(standing_, [&](const auto& one) { return one.first.device == device; });
}

bool Causes::changed(const PropertyChange& change, Moment now) {
    const Place place{change.device, change.property};
    bool is_other = standing_.erase(place) > 0; // its value was the effect's, and has changed
    const auto expected = expected_.find(place);
    if (expected == expected_.end()) {
        return is_other;
    }
    if (now.steady > expected->second.until) {
        expected_.erase(expected);
    } else if (change.after == expected->second.effect.value) {
        standing_[place] = {std::move(expected->second.rule), std::move(expected->second.effect)};
        expected_.erase(expected);
        is_other = true;
    }
    return is_other;
}

std::vector<RuleCause> Causes::of(const std::string& device) const {
    std::vector<RuleCause> causes;
    for (const auto& [place, standing] : standing_) {
        if (place.device == device) {
            causes.push_back(
                {place.id, standing.rule, standing.effect.words + " by the rule “" + standing.rule + "”"});
        }
    }
    return causes;
}

} // namespace host
