// Commands of the player: what waits, what is on its way, and what came of it. One is under way at a time.
#pragma once

#include "account/delivery.hpp"
#include "account/playback.hpp"
#include "account/turn.hpp"
#include "base/rare.hpp"
#include "player/command.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spotify::account {

// Of which a finger on a panel makes many.
inline bool is_slider(const player::Command& command) {
    return std::holds_alternative<player::SetVolume>(command) ||
           std::holds_alternative<player::Seek>(command);
}

// What is known when an answer to a command is weighed.
struct Evidence {
    bool has_worked = false;   // the account, since its sign-in: then a refusal may be passing
    bool is_reachable = true;  // nothing lasting was found that keeps answers from coming
    bool is_unsettled = false; // Spotify took another command that has not shown yet
    bool is_failing = false;   // the polls: what was refused in passing will be so still
};

// What came of a command, for the other parts of the account.
struct CommandEnded {
    enum class How {
        done,      // Spotify took it
        failed,    // or nothing is known of it
        replaced,  // by a newer one, meanwhile
        again,     // waits to be sent again
        to_verify, // refused as needless: the next poll tells whether it was
    };
    How how = How::failed;
    Pending pending;
    Outcome outcome; // where it failed
    bool is_refused_by_device = false;
    bool is_of_look_up = false; // what came was the answer to a look-up: the command itself was not sent
    std::optional<std::vector<player::Device>> devices; // where they were looked up on the way
};

class Commands {
public:
    // Takes it among those that wait, where `is_done` is false; completes it where it, or one that it meets
    // there, makes it needless. Whether what is promised may have changed.
    bool add(Pending pending, bool is_done, Turn& turn);
    void put(Pending pending) { waiting_.push_back(std::move(pending)); } // whatever it meets

    bool end(const Ending& ending, Turn& turn); // whether what is promised may have changed
    bool contains(CommandId id) const;
    void refuse(const Outcome& outcome, Turn& turn);

    // Begins the next that may go. What came of it where no request had to be sent: then there may be another.
    std::optional<CommandEnded> advance(const Shared<player::Device>& active,
                                        const Shared<std::vector<player::Device>>& known,
                                        const Evidence& evidence, Turn& turn);
    std::optional<TimePoint> due(const Evidence& evidence, const Moment& moment) const;

    // The answer of its exchange; nothing while it goes on with another.
    std::optional<CommandEnded> answered(Answer answer, const Evidence& evidence, Turn& turn);

    // A command that Spotify refused because the player is in that state already has its wish. Nothing: it
    // cannot be known, and comes to `otherwise`.
    void verify(std::optional<bool> is_playing, const Outcome& otherwise, Turn& turn);
    bool is_verifying() const { return verification_.has_value(); }

    bool is_idle() const { return waiting_.empty() && !in_flight_; }
    bool is_waiting() const { return !waiting_.empty(); }
    bool is_under_way() const { return in_flight_.has_value(); }
    // What they promise, in the order in which they will be done.
    std::vector<Promise> promises() const;
    bool sets_volume() const;
    // Of that item, where one that waits or is under way sets it.
    std::optional<bool> favorite(const std::optional<std::string>& uri) const;
    bool operator==(const Commands&) const = default;

private:
    struct Verification {
        Pending pending;
        bool is_playing = false;
        std::string refusal;
        bool operator==(const Verification&) const = default;
    };

    template <typename Visit>
    void visit(const Visit& visit) const;
    std::optional<CommandEnded> follow(Delivery::Step step, const Evidence& evidence, Turn& turn);
    CommandEnded ended(const Delivery::Delivered& delivered, const Evidence& evidence, Turn& turn);
    CommandEnded::How weigh(const Answer& answer, CommandEnded& ended, const Evidence& evidence, Turn& turn);
    CommandEnded::How took(int status, CommandEnded& ended, Turn& turn);
    CommandEnded::How not_now(const std::string& text, CommandEnded& ended, const Evidence& evidence,
                              Turn& turn);
    CommandEnded::How again(CommandEnded& ended, std::chrono::milliseconds wait, Turn& turn);
    static bool may_go_again(const CommandEnded& ended, std::chrono::milliseconds wait, TimePoint now);
    TimePoint free_at(const Pending& pending, const Evidence& evidence) const; // as far as it is concerned

    std::vector<Pending> waiting_; // the oldest first
    Rare<Delivery> in_flight_;
    TimePoint deadline_{};       // of the one under way
    TimePoint slider_free_at_{}; // before which no other volume or position is sent
    Rare<Verification> verification_;
};

} // namespace spotify::account
