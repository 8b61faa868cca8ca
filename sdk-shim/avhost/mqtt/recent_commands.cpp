#include "mqtt/recent_commands.hpp"

#include <utility>

namespace avhost::mqtt {

RecentCommands::Look RecentCommands::look(const Name& name, std::int64_t now) {
    forget(now);
    const auto [found, is_new] = commands_.try_emplace(name, Command{now, std::nullopt});
    if (is_new) {
        order_.push_back(name);
        return {Seen::is_new};
    }
    const auto& outcome = found->second.outcome;
    return outcome ? Look{Seen::is_over, *outcome} : Look{Seen::is_running};
}

void RecentCommands::over(const Name& name, std::string outcome) {
    if (const auto found = commands_.find(name); found != commands_.end()) {
        found->second.outcome = std::move(outcome);
    }
}

void RecentCommands::forget(std::int64_t now) {
    while (!order_.empty() &&
           (order_.size() >= most || commands_.at(order_.front()).came_at + kept_for <= now)) {
        commands_.erase(order_.front());
        order_.pop_front();
    }
}

} // namespace avhost::mqtt
