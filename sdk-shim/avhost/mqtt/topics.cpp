#include "mqtt/topics.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace avhost::mqtt {
namespace {

std::vector<std::string_view> levels_of(std::string_view topic) {
    std::vector<std::string_view> levels;
    for (;;) {
        const auto slash = topic.find('/');
        levels.push_back(topic.substr(0, slash));
        if (slash == std::string_view::npos) {
            return levels;
        }
        topic.remove_prefix(slash + 1);
    }
}

bool is_below(std::string_view topic, std::string_view prefix) {
    return topic.starts_with(prefix) && (topic.size() == prefix.size() || topic[prefix.size()] == '/');
}

} // namespace

Topics::Topics(const std::string& prefix, const std::string& site, std::string host)
    : site_{site}
    , host_{std::move(host)}
    , root_{prefix + '/' + site + '/'} {}

std::string Topics::discovery(const std::string& prefix, std::string_view device) const {
    return prefix + "/device/" + site_ + '_' + std::string{device} + "/config";
}

bool Topics::may_be_answered_on(std::string_view topic, const std::string& discovery_prefix) const {
    const std::string_view own{root_.data(), root_.size() - 1};
    return !topic.empty() && topic.front() != '$' && topic.find_first_of("+#") == std::string_view::npos &&
           !is_below(topic, own) && (discovery_prefix.empty() || !is_below(topic, discovery_prefix));
}

Heard Topics::read(std::string_view topic) const {
    if (!topic.starts_with(root_)) {
        return {};
    }
    const auto levels = levels_of(topic.substr(root_.size()));
    const auto at = [&](std::size_t i) { return std::string{levels[i]}; };
    if (levels.size() == 3 && levels[0] == "host") {
        if (levels[2] == "status") {
            return HostStatus{at(1)};
        }
        if (levels[1] == host_ && levels[2] == "hail") {
            return Hail{};
        }
        if (levels[1] == host_ && levels[2] == "barrier") {
            return Barrier{};
        }
    } else if (levels[0] == "device") {
        if (levels.size() == 3 && levels[2] == "owner") {
            return Owner{at(1)};
        }
        if (levels.size() == 5 && levels[2] == "action" && levels[4] == "invoke") {
            return Invoke{at(1), at(3)};
        }
        if (levels.size() == 5 && levels[2] == "property" && levels[4] == "set") {
            return Write{at(1), at(3)};
        }
    }
    return {};
}

} // namespace avhost::mqtt
