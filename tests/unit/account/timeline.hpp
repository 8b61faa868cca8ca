// An account and what answers it, on a clock that a test moves: every request is answered a while after it left, by a
// function, and what the account does of it is kept with its moment.
#pragma once

#include "account/account.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace account_tests {

using namespace std::chrono_literals;
using spotify::Outcome;
using spotify::Result;
using spotify::Status;
using spotify::View;
using spotify::account::Account;
using spotify::account::Answer;
using spotify::account::CommandId;
using spotify::account::Input;
using spotify::account::Moment;
using spotify::account::Request;
using spotify::account::TimePoint;
using Millis = std::chrono::milliseconds;

// Of a player that plays "One" on a speaker "Hall", and of others like it.
struct PlayerText {
    bool is_playing = true;
    std::string name = "One";
    std::string device = "Hall";
    int volume = 30;
    bool shuffle = false;
    int progress_ms = 1'000;
    std::string context = {}; // uri; empty: none
    std::string text() const;
};

class Timeline {
public:
    // What Spotify answers to a request that arrives so long after the beginning.
    using Spotify = std::function<Answer(const Request& request, Millis at)>;

    static constexpr std::int64_t epoch_ms = 1'764'000'000'000;
    static constexpr Millis way{50}; // of an answer

    // Begins signed in for an hour, long ago or just now, with one member, which is 1.
    explicit Timeline(Spotify spotify, spotify::Membership membership = {}, bool has_worked = true);

    // Lets that much time pass, with all that is due in it.
    void pass(Millis span);
    // And then something is taken in.
    void take(Input input);
    // Asks for something, with a time limit; the id to find its outcome by.
    CommandId submit(const spotify::player::Wish& wish, Millis limit = 10s,
                     spotify::account::MemberId owner = 1);
    CommandId refresh(Millis limit = 10s);

    Millis now() const { return std::chrono::duration_cast<Millis>(moment_.now - begin); }
    Moment& moment() { return moment_; } // to change the world; take() tells the account of it
    Account& account() { return account_; }

    struct Shown {
        Millis at;
        View view;
    };
    struct Sent {
        Millis at;
        Request request;
    };
    struct Told {
        Millis at;
        spotify::Event event;
    };
    const std::vector<Shown>& views() const { return views_; }
    const View& view() const { return views_.back().view; }
    const std::vector<Told>& events() const { return events_; }
    const std::vector<Sent>& sent() const { return sent_; }
    // Of that method and path, the query left out.
    std::vector<Millis> sent(const std::string& method, const std::string& path) const;
    std::vector<Status> statuses() const; // in order, without repetition
    // Of what was asked for; nothing while it is not complete.
    std::optional<Outcome> outcome(CommandId id) const;
    std::optional<Millis> completed_at(CommandId id) const;
    unsigned renewals() const { return renewals_; }
    // What is kept over a restart.
    std::string remembered(spotify::account::Memory what) const {
        const auto found = remembered_.find(what);
        return found == remembered_.end() ? std::string{} : found->second;
    }
    std::size_t times_remembered() const { return times_remembered_; }
    template <typename Kind>
    std::size_t count() const {
        std::size_t times = 0;
        for (const auto& told : events_) {
            times += std::holds_alternative<Kind>(told.event) ? 1U : 0U;
        }
        return times;
    }

    // A renewal that is asked for is answered so; by default it gives an hour more.
    std::function<void(Moment&)> on_renewal;

private:
    static constexpr TimePoint begin = TimePoint{} + std::chrono::hours{24};

    struct Arriving {
        TimePoint at;
        spotify::account::Send send;
        TimePoint sent_at;
    };
    void perform(const spotify::account::Effects& effects);
    void go_to(TimePoint then);
    std::optional<TimePoint> next() const;

    Spotify spotify_;
    Moment moment_;
    Account account_;
    std::vector<Arriving> arriving_;
    std::optional<TimePoint> renewed_at_;
    std::vector<Shown> views_;
    std::vector<Told> events_;
    std::vector<Sent> sent_;
    std::map<CommandId, std::pair<Millis, Outcome>> outcomes_;
    CommandId last_id_ = 0;
    unsigned renewals_ = 0;
    std::map<spotify::account::Memory, std::string> remembered_;
    std::size_t times_remembered_ = 0;
};

spotify::net::Response response(int status, std::string body = {});
std::string error(int status, const std::string& message,
                  const std::string& reason = {}); // as Spotify words it

} // namespace account_tests
