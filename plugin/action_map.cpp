#include "action_map.hpp"

#include <algorithm>

namespace plugin {

std::optional<manifest::Action> action_of(std::string_view id) {
    const auto found = std::ranges::find(manifest::action_ids, id);
    if (found == manifest::action_ids.end()) {
        return std::nullopt;
    }
    return static_cast<manifest::Action>(found - manifest::action_ids.begin());
}

bool is_property(std::string_view id) {
    return std::ranges::find(manifest::property_ids, id) != manifest::property_ids.end();
}

spotify::Command command_of(manifest::Action action) {
    switch (action) {
    case manifest::Action::play:
        return spotify::Command::play;
    case manifest::Action::pause:
        return spotify::Command::pause;
    case manifest::Action::play_pause:
        return spotify::Command::play_pause;
    case manifest::Action::refresh:
        break;
    }
    return spotify::Command::refresh;
}

dp::Status status_of(spotify::Result result) {
    using spotify::Result;
    switch (result) {
    case Result::ok:
        return dp::Status::ok;
    case Result::canceled:
        return dp::Status::canceled;
    case Result::timeout:
        return dp::Status::timeout;
    case Result::offline:
        return dp::Status::offline;
    case Result::sign_in_needed:
        return dp::Status::sign_in_needed;
    case Result::forbidden:
        return dp::Status::forbidden;
    case Result::rate_limited:
        return dp::Status::rate_limited;
    case Result::no_target:
        return dp::Status::no_target;
    case Result::remote:
        return dp::Status::remote;
    case Result::internal:
        break;
    }
    return dp::Status::internal;
}

} // namespace plugin
