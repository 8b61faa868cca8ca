// The manifest's actions and settable properties as wishes to the session, and outcomes as codes of the ABI.
// Pure.
#pragma once

#include "base/outcome.hpp"
#include "base/secret.hpp"
#include "dp/status.hpp"
#include "dp/value.hpp"
#include "manifest_ids.hpp"
#include "parameters.hpp"
#include "player/wish.hpp"
#include "preset.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plugin {

std::optional<manifest::Action> action_of(std::string_view id);
std::optional<manifest::Property> property_of(std::string_view id);

struct Refresh {};
struct FadeVolume {
    std::int64_t volume = 0; // percent
    std::chrono::milliseconds duration{};
};
struct Search {
    std::string query;
};
struct SignIn {
    std::optional<spotify::Secret> redirect_url; // the code is in it
};
struct SignOut {};
struct Diagnostics {};
using Request =
    std::variant<spotify::player::Wish, Refresh, FadeVolume, Search, SignIn, SignOut, Diagnostics>;

// Throws ParameterError. What takes parameters outside their bounds is refused here, before anything is sent.
Request request_of(manifest::Action action, const std::vector<dp::NamedValue>& given,
                   const std::vector<Preset>& presets);

// Throws ParameterError: DP_UNSUPPORTED for a property that is read-only.
spotify::player::Wish wish_to_write(manifest::Property property, const dp::Value& value);

dp::Status status_of(spotify::Result result);

} // namespace plugin
