#include "days/observed.hpp"

#include <algorithm>

namespace bench::days {

Delays delays(const Timeline& timeline, const Observed& observed, const std::vector<Cause>& causes,
              const std::vector<Spell>& spells) {
    std::vector<double> all;
    auto showing = observed.showings.begin();
    for (std::size_t i = 1; i < timeline.size(); ++i) {
        const auto& change = timeline[i];
        while (showing != observed.showings.end() && showing->moment < i) {
            ++showing;
        }
        const bool is_meant = std::ranges::find(causes, change.cause) != causes.end() &&
                              std::ranges::any_of(spells, [&](const Spell& spell) {
                                  return spell.begins <= change.at && change.at < spell.ends;
                              });
        if (is_meant && showing != observed.showings.end()) {
            all.push_back(static_cast<double>(showing->at - change.at));
        }
    }
    Delays result{all.size(), 0, 0, 0};
    if (all.empty()) {
        return result;
    }
    std::ranges::sort(all);
    for (const double one : all) {
        result.mean += one / static_cast<double>(all.size());
    }
    result.p95 = all[std::min(all.size() - 1, all.size() * 95 / 100)];
    result.max = all.back();
    return result;
}

std::size_t most_within(Millis span, const Observed& observed) {
    std::size_t first = 0;
    std::size_t most = 0;
    for (std::size_t last = 0; last < observed.asked.size(); ++last) {
        while (observed.asked[last] - observed.asked[first] >= span) {
            ++first;
        }
        most = std::max(most, last - first + 1);
    }
    return most;
}

double wrong_share(const Timeline& timeline, const Observed& observed, const std::vector<Spell>& spells) {
    // Both step functions change at these moments only.
    std::vector<Millis> edges;
    for (const auto& moment : timeline) {
        edges.push_back(moment.at);
    }
    for (const auto& showing : observed.showings) {
        edges.push_back(showing.at);
    }
    for (const auto& spell : spells) {
        edges.push_back(spell.begins);
        edges.push_back(spell.ends);
    }
    std::ranges::sort(edges);
    const auto named = [&](std::size_t moment) {
        return timeline[moment].is_loaded ? timeline[moment].item : 0;
    };
    Millis wrong = 0;
    Millis watched = 0;
    std::size_t showing = 0;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const Millis at = edges[i];
        const Millis length = edges[i + 1] - at;
        while (showing + 1 < observed.showings.size() && observed.showings[showing + 1].at <= at) {
            ++showing;
        }
        const bool is_watched = std::ranges::any_of(
            spells, [at](const Spell& spell) { return spell.begins <= at && at < spell.ends; });
        if (length > 0 && is_watched) {
            watched += length;
            wrong += named(observed.showings[showing].moment) != named(moment_at(timeline, at)) ? length : 0;
        }
    }
    return watched == 0 ? 0 : static_cast<double>(wrong) / static_cast<double>(watched);
}

const std::vector<Cause>& outside_skips() {
    static const std::vector<Cause> causes{Cause::skip};
    return causes;
}

const std::vector<Cause>& natural_ends() {
    static const std::vector<Cause> causes{Cause::natural_end};
    return causes;
}

const std::vector<Cause>& pauses() {
    static const std::vector<Cause> causes{Cause::pause, Cause::resume, Cause::start, Cause::stop};
    return causes;
}

const std::vector<Cause>& outside() {
    static const std::vector<Cause> causes{Cause::skip, Cause::pause, Cause::resume, Cause::start,
                                           Cause::stop};
    return causes;
}

const std::vector<Cause>& all_changes() {
    static const std::vector<Cause> causes{Cause::skip,  Cause::pause, Cause::resume,
                                           Cause::start, Cause::stop,  Cause::natural_end};
    return causes;
}

} // namespace bench::days
