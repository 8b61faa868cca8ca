// What happened in one run through the weather, as values: the rules judge it, and a reader sees it as text.
#pragma once

#include "account/status.hpp"
#include "base/outcome.hpp"
#include "exchange.hpp"
#include "player/pace.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace contract {

using Moment = spotify::net::TimePoint;

struct Given {
    enum class Kind {
        play,
        pause,
        next,
        previous,
        seek,
        volume,
        shuffle,
        repeat,
        transfer,
        play_uri,
        preset,
        queue,
        favorite,
        fade
    };
    Kind kind = Kind::play;
    // What it comes to, relative wishes resolved by what was shown: percent, true, off, a name, a URI, milliseconds.
    std::string value;
    std::string uri;             // of a favourite
    std::optional<bool> shuffle; // of a preset
    std::string text;            // as it was given
    Moment at{};
    std::chrono::milliseconds lasts{0}; // a fade
    Playing shown;                      // when it was given
    std::uint64_t id = 0;
    std::optional<spotify::Outcome> outcome;
    Moment done_at{};
    std::optional<Moment> undone_at; // it was ok, and was taken back then
};

// A change by another hand.
struct Hand {
    enum class What { playing, volume, shuffle, repeat, item, position, device };
    What what = What::playing;
    std::string text;
    Moment at{};
    Playing before;
    Playing after;
};

struct Spell {
    std::string text;
    Moment from{};
    Moment to{};
};

// What was shown and what was so, side by side.
struct Sample {
    Moment at{};
    Playing shown;
    Playing truth;
    bool is_stale = false;
    spotify::Status status = spotify::Status::connecting;
};

struct StatusSeen {
    Moment at{};
    spotify::StatusReport status;
};

struct WeatherRecord {
    std::string zone;
    std::int64_t volume_limit = 100; // percent
    spotify::player::Attention attention = spotify::player::Attention::looking;
    Moment begins{};
    Moment works{}; // the first good answer was shown
    Moment quiet{}; // from then on nothing happens
    Moment ends{};
    std::vector<Given> wishes;
    std::vector<Hand> hands;
    std::vector<Spell> weather;
    std::vector<Exchange> exchanges;  // by their ends
    std::vector<StatusSeen> statuses; // each change
    std::vector<Sample> samples;
    std::set<std::string> saved; // at the end: URIs in the library
};

// A line for each happening, by time since the beginning.
std::string text_of(const WeatherRecord& record);

std::string text_of(const Playing& playing);

} // namespace contract
