// What an answer of the player's state comes to. Pure.
#pragma once

#include "account/findings.hpp"
#include "account/inputs.hpp"
#include "api/picture_hosts.hpp"
#include "player/shown.hpp"

#include <variant>

namespace spotify::account {

struct Withheld {}; // not sent, or answered with 429: the governor knows until when
using PollAnswer = std::variant<player::Shown, Withheld, Doubt>;

// `believed` is the answer before it: what is equal is the same constant.
PollAnswer judge_poll(const Answer& answer, api::PictureHosts pictures, const player::PlayerState& believed);

} // namespace spotify::account
