// The control door: how tests and people look at the simulator and change it. Plain HTTP on 127.0.0.1, JSON
// in and out; input that cannot be taken is answered with 400 and {"error": a sentence naming the key}, and
// changes nothing.
//
//   POST   /accounts
//       {name, client_id, client_secret?, premium?, owner_premium?, allow_listed?, scopes? (all that the
//       driver asks for)} -> {"refresh_token"}
//   GET    /accounts/NAME
//       what its player really does now, without the lag that readers see
//   PATCH  /accounts/NAME
//       {premium?, owner_premium?, allow_listed?, scopes?, more_playlists? (0 to 200, to make its list of
//       playlists long)}; scopes count from the next grant
//   PATCH  /accounts/NAME/player
//       a change from outside: {is_playing?, track? (URI or index), progress_ms?, progress_form? (number,
//       null, missing, runs_past_end), volume? (null allowed), supports_volume?, shuffle?, repeat?, active?,
//       content? (track, advert, local, episode, unknown), device? (name), devices? (replaces them all),
//       restricted?, private_session?, lag? (true: readers see it later)}
//   GET    /accounts/NAME/library
//       {"saved": [URI, ..]}
//   PATCH  /accounts/NAME/library
//       {saved? (replaces them all)} -> as GET
//   GET    /accounts/NAME/grant
//       the newest refresh token
//   POST   /accounts/NAME/grant
//       {client_id?}: a new consent without pages and codes -> {"refresh_token"}. It does not count as agreed
//       on the consent page: the next consent link shows the page.
//   POST   /accounts/NAME/authorize
//       {url, decision? (agree, the default, or cancel)}: opens a consent link as this account, without a
//       browser -> {"redirect_url"}, or {"page": what the person sees} where the browser is not sent back.
//       Who has agreed to the same scopes before is not asked again, unless the link has show_dialog=true:
//       whoever is not asked cannot cancel, `decision` does not matter, and the consent keeps its date.
//   POST   /accounts/NAME/tokens
//       {expire_access?, revoke_refresh?, expire_refresh?, consent_age_ms? (how long ago all of the account's
//       consents were given), rotation? (none, omitted, empty, always, pkce_old, unknown_new; see
//       tokens.hpp), expires_in? (seconds or null), drop? (a key that the answers are without from now on:
//       access_token, expires_in, refresh_token; or null)}. After revoking or expiring, the consent page is
//       shown again.
//   POST   /apps
//       {client_id, name?, redirect_uris?, client_secret?, owner_premium?}: an app without an account
//   GET    /apps/CLIENT_ID
//       {client_id, name, has_secret, owner_premium, redirect_uris}
//   PATCH  /apps/CLIENT_ID
//       {name?, redirect_uris? (replaces them all), client_secret? (null: a public client), owner_premium?}
//       -> as GET. Redirect URIs are https, or http to 127.0.0.1 or [::1]; such a loopback literal without a
//       port stands for any port. Every app begins with http://127.0.0.1:8888/callback and
//       http://127.0.0.1/callback.
//   POST   /settings
//       {command_delay_ms?, read_lag_ms?, wake_ms?, latency_ms? ([lowest, highest]), idle_after_ms?,
//       command_success? (seeded, 200, 202, 204), rate_limit_30s?, quota_24h?, retry_after? ("computed", any
//       text, or null for no such header), old_401_text?, development_mode?, extra_fields?, code_life_ms? (of
//       codes given out from now on; 600000), awkward_codes? (true: full of characters that have to be
//       escaped), omit_error_description? (of the token endpoint), null_display_name? (in /v1/me),
//       private_session? (what /v1/me/player answers then: "200", all of it, or "204"), null_playlist_entry?
//       (true: in Development Mode Spotify's own playlist stands in /v1/me/playlists as null; else it is left
//       out)}
//   POST   /faults
//       {kind, method?, path? (prefix), times? (-1: for ever), status?, headers?, body?, apply?, bytes?,
//       every_ms?} -> {"id"}; see faults.hpp for the kinds. The kind hangup_idle ends idle connections at
//       once -> {"closed"}. An endpoint that is withdrawn: {"kind":"status","path":"/v1/me/library",
//       "times":-1,"status":403,"body":"{\"error\":{\"status\":403,\"message\":\"Forbidden\"}}"}
//   DELETE /faults
//       removes them all
//   POST   /weather
//       {ignored? (array of {command? (any, play, pause, next, previous, seek, volume, repeat, shuffle,
//       transfer, queue, library), times? (1; -1: for ever), success? (seeded, 200, 202, 204; otherwise as
//       the settings say)}; replaces them all), not_found_times?, play_resets_shuffle? (never, new_list,
//       every_play), volume_steps? (0: each percent is one), jam_guests? (0 to 50), clock_offset_ms? (may be
//       negative)} -> as GET. What each is, and where in the reference of the Web API it is from:
//         ignored: 3.2, "204 means sent, not done"; with the success 202 and two times the device is waking,
//         3.2 and 11. Such a command is judged as any other, answered as a success, and does nothing.
//         not_found_times: 3.2, a first command to a sleeping device may give 404; 11, "404 once". Concerns
//         commands that name a device which does not play; not addressed for a minute it sleeps again.
//         play_resets_shuffle: 3.2, shuffle set before `play` may be undone by it; 11.
//         volume_steps: 3.2, "16 steps: 60 becomes 62"; 11.
//         jam_guests: 4.2, strangers' devices in the list that nothing tells apart; 11. To a command they are
//         "Device not found", as other people's devices are.
//         clock_offset_ms: 4.1, clocks differ. How far the wall clock is ahead of the true one; the Date
//         header, `timestamp`, `played_at`, and the ends of codes, tokens and consents (2.4) go by it.
//       Effects that lag (3.2, 11) are command_delay_ms of the settings, reads that lag read_lag_ms: each
//       counts from the command's acceptance.
//   POST   /weather/windows
//       {on, answer, when?, for_ms?, times?} -> {"id"}: 5.4 and 11, "passing faults in the clothes of lasting
//       ones". Requests that meet an open window are answered before anything else is looked at, and have no
//       effect. `on`: player (all of /v1/me/player, commands too), commands (all that are not GET), api,
//       accounts (the token endpoint), all, or a path such as "/v1/me/player/queue", "GET /v1/me/player",
//       "/v1/playlists/{id}/items". `when`: now, the default; track_change or command: anew at each beginning
//       of an item, or after each command that was taken, of the account that asks. for_ms and times count
//       from each opening; without both it stays open. `answer`:
//         401, 401_old, 401_missing: 5.3 and 5.4, the words since July 2026, before, and of that month's
//         windows; 403 (PREMIUM_REQUIRED), 403_forbidden, 403_plain, 404: 5.3
//         500 (HTML), 302 (to a login page): 11; 202, 204: 3.2, waking or briefly away, nothing plays
//         empty, empty_object, array, string, other_body (another endpoint's), html: 4.1, 5.1 and 11, 200
//         with what is no player's state
//         invalid_grant, 401_invalid_client, unknown_error, refresh_token_only (an unknown refresh token and
//         no access token): 2.6 and 5.4, of the token endpoint
//   GET    /weather
//       what is switched, and the windows that are open or may open again
//   DELETE /weather
//       ends it all, the windows too -> as GET
//   POST   /reset
//       ends weather and faults; settings and the accounts' rotation, expires_in and drop are as at the start
//   GET    /requests?since=N
//       what came to the TLS port after entry N
//   GET    /stats
//       {connections, handshakes_failed, requests, early_requests, dead_token_requests}
//   POST   /shutdown
//       ends the simulator
#pragma once

#include "faults.hpp"
#include "http_message.hpp"
#include "world.hpp"

#include <functional>

namespace sim {

class ControlDoor {
public:
    // `hang_up_idle` ends idle TLS connections and returns how many.
    ControlDoor(World& world, Faults& faults, std::function<std::size_t()> hang_up_idle);

    HttpReply answer(const HttpRequest& request, Millis now);

    bool shutdown_asked() const { return shutdown_asked_; }

private:
    HttpReply route(const HttpRequest& request, Millis now);
    HttpReply account_route(const HttpRequest& request, Millis now);
    HttpReply app_route(const HttpRequest& request);
    HttpReply weather_route(const HttpRequest& request, Millis now);
    HttpReply add_fault(const HttpRequest& request);
    HttpReply requests(const HttpRequest& request) const;
    HttpReply stats() const;

    World& world_;
    Faults& faults_;
    std::function<std::size_t()> hang_up_idle_;
    bool shutdown_asked_ = false;
};

} // namespace sim
