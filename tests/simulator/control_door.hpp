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
//       consents were given), rotation? (none, omitted, empty, always, pkce_old; see tokens.hpp), expires_in?
//       (seconds or null), drop? ("expires_in" or null)}. After revoking or expiring, the consent page is
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
