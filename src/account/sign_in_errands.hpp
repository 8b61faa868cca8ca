// What is asked of the sign-in and is under way there, and the warnings of its end. The work itself is done outside
// of the account, and goes on where nothing waits for it any more: it is bounded, and half of it may be done.
#pragma once

#include "account/asked.hpp"
#include "account/inputs.hpp"
#include "account/turn.hpp"

#include <optional>
#include <vector>

namespace spotify::account {

class SignInErrands {
public:
    void ask(SignInAsked asked, Turn& turn);
    void ask(const SignOutAsked& asked, Turn& turn);

    // A sign-in has ended well: gives the one that waits for it, which is still to be completed.
    std::optional<Asked> signed_in(CommandId id, Turn& turn);
    // One has not, or a sign-out has ended.
    void ended(CommandId id, const Outcome& outcome, Turn& turn);

    void end(const Ending& ending, Turn& turn);
    bool contains(CommandId id) const;
    std::optional<TimePoint> due(const Moment& moment) const;
    void advance(Turn& turn) const; // warns of the end where that is due
    bool operator==(const SignInErrands&) const = default;

private:
    struct Errand {
        Asked asked;
        bool listens = false; // for a browser
        bool operator==(const Errand&) const = default;
    };
    static void complete(Errand& errand, const Outcome& outcome, Turn& turn);
    std::optional<Errand> take(CommandId id);

    std::vector<Errand> errands_;
};

} // namespace spotify::account
