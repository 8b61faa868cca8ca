#include "weather_modes.hpp"

#include <array>

namespace contract {

namespace {

using enum Switch;

// What only a person can end is left out: a revoked sign-in (`invalid_grant`) is no passing thing.
constexpr std::array modes{
    // Of the player, reads and commands: the gateway of July 2026.
    Mode{window, R"({"on":"player","answer":"401")"},
    Mode{window, R"({"on":"player","answer":"401_old")"},
    Mode{window, R"({"on":"player","answer":"401_missing")"},
    Mode{window, R"({"on":"player","answer":"403")"},
    Mode{window, R"({"on":"player","answer":"403_forbidden")"},
    Mode{window, R"({"on":"player","answer":"403_plain")"},
    Mode{window, R"({"on":"player","answer":"404")"},
    Mode{window, R"({"on":"player","answer":"500")"},
    Mode{window, R"({"on":"player","answer":"302")"},
    // Of its reads: what is no player's state.
    Mode{window, R"({"on":"GET /v1/me/player","answer":"202")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"204")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"empty")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"empty_object")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"array")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"string")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"other_body")"},
    Mode{window, R"({"on":"GET /v1/me/player","answer":"html")"},
    // Of commands.
    Mode{window, R"({"on":"commands","answer":"401")"},
    Mode{window, R"({"on":"commands","answer":"401_missing")"},
    Mode{window, R"({"on":"commands","answer":"403")"},
    Mode{window, R"({"on":"commands","answer":"403_forbidden")"},
    Mode{window, R"({"on":"commands","answer":"403_plain")"},
    Mode{window, R"({"on":"commands","answer":"404")"},
    Mode{window, R"({"on":"commands","answer":"500")"},
    Mode{window, R"({"on":"commands","answer":"302")"},
    Mode{window, R"({"on":"commands","answer":"202")"},
    Mode{window, R"({"on":"commands","answer":"204")"},
    Mode{window, R"({"on":"commands","answer":"html")"},
    // Of one endpoint that is not the player.
    Mode{window, R"({"on":"/v1/me/player/queue","answer":"401_missing")"},
    Mode{window, R"({"on":"GET /v1/me/player/devices","answer":"403")"},
    Mode{window, R"({"on":"GET /v1/me/player/devices","answer":"other_body")"},
    Mode{window, R"({"on":"/v1/me/playlists","answer":"403_plain")"},
    Mode{window, R"({"on":"/v1/me/library/contains","answer":"500")"},
    Mode{window, R"({"on":"/v1/me/library","answer":"302")"},
    Mode{window, R"({"on":"/v1/me","answer":"array")"},
    // Of everything there is.
    Mode{window, R"({"on":"all","answer":"500")"},
    Mode{window, R"({"on":"api","answer":"302")"},
    // Of the accounts service, which is asked when the token is about to end.
    Mode{window, R"({"on":"accounts","answer":"401_invalid_client")"},
    Mode{window, R"({"on":"accounts","answer":"unknown_error")"},
    Mode{window, R"({"on":"accounts","answer":"refresh_token_only")"},
    Mode{window, R"({"on":"accounts","answer":"500")"},
    Mode{window, R"({"on":"accounts","answer":"302")"},
    Mode{window, R"({"on":"accounts","answer":"html")"},
    // Promises that are not kept.
    Mode{weather, R"({"ignored":[{"command":"any"}])"},
    Mode{weather, R"({"ignored":[{"command":"any","times":2,"success":"202"}])"},
    Mode{weather, R"({"ignored":[{"command":"any","times":2,"success":"204"}])"},
    Mode{weather, R"({"ignored":[{"command":"any","times":4}])"},
    Mode{weather, R"({"ignored":[{"command":"any","times":6,"success":"200"}])"},
    Mode{weather, R"({"ignored":[{"command":"play"},{"command":"pause"}])"},
    Mode{weather, R"({"ignored":[{"command":"volume","times":3}])"},
    Mode{weather, R"({"ignored":[{"command":"shuffle"},{"command":"repeat"},{"command":"seek"}])"},
    Mode{weather, R"({"ignored":[{"command":"next"},{"command":"previous"},{"command":"queue"}])"},
    Mode{weather, R"({"ignored":[{"command":"transfer","times":2},{"command":"library"}])"},
    // Devices of a kind of their own.
    Mode{weather, R"({"volume_steps":16)"},
    Mode{weather, R"({"volume_steps":30)"},
    Mode{weather, R"({"not_found_times":1)"},
    Mode{weather, R"({"not_found_times":2)"},
    Mode{weather, R"({"not_found_times":3)"},
    Mode{weather, R"({"play_resets_shuffle":"new_list")"},
    Mode{weather, R"({"play_resets_shuffle":"every_play")"},
    Mode{weather, R"({"jam_guests":5)"},
    // Success in each of its forms, and effects and reads that lag.
    Mode{settings, R"({"command_success":"202")"},
    Mode{settings, R"({"command_success":"204")"},
    Mode{settings, R"({"command_delay_ms":[1000,1500],"read_lag_ms":[1500,3000])"},
    Mode{settings, R"({"command_delay_ms":[1500,1500],"read_lag_ms":[200,1500])"},
    Mode{settings, R"({"read_lag_ms":[2500,3000])"},
    Mode{settings, R"({"wake_ms":[1500,3500])"},
    // Tokens.
    Mode{tokens, R"({"expire_access":true)"},
    Mode{tokens, R"({"expire_access":true,"rotation":"unknown_new","expires_in":40)"},
    Mode{tokens, R"({"expire_access":true,"rotation":"always")"},
    Mode{tokens, R"({"expire_access":true,"drop":"expires_in")"},
    // Answers that do not come, of what was done and of what was not.
    Mode{fault, R"({"path":"/v1/me/player","kind":"status","status":500,"apply":true)"},
    Mode{fault, R"({"method":"POST","path":"/v1/me/player","kind":"status","status":500,"apply":true)"},
    Mode{fault, R"({"method":"POST","path":"/v1/me/player","kind":"cut","apply":true)"},
    Mode{fault, R"({"method":"POST","path":"/v1/me/player","kind":"stall","apply":true)"},
    Mode{fault, R"({"method":"PUT","path":"/v1/me/player","kind":"cut")"},
    Mode{fault, R"({"path":"/v1/me/player","kind":"cut")"},
    // The wall clock of Spotify, within the life of a token, and that of the controller.
    Mode{weather, R"({"clock_offset_ms":1200000)"},
    Mode{weather, R"({"clock_offset_ms":-1200000)"},
    Mode{clock, ""},
    Mode{clock, ""},
};

} // namespace

std::span<const Mode> weather_modes() {
    return modes;
}

} // namespace contract
