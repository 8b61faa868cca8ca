// A rule as a value: when, if, do. What the names in it mean is for others to know.
#pragma once

#include "dp/value.hpp"
#include "host/origin.hpp"
#include "host/place.hpp"
#include "host/rules/times.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace host {

// ---- when

// The property becomes this value and was another one before, "not known" among them.
struct Becomes {
    dp::Value value; // null: becomes not known
    bool operator==(const Becomes&) const = default;
};

// From one known value to another. "Not known" in between does not count.
struct Changes {
    bool operator==(const Changes&) const = default;
};

enum class Direction { either, up, down };

// Up: comes to `threshold` or more from less. Down: comes to less from `threshold` or more.
struct Crosses {
    double threshold = 0;
    Direction direction = Direction::either;
    bool operator==(const Crosses&) const = default;
};

struct PropertyTrigger {
    Place property;
    std::variant<Becomes, Changes, Crosses> how;
    // The property has to stay so for this long; 0: fires at once. Not known is not "so".
    std::chrono::milliseconds hold{0};
    Origin origin{};
    bool operator==(const PropertyTrigger&) const = default;
};

struct EventTrigger {
    Place event;
    Origin origin{};
    bool operator==(const EventTrigger&) const = default;
};

struct TimeTrigger {
    MinuteOfDay minute = 0;
    Days days;
    bool operator==(const TimeTrigger&) const = default;
};

struct StartTrigger {
    bool operator==(const StartTrigger&) const = default;
};

using Trigger = std::variant<PropertyTrigger, EventTrigger, TimeTrigger, StartTrigger>;

// ---- if

struct Equals {
    dp::Value value; // null: is not known
    bool operator==(const Equals&) const = default;
};
struct Above {
    double limit = 0;
    bool operator==(const Above&) const = default;
};
struct Below {
    double limit = 0;
    bool operator==(const Below&) const = default;
};
struct Between { // both ends belong to it
    double low = 0;
    double high = 0;
    bool operator==(const Between&) const = default;
};

struct PropertyTest {
    Place property;
    std::variant<Equals, Above, Below, Between> is;
    Origin origin{};
    bool operator==(const PropertyTest&) const = default;
};

// From `from` until before `to`, over midnight when `to` is not later; the same twice is the whole day.
// `days` are those on which such a span begins.
struct TimeTest {
    MinuteOfDay from = 0;
    MinuteOfDay to = 0;
    Days days;
    bool operator==(const TimeTest&) const = default;
};

struct Condition;

struct Group {
    enum class Kind { all, any, none };
    Kind kind = Kind::all;
    std::vector<Condition> parts;
    bool operator==(const Group& other) const;
};

struct Condition {
    std::variant<PropertyTest, TimeTest, Group> test;
    bool operator==(const Condition& other) const;
};

// ---- do

// A value as it stands, or the one that a property has when the step's turn comes.
using Argument = std::variant<dp::Value, Place>;

struct NamedArgument {
    std::string name;
    Argument value;
    Origin origin{};
    bool operator==(const NamedArgument&) const = default;
};

struct InvokeStep {
    Place action;
    std::vector<NamedArgument> params;
    Origin origin{};
    bool operator==(const InvokeStep&) const = default;
};
struct WriteStep {
    Place property;
    Argument value;
    Origin origin{};
    bool operator==(const WriteStep&) const = default;
};
struct WaitStep {
    std::chrono::milliseconds time{0};
    bool operator==(const WaitStep&) const = default;
};
using Step = std::variant<InvokeStep, WriteStep, WaitStep>;

// What a firing does while the steps of an earlier one of the same rule still go on.
enum class Mode {
    restart, // the earlier one ends, the new one begins
    single,  // the new one is passed over
    queued   // the new one waits its turn
};

struct Rule {
    std::string name; // for the log; its place in the file when it was given none
    std::vector<Trigger> when;
    std::vector<Condition> conditions; // all have to hold
    std::vector<Step> steps;
    Mode mode = Mode::restart;

    bool operator==(const Rule&) const = default;
};

// Equal, wherever the file has them: of two without a name the names do not count.
bool is_same_rule(const Rule& one, const Rule& other);

} // namespace host
