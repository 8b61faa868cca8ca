// The manifest's actions as commands of the session, and outcomes as codes of the ABI. Pure.
#pragma once

#include "auth/secret.hpp"
#include "command.hpp"
#include "dp/status.hpp"
#include "dp/value.hpp"
#include "manifest_ids.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace plugin {

std::optional<manifest::Action> action_of(std::string_view id);
bool is_property(std::string_view id);
// The player's command; nothing for an action of the sign-in.
std::optional<spotify::Command> command_of(manifest::Action action);

// The parameters of an action, checked against its manifest.
struct Parameters {
    std::optional<spotify::auth::Secret> redirect_url; // of sign_in; the code is in it
    dp::Outcome problem = {};                          // why they cannot be taken
};
Parameters parameters_of(manifest::Action action, const std::vector<dp::NamedValue>& given);

dp::Status status_of(spotify::Result result);

} // namespace plugin
