// The rules at work: what follows when a property changes, an event comes or time goes by. Pure: time and
// values come in as values; what is to be done goes out as values. Whoever holds the book calls tick() when
// next_due() says so.
#pragma once

#include "host/happening.hpp"
#include "host/log.hpp"
#include "host/property_change.hpp"
#include "host/rules/condition.hpp"
#include "host/rules/firing_guard.hpp"
#include "host/rules/moment.hpp"
#include "host/rules/rule.hpp"
#include "host/rules/wall_watch.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace host {

// What a rule asks of a device. One outcome is owed for it: see RuleBook::outcome().
struct RuleCommand {
    std::int64_t token = 0;
    std::string rule;
    Place target; // an action, or a property to be written
    bool is_write = false;
    std::vector<dp::NamedValue> params; // of an action
    dp::Value value;                    // to be written

    bool operator==(const RuleCommand&) const = default;
};

// In the order in which they came about.
struct RuleEffects {
    std::vector<RuleCommand> commands;
    std::vector<RuleFiring> firings;
    std::vector<LogRecord> notes;
    bool records_changed = false; // records() are others than before
};

class RuleBook {
public:
    // A firing that comes of more firings than this, one out of the other, is stopped: the rules feed each
    // other.
    static constexpr int most_in_a_chain = 10;
    // More firings of one rule within a minute are stopped, until it was quiet for that long.
    static constexpr std::size_t most_in_a_minute = 120;
    // What a device tells within this time of a rule's command is taken to come of it, unless somebody else
    // has commanded the device since.
    static constexpr std::chrono::milliseconds consequence_time{5000};
    // Firings of a rule of mode "queued" that wait; more are passed over.
    static constexpr std::size_t most_queued = 10;

    RuleBook(std::vector<Rule> rules, ValueOf value_of, WallClock wall_clock);

    // The host and its devices have started: rules with "start" fire. Nothing fires before.
    RuleEffects started(Moment now);
    // To be told of every change of every property, in order, after it can be read by `value_of`.
    RuleEffects changed(const PropertyChange& change, Moment now);
    RuleEffects reported(const Place& event, Moment now);
    RuleEffects tick(Moment now);
    // When tick() has something to do at the latest; nothing: not until something else happens.
    std::optional<std::chrono::milliseconds> next_due(Moment now) const; // steady
    // The same without times of day: when something that has begun goes on.
    std::optional<std::chrono::milliseconds> next_step() const; // steady

    // Somebody else has commanded this device: what it tells next does not come of a rule.
    void commanded(const std::string& device);
    // What came of a command. Only the first outcome of a token counts.
    RuleEffects outcome(std::int64_t token, dp::Status status, const std::string& text);

    // Rules that are equal to one of before go on where they are: what they wait for, what they still have to
    // do, their records. All others end, or begin anew.
    void replace(std::vector<Rule> rules, Moment now);

    std::vector<RuleRecord> records() const;                             // in the order of the rules
    const std::vector<std::string>& devices() const { return devices_; } // whose news the rules wait for

private:
    struct Hold { // a trigger came true, and has to stay so
        std::chrono::milliseconds due{0};
        int depth = 0;
        bool is_interrupted = false; // not known meanwhile: begins anew when it is as before
    };
    struct Run { // the steps of a firing
        std::size_t next = 0;
        std::chrono::milliseconds due{0}; // of the step that is next
        int depth = 0;
        std::string because;
    };
    struct Entry {
        std::uint64_t id = 0;
        Rule rule;
        RuleRecord record;
        std::vector<std::optional<Hold>> holds; // of the triggers
        std::optional<Run> run;
        bool has_failed = false; // a command of the last firing
        std::deque<Run> queued;
        FiringGuard guard;
    };
    struct Pending {
        std::uint64_t entry = 0;
        std::string target;
    };
    struct Mark { // a rule's command went to a device
        int depth = 0;
        std::chrono::milliseconds until{0};
        std::uint64_t entry =
            0; // of the one rule whose commands they all were, which began the chain; 0: of several
    };

    Entry entry_of(Rule rule);
    void look_over(); // what the rules need: devices_, has_times_, known_
    // `by_itself`: the rule, where what it did itself makes it no chain.
    int depth_of(const std::string& device, Moment now, const Entry* by_itself = nullptr) const;
    void take_change(Entry& entry, std::size_t trigger, const PropertyChange& change, Moment now,
                     RuleEffects& effects);
    void fire(Entry& entry, const std::string& because, int depth, Moment now, RuleEffects& effects);
    // The firing does not go on, and this is why.
    static void tell(Entry& entry, const std::string& because, const std::string& text, Moment now,
                     RuleEffects& effects);
    static void note(const Entry& entry, dp::LogLevel level, const std::string& text, RuleEffects& effects);
    void begin(Entry& entry, Run run, Moment now, RuleEffects& effects);
    void go_on(Entry& entry, Moment now, RuleEffects& effects);
    // False when the sequence ends here.
    bool perform(Entry& entry, const Step& step, Moment now, RuleEffects& effects);
    void send(Entry& entry, RuleCommand command, Moment now, RuleEffects& effects);
    std::optional<dp::Value> resolved(Entry& entry, const Argument& argument, RuleEffects& effects) const;

    const ValueOf value_of_;
    const WallClock wall_clock_;
    bool has_started_ = false;
    bool has_times_ = false; // a rule waits for a time of day
    std::vector<Entry> entries_;
    std::vector<std::string> devices_;
    WallWatch wall_;
    std::map<Place, dp::Value> known_;        // the last known value of what triggers look at
    std::map<std::string, Mark> marks_;       // by device
    std::map<std::int64_t, Pending> pending_; // by token
    std::int64_t last_token_ = 0;
    std::uint64_t last_entry_ = 0;
};

} // namespace host
