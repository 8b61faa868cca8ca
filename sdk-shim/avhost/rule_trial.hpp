// Rules tried out in virtual time: what they would do, told in lines. Sends nothing, waits for nothing. Pure.
#pragma once

#include "host/rules/rule_book.hpp"
#include "host/rules/rule_check.hpp"
#include "host/site.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace avhost {

// What was asked for cannot be tried. what() is a sentence.
class TrialError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class RuleTrial {
public:
    // `epoch` is when the trial takes place, in milliseconds. `find` says what the devices have, where that is known.
    RuleTrial(const host::Site& site, host::FindManifest find, host::WallClock clock, std::int64_t epoch);

    // "hall.level=30": so it is when the trial begins. Throws TrialError.
    void given(const std::string& text);

    // What follows when these happen, each at once after the one before: "door.closed=true" (which becomes
    // so), "lobby.track_changed", "start". None: what fires because it is this time. Throws TrialError.
    std::string run(const std::vector<std::string>& tries);

private:
    // A value of a device of the site, from JSON; a bare word is a text.
    std::pair<host::Place, dp::Value> read(const std::string& text, const std::string& option) const;
    host::Place device_place(const std::string& text, const std::string& option) const;
    host::Place event(const std::string& text) const;
    dp::Value value_of(const host::Place& place) const;
    bool needs_before(const host::Place& place) const;
    void set(const host::Place& place, const dp::Value& value);
    void let(const std::string& what);
    void let_time_pass();
    void tell(const host::RuleEffects& effects);
    void line(const std::string& text);

    const host::Site& site_;
    const host::FindManifest find_;
    const std::int64_t began_;
    host::Moment now_;
    std::map<host::Place, dp::Value> values_;
    host::RuleBook book_;
    std::string told_;
};

} // namespace avhost
