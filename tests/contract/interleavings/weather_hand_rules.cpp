// What another hand has changed, and whether it is left so.
#include "weather_rules.hpp"
#include "weather_steps.hpp"

#include <algorithm>

namespace contract {

namespace {

using Kind = Given::Kind;
using What = Hand::What;

About about_of(What what) {
    switch (what) {
    case What::playing:
        return About::playing;
    case What::volume:
        return About::volume;
    case What::shuffle:
        return About::shuffle;
    case What::repeat:
        return About::repeat;
    case What::item:
        return About::item;
    case What::position:
        return About::position;
    case What::device:
        break;
    }
    return About::device;
}

// Whether a read that came before then has shown what was wished.
bool has_shown(const WeatherRecord& record, const Given& wish, Moment until) {
    return std::ranges::any_of(record.exchanges, [&](const Exchange& read) {
        if (!read.told || read.sent_at < wish.done_at || read.ended_at >= until) {
            return false;
        }
        const auto& told = *read.told;
        switch (wish.kind) {
        case Kind::play:
            return told.is_playing;
        case Kind::pause:
            return !told.is_playing;
        case Kind::volume:
            return told.volume == std::stoll(wish.value);
        case Kind::shuffle:
            return told.shuffle == (wish.value == "true");
        case Kind::repeat:
            return told.repeat == wish.value;
        case Kind::transfer:
            return told.device == wish.value;
        default:
            return false;
        }
    });
}

// Whether it may have to be sent at that time still: it is not done, or has not shown.
bool is_open(const WeatherRecord& record, const Given& wish, Moment at) {
    if (!wish.outcome || wish.done_at >= at) {
        return true;
    }
    return wish.outcome->result == spotify::Result::ok && !has_shown(record, wish, at);
}

bool is_of_ceiling(const WeatherRecord& record, const std::string& step) {
    return record.volume_limit < 100 && step == "volume " + std::to_string(record.volume_limit);
}

} // namespace

Judged other_hands_are_left_alone(const WeatherRecord& record) {
    Judged judged;
    const bool has_zone = !record.zone.empty();
    for (const auto& hand : record.hands) {
        const auto about = about_of(hand.what);
        const auto concerns_it = [&](const Given& wish) { return concerns(wish.kind, has_zone, about); };
        const bool may_be_wished = std::ranges::any_of(record.wishes, [&](const Given& wish) {
            return wish.at <= hand.at && concerns_it(wish) && is_open(record, wish, hand.at);
        });
        if (may_be_wished || hand.before == hand.after) {
            continue;
        }
        judged.times += std::ranges::any_of(record.wishes, [&](const Given& wish) {
            return wish.at <= hand.at && contract::about_of(wish.kind) == about;
        });
        const auto next = std::ranges::find_if(
            record.wishes, [&](const Given& wish) { return wish.at > hand.at && concerns_it(wish); });
        const auto until = next != record.wishes.end() ? next->at : record.ends;
        for (const auto& one : record.exchanges) {
            const auto step = step_of(one);
            if (one.sent_at > hand.at && one.sent_at < until && is_about(step, about) &&
                !is_of_ceiling(record, step)) {
                judged.problems.push_back(
                    "another hand's " + hand.text + " is followed by " + step +
                    " that nobody wished for, at +" +
                    std::to_string(
                        std::chrono::duration_cast<std::chrono::milliseconds>(one.sent_at - record.begins)
                            .count()));
            }
        }
    }
    return judged;
}

} // namespace contract
