// The manifest's actions as commands of the session, and outcomes as codes of the ABI. Pure.
#pragma once

#include "command.hpp"
#include "dp/status.hpp"
#include "manifest_ids.hpp"

#include <optional>
#include <string_view>

namespace plugin {

std::optional<manifest::Action> action_of(std::string_view id);
bool is_property(std::string_view id);
spotify::Command command_of(manifest::Action action);
dp::Status status_of(spotify::Result result);

} // namespace plugin
