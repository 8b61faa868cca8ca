// What was sent for a wish, and how often.
#include "weather_rules.hpp"
#include "weather_steps.hpp"

#include <algorithm>
#include <map>

namespace contract {

namespace {

using namespace std::chrono_literals;
using Kind = Given::Kind;

constexpr std::size_t most_sends = 3;       // of a step
constexpr std::size_t most_look_ups = 2;    // of the devices
constexpr std::size_t most_zone_checks = 4; // after 0, 1, 3 and 7 minutes

// When the last of a wish can be sent: its time limit is over by then, and what was sent once more as well.
constexpr auto over_after = 25s;
// Between the decision to send and the first byte, while a connection is made.
constexpr auto connects_within = 250ms;

constexpr auto fade_step = 1s;

std::string at_text(const WeatherRecord& record, Moment at) {
    return " at +" +
           std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(at - record.begins).count());
}

std::vector<Exchange> by_sending(const WeatherRecord& record) {
    auto all = record.exchanges;
    std::ranges::sort(all, {}, &Exchange::sent_at);
    return all;
}

bool may_have_been_done(const Exchange& exchange) {
    return exchange.status == 0 || exchange.status >= 500 ||
           (exchange.status >= 200 && exchange.status < 300);
}

// Wishes of one step so close to one another that what is sent cannot be told apart.
struct Cluster {
    Moment from{};
    Moment to{};
    std::size_t wishes = 0;
};

std::vector<Cluster> clusters(const std::vector<Given>& wishes, const std::string& step) {
    std::vector<Cluster> all;
    for (const auto& wish : wishes) {
        const auto times = static_cast<std::size_t>(std::ranges::count(steps_of(wish), step));
        if (times == 0) {
            continue;
        }
        if (all.empty() || wish.at > all.back().to) {
            all.push_back({wish.at, wish.at, 0});
        }
        all.back().to = std::max(all.back().to, std::max(wish.at, wish.done_at) + over_after);
        all.back().wishes += times;
    }
    return all;
}

void judge_steps(const WeatherRecord& record, const std::vector<Exchange>& sent, Judged& judged) {
    std::map<std::string, bool> steps; // whether the account sends it of its own accord as well
    for (const auto& wish : record.wishes) {
        for (const auto& step : steps_of(wish)) {
            const bool is_ceiling =
                record.volume_limit < 100 && step == "volume " + std::to_string(record.volume_limit);
            const bool fades = step.starts_with("volume ") &&
                               std::ranges::count(record.wishes, Kind::fade, &Given::kind) > 0;
            steps[step] = is_ceiling || fades;
        }
    }
    for (const auto& entry : steps) {
        const auto& step = entry.first;
        const bool is_mixed = entry.second;
        for (const auto& cluster : is_mixed ? std::vector<Cluster>{} : clusters(record.wishes, step)) {
            const auto times = static_cast<std::size_t>(std::ranges::count_if(sent, [&](const Exchange& one) {
                return one.sent_at >= cluster.from && one.sent_at < cluster.to && step_of(one) == step;
            }));
            judged.times += times > 0 ? 1U : 0U;
            if (times > most_sends * cluster.wishes) {
                judged.problems.push_back(step + " was sent " + std::to_string(times) + " times for " +
                                          std::to_string(cluster.wishes) + " wishes" +
                                          at_text(record, cluster.from));
            }
        }
    }
}

// While nobody looks closely the devices are read for commands, and for the name of a zone that was not seen yet.
void judge_look_ups(const WeatherRecord& record, const std::vector<Exchange>& sent, Judged& judged) {
    if (record.attention == spotify::player::Attention::looking) {
        return;
    }
    const auto read_between = [&](Moment from, Moment to) {
        return static_cast<std::size_t>(std::ranges::count_if(sent, [&](const Exchange& one) {
            return one.sent_at >= from && one.sent_at < to && one.target == "/v1/me/player/devices";
        }));
    };
    const auto for_zone = record.zone.empty() ? 0 : most_zone_checks;
    if (read_between(record.begins, record.quiet) > most_look_ups * record.wishes.size() + for_zone) {
        judged.problems.emplace_back("the devices were read more often than for the wishes");
    }
    const auto may_look_up = [&](const Given& wish) {
        return wish.kind == Kind::transfer || (!record.zone.empty() && wish.kind != Kind::favorite);
    };
    for (const auto& wish : record.wishes) {
        const auto to = std::min(std::max(wish.at, wish.done_at) + over_after, record.quiet);
        const bool is_alone = std::ranges::none_of(record.wishes, [&](const Given& other) {
            return &other != &wish && may_look_up(other) && other.at < to &&
                   std::max(other.at, other.done_at) + over_after > wish.at;
        });
        if (!is_alone) {
            continue;
        }
        const auto times = read_between(wish.at, to);
        judged.times += times > 0 ? 1U : 0U;
        if (times > most_look_ups) {
            judged.problems.push_back("for " + wish.text + " the devices were read " + std::to_string(times) +
                                      " times");
        }
    }
}

void judge_fades(const WeatherRecord& record, const std::vector<Exchange>& sent, Judged& judged) {
    for (const auto& fade : record.wishes) {
        if (fade.kind != Kind::fade) {
            continue;
        }
        const bool is_alone = std::ranges::none_of(record.wishes, [&](const Given& other) {
            return &other != &fade && concerns(other.kind, !record.zone.empty(), About::volume) &&
                   other.at < fade.done_at && std::max(other.at, other.done_at) + over_after > fade.at;
        });
        if (!is_alone || record.volume_limit < 100) {
            continue;
        }
        std::int64_t steps = 0;
        std::string again; // which another token lets through
        for (const auto& one : sent) {
            const auto step = step_of(one);
            if (one.sent_at < fade.at || one.sent_at >= fade.done_at || !step.starts_with("volume ") ||
                step == again || step == "volume " + fade.value) { // which is sent at the fade's end
                continue;
            }
            again = one.status == 401 ? step : std::string{};
            ++steps;
            if (one.sent_at + connects_within - fade.at < steps * fade_step) {
                judged.problems.push_back(fade.text + " sends more than once in a second" +
                                          at_text(record, one.sent_at));
            }
        }
        judged.times += steps > 0 ? 1U : 0U;
    }
}

// The beginning of those wishes of the same step, one after the other, of which some are open then; nothing where
// none is.
std::optional<Moment> open_since(const std::vector<const Given*>& wishes, Moment at) {
    const auto is_open_at = [](const Given& wish, Moment then) {
        return wish.at <= then && (!wish.outcome || wish.done_at + connects_within >= then);
    };
    std::optional<Moment> since;
    for (auto wish = wishes.rbegin(); wish != wishes.rend(); ++wish) {
        if (is_open_at(**wish, since.value_or(at))) {
            since = (*wish)->at;
        }
    }
    return since;
}

} // namespace

Judged sends_are_few(const WeatherRecord& record) {
    Judged judged;
    const auto sent = by_sending(record);
    judge_steps(record, sent, judged);
    judge_look_ups(record, sent, judged);
    judge_fades(record, sent, judged);
    return judged;
}

Judged nothing_is_done_twice(const WeatherRecord& record) {
    Judged judged;
    std::map<std::string, std::vector<const Given*>> wishes; // by their step, the oldest first
    for (const auto& wish : record.wishes) {
        if (adds_up(wish)) {
            wishes[steps_of(wish).front()].push_back(&wish);
        }
    }
    std::map<std::string, std::vector<Moment>> done; // or it may be
    for (const auto& one : by_sending(record)) {
        const auto step = step_of(one);
        if (!step.starts_with("next") && !step.starts_with("previous") && !step.starts_with("queue")) {
            continue;
        }
        const auto since = open_since(wishes[step], one.sent_at);
        if (!since) {
            judged.problems.push_back(step + " is sent for no wish" + at_text(record, one.sent_at));
            continue;
        }
        const auto given = std::ranges::count_if(
            wishes[step], [&](const Given* wish) { return wish->at >= *since && wish->at <= one.sent_at; });
        auto& before = done[step];
        if (std::ranges::count_if(before, [&](Moment at) { return at >= *since; }) >= given) {
            judged.problems.push_back(step + " is sent again, and may have been done" +
                                      at_text(record, one.sent_at));
        }
        if (may_have_been_done(one)) {
            ++judged.times;
            before.push_back(one.sent_at);
        }
    }
    return judged;
}

} // namespace contract
