// What became of a command that was ok.
#include "weather_rules.hpp"
#include "weather_steps.hpp"

#include <algorithm>
#include <cstdlib>

namespace contract {

namespace {

using namespace std::chrono_literals;
using Kind = Given::Kind;

// Speakers round a volume to steps of their own.
constexpr std::int64_t volume_tolerance = 4; // percent points
// Of effect and of reading.
constexpr std::int64_t position_tolerance_ms = 3'500;

// A command shows, or is taken back, in two settling times and a poll; where polls or commands were refused
// meanwhile, a few seconds later.
constexpr auto settles_within = 15s;
constexpr auto settles_in_weather_within = 22s;
// What was done so long before may show only now.
constexpr auto lingers = 10s;

bool has_weather(const WeatherRecord& record, Moment from, Moment to) {
    return std::ranges::any_of(record.weather,
                               [&](const Spell& spell) { return spell.from < to && spell.to > from; });
}

// Until when it has to show; nothing where something else was done about the same, or the run ends before.
std::optional<Moment> judged_at(const WeatherRecord& record, const Given& wish) {
    auto due = wish.done_at + settles_within;
    if (has_weather(record, wish.at, due)) {
        due = wish.done_at + settles_in_weather_within;
    }
    if (wish.kind == Kind::favorite) { // what is saved is known at the end alone
        due = std::max(due, record.ends);
    }
    const auto about = about_of(wish.kind);
    const bool has_zone = !record.zone.empty();
    const bool has_others = std::ranges::any_of(record.wishes, [&](const Given& other) {
        return &other != &wish && concerns(other.kind, has_zone, about) && other.at < due &&
               std::max(other.done_at, other.at) + lingers > wish.at;
    });
    const bool has_hands = std::ranges::any_of(record.hands, [&](const Hand& hand) {
        return concerns(hand.what, about) && hand.at < due && hand.at + lingers > wish.at;
    });
    return has_others || has_hands || due > record.ends ? std::nullopt : std::optional{due};
}

// Where the position would be, had the last of its sends that may have been done taken effect when it ended.
bool is_about_there(const WeatherRecord& record, const Given& wish, const Playing& playing, Moment at) {
    return std::ranges::any_of(record.exchanges, [&](const Exchange& one) {
        if (!is_step_of(one, wish) || one.sent_at < wish.at || one.ended_at > at) {
            return false;
        }
        const auto since =
            playing.is_playing
                ? std::chrono::duration_cast<std::chrono::milliseconds>(at - one.ended_at).count()
                : 0;
        return std::abs(playing.progress_ms - std::stoll(wish.value) - since) <= position_tolerance_ms;
    });
}

// Whether it is so at that moment.
bool is_so(const WeatherRecord& record, const Given& wish, const Playing& playing) {
    const bool is_here = record.zone.empty() || playing.device == record.zone;
    switch (wish.kind) {
    case Kind::play:
        return (playing.is_playing || playing.repeat == "off") && is_here; // the list may be at its end
    case Kind::pause:
        return !playing.is_playing;
    case Kind::volume:
    case Kind::fade:
        return playing.volume && std::abs(*playing.volume - std::stoll(wish.value)) <= volume_tolerance;
    case Kind::shuffle:
        return playing.shuffle == (wish.value == "true");
    case Kind::repeat:
        return playing.repeat == wish.value;
    case Kind::transfer:
        return playing.device == wish.value;
    default:
        return true;
    }
}

// Whether it was so for a moment: what moves on by itself.
bool was_so(const WeatherRecord& record, const Given& wish, const Playing& playing, Moment at) {
    switch (wish.kind) {
    case Kind::play:
        return playing.is_playing;
    case Kind::next:
        return playing.uri != wish.shown.uri || playing.progress_ms < wish.shown.progress_ms;
    case Kind::seek:
        return playing.uri != wish.shown.uri || is_about_there(record, wish, playing, at);
    case Kind::play_uri:
    case Kind::preset:
        return playing.uri == wish.value || playing.context == wish.value;
    default:
        return true;
    }
}

bool can_be_judged(const WeatherRecord& record, const Given& wish) {
    switch (wish.kind) {
    case Kind::queue:    // no read shows it
    case Kind::previous: // nor a new beginning near the beginning
        return false;
    case Kind::next: // with an item alone in its list it begins anew
        return wish.shown.is_loaded && wish.shown.repeat != "track";
    case Kind::pause: // elsewhere it is not this one's to stop
        return record.zone.empty() || wish.shown.device == record.zone;
    default:
        return true;
    }
}

std::string what_does_not_show(const WeatherRecord& record, const Given& wish, Moment due) {
    if (wish.kind == Kind::favorite) {
        const bool is_saved = record.saved.contains(wish.uri);
        return is_saved == (wish.value == "true") ? "" : "is not so at Spotify";
    }
    bool was_truly = false;
    bool was_shown = false;
    const Sample* last = nullptr;
    for (const auto& sample : record.samples) {
        if (sample.at <= wish.at || sample.at > due) {
            continue;
        }
        was_truly = was_truly || was_so(record, wish, sample.truth, sample.at);
        was_shown = was_shown || was_so(record, wish, sample.shown, sample.at);
        // A read that finds nothing for a moment is no answer to this.
        last = sample.shown.is_loaded ? &sample : last;
    }
    if (last == nullptr || !last->truth.is_loaded) {
        return {};
    }
    return !was_truly || !is_so(record, wish, last->truth)   ? "is not so at Spotify"
           : !was_shown || !is_so(record, wish, last->shown) ? "is not shown"
                                                             : "";
}

} // namespace

Judged what_was_ok_shows(const WeatherRecord& record) {
    Judged judged;
    for (const auto& wish : record.wishes) {
        const bool is_ok = wish.outcome && wish.outcome->result == spotify::Result::ok;
        if (!is_ok || !can_be_judged(record, wish)) {
            continue;
        }
        const auto due = judged_at(record, wish);
        if (!due) {
            continue;
        }
        ++judged.times;
        const auto missing = wish.undone_at ? std::string{} : what_does_not_show(record, wish, *due);
        if (!missing.empty()) {
            judged.problems.push_back('#' + std::to_string(wish.id) + ", " + wish.text + ", was ok, and " +
                                      missing + " and was not taken back");
        }
    }
    return judged;
}

} // namespace contract
