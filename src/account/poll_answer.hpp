// What an answer of the player's state comes to. Pure.
#pragma once

#include "account/inputs.hpp"
#include "account/status.hpp"
#include "api/picture_hosts.hpp"
#include "player/shown.hpp"

#include <variant>

namespace spotify::account {

struct Withheld {};     // not sent, or answered with 429: the governor knows until when
struct TokenRefused {}; // 401: to be asked again with another token
struct NotAnswered {
    Trouble trouble;
    bool is_lasting = false; // only a person can cure it; it is said at once and looked at seldom
    // A server that is not to be trusted: said at once, but tried again like any other.
    bool is_certain = false;
};
using PollAnswer = std::variant<player::Shown, Withheld, TokenRefused, NotAnswered>;

PollAnswer judge_poll(const Answer& answer, api::PictureHosts pictures);

} // namespace spotify::account
