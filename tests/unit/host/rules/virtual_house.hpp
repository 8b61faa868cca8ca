// A house of rules in virtual time: values that a test sets, a clock that a test moves, and what the rules
// did.
#pragma once

#include "host/json_text.hpp"
#include "host/rules/rule_book.hpp"
#include "host/rules/rule_text.hpp"
#include "host/site.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace rule_tests {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

inline constexpr std::int64_t minute = 60'000;
inline constexpr std::int64_t hour = 60 * minute;
inline constexpr std::int64_t day = 24 * hour;

// 2026-11-25 12:00:00 UTC, a Wednesday.
inline constexpr std::int64_t noon = 1'795'608'000'000;

inline host::WallMinute utc(std::int64_t epoch) {
    return epoch / minute;
}

// Berlin in 2026: an hour ahead of UTC, and two from 29 March 01:00 UTC until 25 October 01:00 UTC.
inline constexpr std::int64_t berlin_forward = 1'774'746'000'000;
inline constexpr std::int64_t berlin_back = 1'792'890'000'000;
inline host::WallMinute berlin(std::int64_t epoch) {
    return epoch / minute + (epoch >= berlin_forward && epoch < berlin_back ? 120 : 60);
}

// Rules as they stand in a site with the devices door, relay, hall and lobby.
inline std::vector<host::Rule> rules_of(const std::string& rules) {
    return host::parse_site(R"({"devices":[{"id":"door","plugin":"p"},{"id":"relay","plugin":"p"},
        {"id":"hall","plugin":"p"},{"id":"lobby","plugin":"p"}],"rules":)" +
                                rules + '}',
                            "s.json")
        .rules;
}

class House {
public:
    explicit House(const std::string& rules, host::WallClock clock = utc, std::int64_t epoch = noon)
        : House{rules_of(rules), std::move(clock), epoch} {}

    House(std::vector<host::Rule> rules, host::WallClock clock = utc, std::int64_t epoch = noon)
        : now{0ms, epoch}
        , book{std::move(rules), [this](const host::Place& place) { return values[place]; },
               std::move(clock)} {}

    House(const House&) = delete; // the book reads its values
    House& operator=(const House&) = delete;

    void start() { take(book.started(now)); }

    // The property has this value from now on. The first value of each is first news.
    void set(const std::string& name, dp::Value value) {
        const auto place = *host::place_of(name);
        const auto before = values[place];
        const bool is_known = !std::holds_alternative<std::monostate>(value);
        const bool is_first = is_known && !seen[place];
        seen[place] = seen[place] || is_known;
        values[place] = value;
        take(book.changed({place.device, place.id, before, value, is_first}, now));
    }

    void report(const std::string& event) { take(book.reported(*host::place_of(event), now)); }

    // Time goes by; the book is asked whenever it wants to be.
    void pass(milliseconds time) {
        const auto end = now.steady + time;
        for (;;) {
            const auto due = book.next_due(now);
            if (!due || *due > end) {
                break;
            }
            go_to(std::max(*due, now.steady));
            take(book.tick(now));
        }
        go_to(end);
    }

    // The clock is set while no time goes by.
    void set_clock(std::int64_t epoch) { now.epoch = epoch; }

    void tick() { take(book.tick(now)); }

    // What was sent since the last call: "relay.close", "lobby.volume=30".
    std::string sent() {
        std::string text;
        for (const auto& one : std::exchange(sent_, {})) {
            text += (text.empty() ? "" : " ") + one;
        }
        return text;
    }

    std::vector<host::RuleFiring> fired() { return std::exchange(fired_, {}); }
    std::string notes() { return std::exchange(notes_, {}); }
    host::RuleRecord record(std::size_t index = 0) const { return book.records().at(index); }

    void take(const host::RuleEffects& effects) {
        for (const auto& command : effects.commands) {
            tokens.push_back(command.token);
            sent_.push_back(host::text_of(command.target) +
                            (command.is_write         ? '=' + host::write_json(command.value)
                             : command.params.empty() ? ""
                                                      : host::write_json(command.params)));
            commanded.push_back(command);
        }
        fired_.insert(fired_.end(), effects.firings.begin(), effects.firings.end());
        for (const auto& note : effects.notes) {
            notes_ += std::string{dp::word(note.level)} + ' ' + note.text + '\n';
        }
    }

    host::Moment now;
    std::map<host::Place, dp::Value> values;
    std::map<host::Place, bool> seen;
    host::RuleBook book;
    std::vector<std::int64_t> tokens;         // of all commands
    std::vector<host::RuleCommand> commanded; // all commands

private:
    void go_to(milliseconds steady) {
        now.epoch += (steady - now.steady).count();
        now.steady = steady;
    }

    std::vector<std::string> sent_;
    std::vector<host::RuleFiring> fired_;
    std::string notes_;
};

} // namespace rule_tests
