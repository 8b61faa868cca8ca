#include "days/listener.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace bench::days {

namespace {

constexpr Millis spell_mean = 6 * minute;
constexpr Millis device_leaves_after = 10 * minute; // of a pause (reference 4.1)

struct SkipBand {
    double share; // of all tracks
    Millis until;
};
constexpr std::array lamere{SkipBand{0.2414, 5 * second}, SkipBand{0.0483, 10 * second},
                            SkipBand{0.0608, 30 * second}};
constexpr double lamere_later = 0.1355;

class Maker {
public:
    Maker(const Habits& habits, std::uint64_t seed)
        : habits_(habits)
        , random_(seed) {}

    Timeline make() {
        add({0, Cause::stop});
        Millis now = habits_.wakes;
        leaning_until_ = now;
        while (now < habits_.sleeps) {
            now = play(now, std::min(habits_.sleeps, now + exponential(habits_.playing_for)));
            now += exponential(habits_.silent_for);
        }
        return std::move(timeline_);
    }

private:
    Millis exponential(Millis mean) {
        return mean == 0 ? 0
                         : 1 + static_cast<Millis>(
                                   std::exponential_distribution<>(1.0 / static_cast<double>(mean))(random_));
    }
    double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
    Millis within(Millis from, Millis to) {
        return std::uniform_int_distribution<Millis>(from, std::max(from, to))(random_);
    }
    Millis track_length() {
        const double log = std::normal_distribution<>(std::log(static_cast<double>(habits_.track_median)),
                                                      habits_.track_spread)(random_);
        return std::clamp(static_cast<Millis>(std::exp(log)), 60 * second, 10 * minute);
    }
    void add(const Moment& moment) {
        if (moment.at < habits_.length) {
            timeline_.push_back(moment);
        }
    }
    bool leans_forward(Millis now) {
        while (now >= leaning_until_) {
            forward_ = !forward_;
            leaning_until_ += exponential(forward_ ? habits_.leans_forward_for : habits_.leans_back_for);
        }
        return forward_;
    }

    // When in the track it is skipped; its length where it is not.
    Millis skipped_after(Millis length, bool forward) {
        if (!forward) {
            return chance() < habits_.skip_share_leaning_back ? within(second, length - second) : length;
        }
        double left = chance();
        Millis from = second / 2;
        for (const auto& band : lamere) {
            if (left < band.share) {
                return within(from, band.until);
            }
            left -= band.share;
            from = band.until;
        }
        return left < lamere_later ? within(from, length - second) : length;
    }

    // Tracks from `now` on until somebody has had enough; gives the end.
    Millis play(Millis now, Millis until) {
        Cause cause = Cause::start;
        while (now < until) {
            ++item_;
            const Millis length = track_length();
            add({now, cause, true, true, item_, length, 0});
            const Millis played = skipped_after(length, leans_forward(now));
            Millis progress = 0;
            // Pauses on the way.
            for (;;) {
                const Millis next_pause = habits_.pauses_per_hour <= 0
                                              ? played
                                              : exponential(static_cast<Millis>(static_cast<double>(hour) /
                                                                                habits_.pauses_per_hour));
                if (progress + next_pause >= played) {
                    break;
                }
                progress += next_pause;
                now += next_pause;
                add({now, Cause::pause, true, false, item_, length, progress});
                const Millis pause = exponential(habits_.paused_for);
                if (pause > device_leaves_after) {
                    add({now + device_leaves_after, Cause::stop});
                }
                now += pause;
                add({now, Cause::resume, true, true, item_, length, progress});
            }
            now += played - progress;
            cause = played == length ? Cause::natural_end : Cause::skip;
        }
        add({now, Cause::stop});
        return now;
    }

    const Habits& habits_;
    std::mt19937_64 random_;
    Timeline timeline_;
    bool forward_ = false;
    Millis leaning_until_ = 0;
    int item_ = 0;
};

} // namespace

Habits ordinary_hours(Millis length) {
    Habits habits;
    habits.length = length;
    habits.wakes = 0;
    habits.sleeps = length;
    habits.playing_for = 100 * 24 * hour;
    return habits;
}

Timeline a_day(const Habits& habits, std::uint64_t seed) {
    return Maker(habits, seed).make();
}

std::size_t moment_at(const Timeline& timeline, Millis at) {
    const auto after =
        std::ranges::upper_bound(timeline, at, {}, [](const Moment& moment) { return moment.at; });
    return after == timeline.begin() ? 0 : static_cast<std::size_t>(after - timeline.begin()) - 1;
}

std::vector<Spell> watching(double share, Millis length, std::uint64_t seed) {
    if (share >= 1) {
        return {{0, length}};
    }
    std::vector<Spell> spells;
    std::mt19937_64 random(seed);
    std::exponential_distribution<> watched(1.0 / static_cast<double>(spell_mean));
    std::exponential_distribution<> away(share / (1 - share) / static_cast<double>(spell_mean));
    for (Millis now = 0; share > 0;) {
        now += static_cast<Millis>(away(random)) + 1;
        const Millis ends = std::min(length, now + static_cast<Millis>(watched(random)) + second);
        if (now >= length) {
            break;
        }
        spells.push_back({now, ends});
        now = ends;
    }
    return spells;
}

} // namespace bench::days
