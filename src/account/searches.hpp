// Searches that are under way.
#pragma once

#include "account/asked.hpp"
#include "account/inputs.hpp"
#include "account/turn.hpp"
#include "api/picture_hosts.hpp"

#include <optional>
#include <string>

namespace spotify::account {

class Searches {
public:
    explicit Searches(api::PictureHosts pictures)
        : pictures_(pictures) {}

    void ask(Asked asked, const std::string& query, Turn& turn);
    void answered(CommandId id, const Answer& answer, Turn& turn);

    void end(const Ending& ending, Turn& turn) { under_way_.end(ending, turn); }
    bool contains(CommandId id) const { return under_way_.contains(id); }
    std::optional<TimePoint> due() const { return under_way_.due(); }
    bool operator==(const Searches&) const = default;

private:
    Outcome outcome_of(const Answer& answer, const Moment& moment) const;

    api::PictureHosts pictures_;
    Waiters under_way_;
};

} // namespace spotify::account
