// The control door: how tests and people look at the simulator and change it. Plain HTTP on 127.0.0.1, JSON
// in and out; input that cannot be taken is answered with 400 and {"error": a sentence naming the key}, and
// changes nothing.
//
//   POST   /accounts              {name, client_id, client_secret?, premium?, owner_premium?, allow_listed?,
//   scopes?}
//                                 -> {"refresh_token"}
//   GET    /accounts/NAME         what its player really does now, without the lag that readers see
//   PATCH  /accounts/NAME         {premium?, owner_premium?, allow_listed?, scopes?}; scopes count from the
//   next grant PATCH  /accounts/NAME/player  a change from outside: {is_playing?, track? (URI or index),
//   progress_ms?,
//                                 progress_form? (number, null, missing, runs_past_end), volume? (null
//                                 allowed), supports_volume?, shuffle?, repeat?, active?, content? (track,
//                                 advert, local, episode, unknown), device? (name), devices? (replaces them
//                                 all), restricted?, private_session?, lag? (true: readers see it later)}
//   GET    /accounts/NAME/grant   the newest refresh token
//   POST   /accounts/NAME/grant   {client_id?}: a new consent -> {"refresh_token"}
//   POST   /accounts/NAME/tokens  {expire_access?, revoke_refresh?, expire_refresh?, rotation? (none,
//   omitted, empty,
//                                 always), expires_in? (seconds or null), drop? ("expires_in" or null)}
//   POST   /settings              {command_delay_ms?, read_lag_ms?, wake_ms?, latency_ms? ([lowest,
//   highest]),
//                                 idle_after_ms?, command_success? (seeded, 200, 202, 204), rate_limit_30s?,
//                                 quota_24h?, retry_after? ("computed", any text, or null for no such
//                                 header), old_401_text?, development_mode?, extra_fields?}
//   POST   /faults                {kind, method?, path? (prefix), times? (-1: for ever), status?, headers?,
//   body?,
//                                 apply?, bytes?, every_ms?} -> {"id"}; see faults.hpp for the kinds. The
//                                 kind hangup_idle ends idle connections at once -> {"closed"}
//   DELETE /faults                removes them all
//   GET    /requests?since=N      what came to the TLS port after entry N
//   GET    /stats                 {connections, handshakes_failed, requests, early_requests,
//   dead_token_requests} POST   /shutdown              ends the simulator
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
    HttpReply add_fault(const HttpRequest& request);
    HttpReply requests(const HttpRequest& request) const;
    HttpReply stats() const;

    World& world_;
    Faults& faults_;
    std::function<std::size_t()> hang_up_idle_;
    bool shutdown_asked_ = false;
};

} // namespace sim
