// What a host has to tell, as values, and whoever wants to hear it.
#pragma once

#include "dp/status.hpp"
#include "dp/value.hpp"
#include "host/role.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace host {

// `at` is epoch milliseconds, the moment at which the host heard of it.

struct Batch {
    std::string device;
    std::uint64_t revision = 0;
    std::int64_t at = 0;
    std::vector<dp::NamedValue> changed;
    std::uint64_t from{0}; // the first revision in it when it was folded from several; 0: `revision` alone

    bool operator==(const Batch&) const = default;
};

struct Event {
    std::string device;
    std::string name;
    std::int64_t at = 0;
    std::vector<dp::NamedValue> data;

    bool operator==(const Event&) const = default;
};

struct HealthChange {
    std::string device;
    dp::Health health = dp::Health::stopped;
    std::string cause;
    std::string text;

    bool operator==(const HealthChange&) const = default;
};

// For the one who asked, with the token that he gave.
struct Completion {
    std::string device;
    std::int64_t token = 0;
    dp::Status status = dp::Status::ok;
    std::string text;
    dp::Value result;

    bool operator==(const Completion&) const = default;
};

// All properties of the manifest, in its order, null when not known.
struct Snapshot {
    std::string device;
    std::uint64_t revision = 0;
    std::int64_t at = 0;
    std::vector<dp::NamedValue> values;

    bool operator==(const Snapshot&) const = default;
};

// A rule fired, or was about to.
struct RuleFiring {
    std::string rule;
    std::int64_t at = 0;
    std::string because; // "door.closed became true"
    std::string text;    // what it does, or why it does not

    bool operator==(const RuleFiring&) const = default;
};

struct RuleRecord {
    std::string name;
    std::string when;
    std::uint64_t fired = 0;  // times since the host read the rule
    std::int64_t last_at = 0; // when its turn came last; 0: not yet
    std::string last;         // what came of it

    bool operator==(const RuleRecord&) const = default;
};

// All rules, in the site's order. For those who asked for it.
struct RuleList {
    std::vector<RuleRecord> rules;

    bool operator==(const RuleList&) const = default;
};

// That a property is as it is comes of a rule.
struct RuleCause {
    std::string property;
    std::string rule;
    std::string text; // "Paused by the rule “Paging”"

    bool operator==(const RuleCause&) const = default;
};

// All of what rules have made of a device as it is now, told whenever that changed; empty: nothing any more.
struct RuleCauses {
    std::string device;
    std::vector<RuleCause> causes;

    bool operator==(const RuleCauses&) const = default;
};

// The host has, or has again, the devices that it says.
struct SiteChange {
    bool operator==(const SiteChange&) const = default;
};

using Happening = std::variant<Batch, Event, HealthChange, Completion, Snapshot, RuleFiring, RuleList,
                               RuleCauses, SiteChange>;

class Subscriber {
public:
    virtual ~Subscriber() = default;

    // On the host's dispatcher thread, one at a time and in order. Everybody else waits meanwhile: returns
    // soon. An exception is logged, and that is the end of it.
    virtual void on_happening(const Happening& happening) = 0;
};

// Who asked for an action, by which number he knows it, and what he may do. Who is gone by the time of the
// outcome gets none.
struct Asker {
    std::weak_ptr<Subscriber> subscriber;
    std::int64_t token = 0;
    Role role{Role::set_up};
};

} // namespace host
