// Which commands came lately, so that one that its sender repeats is not run twice. Pure.
//
// A sender that lost its connection sends a message of QoS 1 again when it is back and the broker cannot know
// the two for one. A response topic with correlation data tells them: a sender takes new data for each
// command.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace avhost::mqtt {

class RecentCommands {
public:
    static constexpr std::int64_t kept_for = 5LL * 60 * 1000; // ms
    static constexpr std::size_t most = 10'000;               // the oldest go first

    struct Name {
        std::string topic; // of the command: the same data on another one is another command
        std::string response_topic;
        std::string correlation; // bytes
        auto operator<=>(const Name&) const = default;
    };

    enum class Seen { is_new, is_running, is_over };
    struct Look {
        Seen seen = Seen::is_new;
        std::string outcome{}; // what was told, when it is over
    };
    // One that is new counts as running from now on. `now` is in milliseconds and never goes back.
    Look look(const Name& name, std::int64_t now);

    // For a name that is not kept any more nothing happens.
    void over(const Name& name, std::string outcome);

    std::size_t size() const { return commands_.size(); }

private:
    struct Command {
        std::int64_t came_at = 0;
        std::optional<std::string> outcome;
    };

    void forget(std::int64_t now);

    std::map<Name, Command> commands_;
    std::deque<Name> order_; // the oldest first
};

} // namespace avhost::mqtt
