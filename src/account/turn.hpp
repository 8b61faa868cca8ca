// One turn of an account: the world at one moment, and what comes of it.
#pragma once

#include "account/asked.hpp"
#include "account/effects.hpp"
#include "account/moment.hpp"

#include <memory>
#include <utility>

namespace spotify::account {

// Effects leave in the order: what is to be done, what is shown and told, what is complete. So what hears of an
// outcome finds the state that goes with it, whatever part of the account was first.
class Turn {
public:
    // Outlives the turn. An account's own acts change it, so that what is begun is not begun again.
    explicit Turn(Moment& moment)
        : moment_(moment) {}

    const Moment& moment() const { return moment_; }
    TimePoint now() const { return moment_.now; }

    void act(Effect effect) { acts_.push_back(std::move(effect)); }
    void renew(bool is_urgent);
    void warned(int days);
    void publish(std::shared_ptr<const View> view, MemberId only = 0);
    void tell(Event event, MemberId only = 0);

    // Nothing waits for it after that.
    void complete(Asked& asked, const Outcome& outcome);
    // Completes it where that ending applies to it.
    bool ends(Asked& asked, const Ending& ending);

    Effects take_effects();

private:
    Moment& moment_;
    Effects acts_;
    Effects shown_;
    Effects complete_;
};

} // namespace spotify::account
