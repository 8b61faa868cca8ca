#include "pace_config.hpp"

#include "config.hpp"
#include "config_number.hpp"

#include <string>
#include <vector>

namespace plugin {

namespace {

using Poco::JSON::Object;
using spotify::player::Intervals;
using spotify::player::Millis;

// Not so quick that it is a flood, nor so slow that it is as good as off.
constexpr std::int64_t least_ms = 100;
constexpr std::int64_t most_ms = 3'600'000;

struct Entry {
    const char* key;
    Millis& value;
};

bool take_millis(const Object& object, const std::string& where, const std::string& key,
                 const std::vector<Entry>& entries) {
    for (const auto& entry : entries) {
        if (key == entry.key) {
            entry.value = Millis{whole_number(object, where, key, least_ms, most_ms)};
            return true;
        }
    }
    return false;
}

[[noreturn]] void unknown(const std::string& where, const std::string& key) {
    throw ConfigError(where + "/" + key + ": this key is not known");
}

void take_intervals(const Object& pace, const std::string& key, Intervals& intervals) {
    const std::string where = "config/pace/" + key;
    const auto object = pace.getObject(key);
    if (object.isNull()) {
        throw ConfigError(where + ": an object with playing_ms, paused_ms and idle_ms is expected");
    }
    const std::vector<Entry> entries{
        {"playing_ms", intervals.playing}, {"paused_ms", intervals.paused}, {"idle_ms", intervals.idle}};
    for (const auto& name : object->getNames()) {
        if (!take_millis(*object, where, name, entries)) {
            unknown(where, name);
        }
    }
}

} // namespace

spotify::player::Pace parse_pace(const Object& object) {
    const std::string where = "config/pace";
    spotify::player::Pace pace;
    const std::vector<Entry> waits{{"after_change_ms", pace.after_change},
                                   {"after_track_end_ms", pace.after_track_end},
                                   {"track_end_again_ms", pace.track_end_again},
                                   {"after_command_ms", pace.after_command},
                                   {"after_command_again_ms", pace.after_command_again},
                                   {"retry_first_ms", pace.retry_first},
                                   {"retry_most_ms", pace.retry_most},
                                   {"reopening_ms", pace.reopening}};
    for (const auto& key : object.getNames()) {
        if (key == "looking") {
            take_intervals(object, key, pace.looking);
        } else if (key == "background") {
            take_intervals(object, key, pace.background);
        } else if (key == "unwatched") {
            take_intervals(object, key, pace.unwatched);
        } else if (key == "slowing_percent") {
            pace.slowing_percent = static_cast<unsigned>(whole_number(object, where, key, 1, 100));
        } else if (!take_millis(object, where, key, waits)) {
            unknown(where, key);
        }
    }
    if (pace.retry_most < pace.retry_first) {
        throw ConfigError(where + "/retry_most_ms: no less than retry_first_ms is expected");
    }
    return pace;
}

} // namespace plugin
