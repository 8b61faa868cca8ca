// Section `days`: how stale a panel is for how many requests, over simulated days. The model of how people
// listen is days/listener.hpp; the driver's own session runs in virtual time.
#include "days/picture.hpp"
#include "days/pollers.hpp"
#include "section.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iomanip>
#include <sstream>

namespace bench {

namespace {

using namespace days;
namespace player = spotify::player;

constexpr std::uint64_t days_made = 8;
constexpr Millis settled = minute; // the first look is not what is measured
constexpr int offsets = 5;         // a fixed interval may begin anywhere

std::string text(double value, int decimals) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(decimals) << value;
    return out.str();
}

// Over several days.
class Sum {
public:
    void add(const Delays& delays) {
        count_ += static_cast<double>(delays.count);
        sum_ += delays.mean * static_cast<double>(delays.count);
        p95_ += delays.p95 * static_cast<double>(delays.count);
        max_ = std::max(max_, delays.max);
    }
    double mean() const { return count_ > 0 ? sum_ / count_ : 0; }
    double p95() const { return count_ > 0 ? p95_ / count_ : 0; } // of the days, weighted
    std::string told() const {
        return "mean " + text(mean() / 1'000, 2) + " s, p95 " + text(p95() / 1'000, 2) + " s, most " +
               text(max_ / 1'000, 1) + " s";
    }

private:
    double count_ = 0;
    double sum_ = 0;
    double p95_ = 0;
    double max_ = 0;
};

// What one way of watching came to, over several days.
struct Tally {
    Sum all;
    Sum outside;
    Sum skips;
    Sum ends;
    Sum pauses;
    double requests = 0;
    double hours = 0;
    double wrong = 0; // share of the time, summed over days

    void add(const Timeline& timeline, const Observed& observed, Millis length,
             const std::vector<Spell>& spells) {
        all.add(delays(timeline, observed, all_changes(), spells));
        outside.add(delays(timeline, observed, bench::days::outside(), spells));
        skips.add(delays(timeline, observed, outside_skips(), spells));
        ends.add(delays(timeline, observed, natural_ends(), spells));
        pauses.add(delays(timeline, observed, bench::days::pauses(), spells));
        requests += static_cast<double>(observed.asked.size());
        hours += static_cast<double>(length) / hour;
        wrong += wrong_share(timeline, observed, spells);
        ++watched;
    }
    double per_hour() const { return requests / hours; }
    double wrong_percent() const { return 100 * wrong / watched; }
    double watched = 0; // days
};

struct Compared {
    Tally ours;
    Tally equal; // a fixed interval with as many requests, day by day
};

Compared compare(const std::function<Timeline(std::uint64_t)>& make, Millis length) {
    Compared compared;
    const std::vector<Spell> always{{0, length}};
    const std::vector<Spell> counted{{settled, length}};
    for (std::uint64_t seed = 1; seed <= days_made; ++seed) {
        const auto timeline = make(seed);
        const auto ours = by_session(timeline, length, always, seed);
        compared.ours.add(timeline, ours, length, counted);
        const Millis interval = length / static_cast<Millis>(ours.asked.size());
        for (std::uint64_t offset = 0; offset < offsets; ++offset) {
            compared.equal.add(timeline, by_interval(timeline, length, interval, seed * offsets + offset),
                               length, counted);
        }
    }
    return compared;
}

Row ratio(const std::string& what, double ours, double other, double target, const std::string& unit) {
    const double value = ours / other;
    return {what,
            value,
            "ratio",
            text(value, 2) + " (" + text(ours / 1'000, 2) + " against " + text(other / 1'000, 2) + " " +
                unit + ")",
            "at most " + text(target, 2),
            value <= target};
}

Tally fixed(const std::function<Timeline(std::uint64_t)>& make, Millis length, Millis interval) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= days_made; ++seed) {
        const auto timeline = make(seed);
        tally.add(timeline, by_interval(timeline, length, interval, seed), length, {{settled, length}});
    }
    return tally;
}

Row told(const std::string& who, const Tally& tally) {
    return {who, tally.per_hour(), "requests an hour",
            text(tally.per_hour(), 0) + " an hour, title wrong " + text(tally.wrong_percent(), 2) +
                " %; skips " + tally.skips.told() + "; ends " + tally.ends.told() + "; pauses " +
                tally.pauses.told()};
}

void ordinary(Rows& rows) {
    constexpr Millis length = 12 * hour;
    const auto make = [](std::uint64_t seed) { return a_day(ordinary_hours(length), seed); };
    const auto [ours, equal] = compare(make, length);
    rows.push_back(told("ordinary hours, watched: ours", ours));
    std::vector<Point> others;
    for (const Millis seconds : {3, 5, 10, 30}) {
        const auto other = fixed(make, length, seconds * second);
        rows.push_back(told("  every " + std::to_string(seconds) + " s", other));
        others.push_back({std::to_string(seconds) + " s", other.per_hour(), other.all.mean() / 1'000});
    }
    rows.push_back({"natural end, p95", ours.ends.p95() / 1'000, "s", text(ours.ends.p95() / 1'000, 2) + " s",
                    "under 0.7 s", ours.ends.p95() < 700});
    rows.push_back(ratio("outside changes, mean, at equal requests", ours.outside.mean(),
                         equal.outside.mean(), 1.0, "s"));
    rows.push_back(
        ratio("all changes, mean, at equal requests", ours.all.mean(), equal.all.mean(), 0.8, "s"));
    rows.push_back({"title wrong in an ordinary hour watched", ours.wrong_percent(), "%",
                    text(ours.wrong_percent(), 2) + " % at " + text(ours.per_hour(), 0) + " requests",
                    "at most 0.7 % at 720", ours.wrong_percent() <= 0.7 && ours.per_hour() <= 720});

    // The same rules, quicker and slower.
    std::vector<Point> curve;
    for (const double factor : {0.6, 1.0, 2.0, 6.0}) {
        player::Pace pace;
        const auto slower = [factor](player::Millis& wait) {
            wait = player::Millis{static_cast<Millis>(static_cast<double>(wait.count()) * factor)};
        };
        for (auto* wait : {&pace.looking.playing, &pace.looking.paused, &pace.looking.idle}) {
            slower(*wait);
        }
        Tally tally;
        for (std::uint64_t seed = 1; seed <= days_made; ++seed) {
            const auto timeline = make(seed);
            tally.add(timeline, by_session(timeline, length, {{0, length}}, seed, pace), length,
                      {{settled, length}});
        }
        curve.push_back({factor == 1.0 ? "as it is" : "x " + text(factor, 1), tally.per_hour(),
                         tally.all.mean() / 1'000});
    }
    const char* file = "build/bench/staleness.svg";
    std::ofstream out(file);
    out << picture_of("Staleness over requests, ordinary hours",
                      {{"fixed interval", "#b3541e", others}, {"this driver", "#1e6fb3", curve}});
    rows.push_back({"picture", 0, "", out ? file : "could not be written: run it from the project's folder"});
}

void whole_days(Rows& rows) {
    const Habits habits;
    const auto make = [&](std::uint64_t seed) { return a_day(habits, seed); };
    const auto [ours, equal] = compare(make, habits.length);
    rows.push_back(told("a whole day, watched: ours", ours));
    rows.push_back(
        ratio("  outside changes at equal requests", ours.outside.mean(), equal.outside.mean(), 1.0, "s"));
    rows.push_back(ratio("  all changes at equal requests", ours.all.mean(), equal.all.mean(), 0.8, "s"));

    Tally tenth;
    Tally every_five;
    for (std::uint64_t seed = 1; seed <= days_made; ++seed) {
        const auto timeline = make(seed);
        const auto spells = watching(0.1, habits.length, seed);
        tenth.add(timeline, by_session(timeline, habits.length, spells, seed), habits.length, spells);
        every_five.add(timeline, by_interval(timeline, habits.length, 5 * second, seed), habits.length,
                       spells);
    }
    const double share = tenth.requests / every_five.requests;
    rows.push_back(
        {"a day watched a tenth of the time: requests", share, "ratio",
         text(share, 2) + " of those of every 5 s (" + text(tenth.requests / tenth.watched, 0) + " a day)",
         "at most 0.33", share <= 1.0 / 3});
    rows.push_back(ratio("  staleness while watched, against every 5 s", tenth.all.mean(),
                         every_five.all.mean(), 1.0, "s"));
}

void quiet(Rows& rows) {
    constexpr Millis length = 6 * hour;
    double playing = 0;
    for (std::uint64_t seed = 1; seed <= days_made; ++seed) {
        const auto timeline = a_day(ordinary_hours(length), seed);
        playing += static_cast<double>(by_session(timeline, length, {}, seed).asked.size());
    }
    playing /= days_made * static_cast<double>(length) / hour;
    const Timeline nothing{{}};
    const double idle = static_cast<double>(by_session(nothing, length, {}, 1).asked.size()) /
                        (static_cast<double>(length) / hour);
    rows.push_back({"requests an hour, nobody watching, playing", playing, "requests an hour",
                    text(playing, 0), "at most 130", playing <= 130});
    rows.push_back({"requests an hour, nobody watching, idle", idle, "requests an hour", text(idle, 0),
                    "at most 40", idle <= 40});
}

void stuck(Rows& rows) {
    // The client vanishes at the end of its track, and Spotify goes on telling that it plays.
    const Timeline timeline{{}, {second, Cause::start, true, true, 1, 200 * second, 0}};
    const auto observed = by_session(timeline, hour, {{0, hour}}, 1);
    const auto most = most_within(second, observed);
    rows.push_back({"a track that never ends: looks in a second", static_cast<double>(most), "requests",
                    std::to_string(most) + ", and " + std::to_string(observed.asked.size()) + " in the hour",
                    "at most 4", most <= 4});
}

void budget(Rows& rows) {
    constexpr std::int64_t requests_per_day = 3'000;
    constexpr Millis length = 60 * hour;
    const auto timeline = a_day(ordinary_hours(length), 1);
    const auto observed = by_session(timeline, length, {{0, length}}, 1, {}, requests_per_day);
    const auto most = most_within(24 * hour, observed);
    const auto over = most > requests_per_day ? most - requests_per_day : 0;
    rows.push_back({"requests over requests_per_day (3,000, watched for 60 h)", static_cast<double>(over),
                    "requests", std::to_string(over) + " (most in any 24 h: " + std::to_string(most) + ")",
                    "0", over == 0});
}

} // namespace

Rows measure_days() {
    Rows rows;
    ordinary(rows);
    whole_days(rows);
    quiet(rows);
    stuck(rows);
    budget(rows);
    return rows;
}

} // namespace bench
