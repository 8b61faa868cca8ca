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

std::optional<spotify::Command> command_of(manifest::Action action) {
    switch (action) {
    case manifest::Action::play:
        return spotify::Command::play;
    case manifest::Action::pause:
        return spotify::Command::pause;
    case manifest::Action::play_pause:
        return spotify::Command::play_pause;
    case manifest::Action::refresh:
        return spotify::Command::refresh;
    case manifest::Action::sign_in:
    case manifest::Action::sign_out:
        break;
    }
    return std::nullopt;
}

Parameters parameters_of(manifest::Action action, const std::vector<dp::NamedValue>& given) {
    constexpr std::size_t longest_address = 8192; // bytes
    Parameters parameters;
    const std::string id{manifest::action_ids[static_cast<std::size_t>(action)]};
    for (const auto& [name, value] : given) {
        const auto* text = std::get_if<std::string>(&value);
        if (action != manifest::Action::sign_in || name != "redirect_url") {
            parameters.problem = {dp::Status::bad_argument,
                                  id + (action == manifest::Action::sign_in ? ": only redirect_url is expected"
                                                                            : ": no parameters are expected")};
        } else if (parameters.redirect_url) {
            parameters.problem = {dp::Status::bad_argument, id + "/redirect_url: expected once"};
        } else if (text == nullptr) {
            parameters.problem = {dp::Status::wrong_type, id + "/redirect_url: a text is expected"};
        } else if (text->size() > longest_address) {
            parameters.problem = {dp::Status::out_of_range, id + "/redirect_url: at most 8192 bytes are expected"};
        } else {
            parameters.redirect_url = spotify::auth::Secret{*text};
        }
    }
    return parameters;
}

dp::Status status_of(spotify::Result result) {
    using spotify::Result;
    switch (result) {
    case Result::ok:
        return dp::Status::ok;
    case Result::bad_argument:
        return dp::Status::bad_argument;
    case Result::unsupported:
        return dp::Status::unsupported;
    case Result::busy:
        return dp::Status::busy;
    case Result::storage:
        return dp::Status::storage;
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
