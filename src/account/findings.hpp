// What the answers prove. One answer is evidence, not truth: what only a person could end is found by repetition over
// time (reference 5.4), and what passes is told once it has lasted. Pure.
#pragma once

#include "account/moment.hpp"
#include "account/status.hpp"
#include "base/rare.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace spotify::account {

// An answer, or none, that was no good one.
struct Doubt {
    Trouble trouble; // what it is, should it last
    // Only a person could end it; the rest passes by itself.
    bool is_lasting = false;
    // Of an account that was never seen to work this needs no second opinion: a user who is not listed, say.
    bool is_certain = false;
};

class Findings {
public:
    // For so long nothing is said of what passes.
    static constexpr std::chrono::seconds passes_within{5};
    // For so long, and so often, what only a person could end has to be repeated.
    static constexpr std::chrono::seconds proven_after{10};
    static constexpr unsigned proven_by = 3;

    // A poll leaves.
    void asked(TimePoint now);
    void good();
    // Nothing is known of that poll: it was held back, or canceled.
    void withheld();
    void bad(const Doubt& doubt, bool has_worked, TimePoint now);
    // Another sign-in: nothing is known of it.
    void begin_anew();

    // What is found, if anything is: of the polls, and of the sign-in.
    std::optional<Trouble> found(const Moment& moment) const;
    // When found() says something else next, if nothing else comes.
    std::optional<TimePoint> due(const Moment& moment) const;

    // Whether this sign-in is known to work: then a refusal may be passing.
    bool has_worked(const Moment& moment) const;

    bool is_failing() const { return failures_ > 0; }
    unsigned failures() const { return failures_; } // in a row
    // How often the player was asked in vain since something lasting was found; nothing while there is none.
    std::optional<unsigned> asked_since_found() const;
    bool operator==(const Findings&) const = default;

private:
    struct Repeated {
        Trouble trouble;
        TimePoint first{};
        unsigned times = 0;
        bool operator==(const Repeated&) const = default;
    };

    bool has_worked_ = false;
    std::optional<TimePoint> silent_since_; // when the first request left that no good answer followed
    unsigned failures_ = 0;
    Rare<Trouble> last_;             // of the answers that were no good ones
    std::vector<Repeated> repeated_; // by status: what could be lasting
    Rare<Trouble> lasting_;          // found
    unsigned asked_since_found_ = 0;
};

} // namespace spotify::account
