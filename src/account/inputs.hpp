// What an account is told, as values.
#pragma once

#include "account/asked.hpp"
#include "account/effects.hpp"
#include "account/members.hpp"
#include "base/secret.hpp"
#include "net/error.hpp"
#include "net/message.hpp"
#include "player/wish.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace spotify::account {

struct Started {}; // what is stored of the past is back: requests may leave
struct Stopped {}; // the last input but for what is under way

struct Remembered { // before Started: what Remember gave before a restart; empty where there is none
    Memory what = Memory::volumes;
    std::string text;
};

struct Joined {
    MemberId member = 0;
    Membership membership;
};
struct Withdrawn {
    MemberId member = 0;
};
struct AttentionChanged {
    MemberId member = 0;
    player::Attention attention = player::Attention::background;
};

// Each that is asked is completed once, by Complete.
struct CommandAsked {
    Asked asked;
    player::Wish wish;
};
struct RefreshAsked { // polls the player now, within the rate limit
    Asked asked;
};
struct FadeAsked {
    Asked asked; // its deadline counts from the fade's end
    std::int64_t percent = 0;
    std::chrono::milliseconds duration{0}; // at most player::longest_fade
};
struct SearchAsked { // the outcome's json is an array of what was found
    Asked asked;
    std::string query;
};
struct SignInAsked {
    Asked asked;
    std::optional<Secret> pasted; // nothing: a browser on this machine is waited for
};
struct SignOutAsked {
    Asked asked;
};
struct TakenBack { // without effect where it is under way already
    CommandId id = 0;
};

// What came of an exchange. What it proves to the governor and to the sign-in's tokens they have been told
// before.
using Answer = std::variant<net::Response, net::NetError>;
struct Answered {
    Ticket ticket;
    Answer answer;
};
struct Renewed {}; // a renewal has ended, one way or the other, or the account was signed out
struct SignInEnded {
    CommandId id = 0;
    Outcome outcome;
};
struct SignOutEnded {
    CommandId id = 0;
    Outcome outcome;
};
struct MomentChanged {}; // time has passed, or what else a Moment holds has changed

using Input = std::variant<Started, Stopped, Remembered, Joined, Withdrawn, AttentionChanged, CommandAsked,
                           RefreshAsked, FadeAsked, SearchAsked, SignInAsked, SignOutAsked, TakenBack,
                           Answered, Renewed, SignInEnded, SignOutEnded, MomentChanged>;

} // namespace spotify::account
