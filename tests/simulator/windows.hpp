// Spans in which a part of the service answers wrongly to requests that are right (reference 5.4 and 11). A
// window answers before anything behind it is asked: the request has no effect and counts against no limit.
// Pure: the time, and the moments at which something happened to the asking account, come in as values.
#pragma once

#include "millis.hpp"
#include "window_answer.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sim {

// Which requests meet the window.
enum class WindowScope {
    player,   // /v1/me/player and everything below it, reads and commands: the gateway of July 2026
    commands, // whatever is not GET in the Web API
    endpoint, // one path
    api,      // the whole Web API
    accounts, // the token endpoint; what a browser is shown stays as it is
    all       // Web API and token endpoint
};

enum class WindowStart {
    now,          // once, when it is added
    track_change, // anew at each beginning of an item of the asking account
    command       // anew at each command of the asking account that was taken
};

// When it happened last; nothing where it never did, or where the account is not known.
struct Moments {
    std::string account;
    std::optional<Millis> track_change;
    std::optional<Millis> command;
};

struct Window {
    std::int64_t id = 0;
    WindowScope scope = WindowScope::all;
    std::string method; // of `endpoint`; empty: any
    std::string path;   // of `endpoint`; see path_pattern
    WindowAnswer answer = WindowAnswer::unauthorized_absent;
    WindowStart start = WindowStart::now;
    // Each counts from each start. Where neither is given the window stays open until it is removed.
    std::optional<Millis> lasts;
    std::optional<std::int64_t> answers;
};

class Windows {
public:
    // Starts of before `now` open it no more. Returns its id.
    std::int64_t add(Window window, Millis now);
    void clear() { windows_.clear(); }
    bool empty() const { return windows_.empty(); }

    // Of the oldest window that is open for the request; one of its answers is spent.
    std::optional<WindowAnswer> take(const std::string& method, const std::string& path,
                                     const Moments& moments, Millis now);

    // Those that are open, or may open again.
    std::vector<Window> pending(Millis now) const;

private:
    struct Opening {
        Millis at = 0;
        std::int64_t answered = 0;
    };
    struct Added {
        Window window;
        Millis at = 0;
        std::map<std::string, Opening> openings; // the last one, by account; of `now` a single one, without
    };

    static bool is_over(const Added& added, Millis now);

    std::vector<Added> windows_;
    std::int64_t last_id_ = 0;
};

} // namespace sim
