#include "outside.hpp"

#include "control_accounts.hpp"
#include "control_settings.hpp"

#include <array>

namespace contract {

namespace {

template <std::size_t count>
std::string any_of(const std::array<const char*, count>& texts, sim::Random& chance) {
    return texts.at(static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(count) - 1)));
}

} // namespace

void Outside::account(const std::string& method, const std::string& rest, const std::string& json) {
    trace_.line("outside: " + rest + ' ' + json);
    for (const char* name : {"demo", "guest"}) { // whichever is signed in
        sim::control_account(spotify_.world(), *spotify_.world().find_account(name), method, rest,
                             sim::Fields(json), spotify_.now());
    }
}

void Outside::player(const std::string& json) {
    account("PATCH", "player", json);
}

void Outside::settings(const std::string& json) {
    trace_.line("outside: settings " + json);
    sim::change_settings(spotify_.world(), sim::Fields(json));
}

void Outside::somebody_plays() {
    static constexpr std::array<const char*, 24> changes{
        R"("is_playing":true)",
        R"("is_playing":false)",
        R"("track":1)",
        R"("track":5)",
        R"("track":9)",
        R"("progress_ms":15000)",
        R"("volume":80)",
        R"("volume":10)",
        R"("volume":null)",
        R"("supports_volume":false)",
        R"("supports_volume":true)",
        R"("shuffle":true)",
        R"("repeat":"track")",
        R"("repeat":"off")",
        R"("active":false)",
        R"("active":true)",
        R"("content":"advert")",
        R"("content":"local")",
        R"("content":"episode")",
        R"("device":"Anna’s MacBook")",
        R"("device":"Living Room")",
        R"("restricted":true)",
        R"("progress_form":"null")",
        R"("progress_form":"number","restricted":false,"private_session":false)"};
    const auto change = any_of(changes, chance_);
    player('{' + change + (chance_.between(0, 1) == 0 ? R"(,"lag":true})" : "}"));
}

void Outside::settings_change() {
    static constexpr std::array<const char*, 12> changes{
        R"({"old_401_text":true})",     R"({"development_mode":false})",
        R"({"extra_fields":false})",    R"({"null_display_name":true})",
        R"({"private_session":"204"})", R"({"null_playlist_entry":true})",
        R"({"command_success":"200"})", R"({"command_success":"204"})",
        R"({"wake_ms":[1000,3500]})",   R"({"read_lag_ms":[2000,3500]})",
        R"({"idle_after_ms":20000})",   R"({"omit_error_description":true,"awkward_codes":true})"};
    settings(any_of(changes, chance_));
    if (chance_.between(0, 3) == 0) {
        player(R"({"private_session":true})");
    }
}

void Outside::limits() {
    static constexpr std::array<const char*, 6> changes{R"({"rate_limit_30s":3})",
                                                        R"({"rate_limit_30s":8})",
                                                        R"({"rate_limit_30s":2,"retry_after":"20"})",
                                                        R"({"quota_24h":5,"retry_after":"45"})",
                                                        R"({"rate_limit_30s":4,"retry_after":null})",
                                                        R"({"quota_24h":3,"retry_after":"soon"})"};
    settings(any_of(changes, chance_));
}

void Outside::answers_fail() {
    static constexpr std::array<const char*, 14> paths{"/v1/me/player?",
                                                       "/v1/me/player",
                                                       "/v1/me/player/devices",
                                                       "/v1/me/player/queue",
                                                       "/v1/me/library",
                                                       "/v1/me/library/contains",
                                                       "/v1/me/playlists",
                                                       "/v1/search",
                                                       "/v1/me",
                                                       "/v1/me/player/play",
                                                       "/v1/me/player/volume",
                                                       "/v1",
                                                       "/api/token",
                                                       ""};
    static constexpr std::array<const char*, 30> kinds{
        R"("status","status":401)",
        R"("status","status":401,"headers":{"WWW-Authenticate":"Bearer error=\"invalid_token\""})",
        R"("status","status":401,"body":"{\"error\":{\"status\":401,\"message\":\"Permissions missing\"}}")",
        R"("status","status":403,"body":"{\"error\":{\"status\":403,\"message\":\"Insufficient client scope\"}}")",
        R"("status","status":403,"body":"{\"error\":{\"status\":403,\"reason\":\"UNKNOWN\"}}")",
        R"("status","status":403,"body":"{\"error\":{\"status\":403,\"reason\":\"PREMIUM_REQUIRED\"}}")",
        R"("status","status":403,"body":"{\"error\":{\"status\":403,\"reason\":\"VOLUME_CONTROL_DISALLOW\"}}")",
        R"("status","status":403,"body":"{\"error\":{\"status\":403,\"reason\":\"DEVICE_NOT_CONTROLLABLE\"}}")",
        R"("status","status":403,"body":"the user may not be registered")",
        R"("status","status":404)",
        R"("status","status":404,"body":"{\"error\":{\"status\":404,\"reason\":\"NO_ACTIVE_DEVICE\"}}")",
        R"("status","status":400,"body":"{\"error\":\"invalid_grant\"}")",
        R"("status","status":400,"body":"{\"error\":\"invalid_client\"}")",
        R"("status","status":302)",
        R"("status","status":429,"headers":{"Retry-After":"7"})",
        R"("status","status":429,"headers":{"Retry-After":"90"})",
        R"("status","status":429)",
        R"("status","status":429,"headers":{"Retry-After":"30"},"body":"{\"error\":{\"status\":429,\"reason\":\"QUOTA_EXCEEDED\"}}")",
        R"("status","status":500)",
        R"("status","status":500,"apply":true)",
        R"("status","status":503,"body":"<html>")",
        R"("status","status":200,"body":"{\"item\":")",
        R"("empty_200")",
        R"("garbage")",
        R"("truncate")",
        R"("cut")",
        R"("cut","apply":true)",
        R"("stall")",
        R"("trickle","every_ms":6000)",
        R"("huge_body")"};
    const auto path = any_of(paths, chance_);
    const auto kind = any_of(kinds, chance_);
    const auto json = R"({"path":")" + path + R"(","times":)" + std::to_string(chance_.between(1, 4)) +
                      R"(,"kind":)" + kind + '}';
    trace_.line("outside: fault " + json);
    spotify_.faults().add(sim::fault_from(sim::Fields(json)));
}

void Outside::account_fails() {
    static constexpr std::array<const char*, 4> accounts{R"({"premium":false})", R"({"allow_listed":false})",
                                                         R"({"owner_premium":false})",
                                                         R"({"scopes":"user-read-playback-state"})"};
    static constexpr std::array<const char*, 9> tokens{R"({"expire_access":true})",
                                                       R"({"expire_access":true})",
                                                       R"({"expire_access":true,"expires_in":60})",
                                                       R"({"expires_in":20})",
                                                       R"({"drop":"expires_in"})",
                                                       R"({"revoke_refresh":true})",
                                                       R"({"expire_refresh":true})",
                                                       R"({"rotation":"always"})",
                                                       R"({"rotation":"empty"})"};
    static constexpr std::array<const char*, 6> refusals{
        R"("status":400,"body":"{\"error\":\"invalid_client\"}")",
        R"("status":400,"body":"{\"error\":\"invalid_grant\"}")",
        R"("status":400,"body":"{\"error\":\"invalid_request\"}")",
        R"("status":429,"headers":{"Retry-After":"12"})",
        R"("status":503)",
        R"("status":200,"body":"{}")"};
    const auto which = chance_.between(0, 3);
    if (which == 0) {
        account("PATCH", "", any_of(accounts, chance_));
    } else if (which == 1) { // as soon as a token is asked for
        const auto json = R"({"path":"/api/token","kind":"status",)" + any_of(refusals, chance_) + '}';
        trace_.line("outside: fault " + json);
        spotify_.faults().add(sim::fault_from(sim::Fields(json)));
        account("POST", "tokens", R"({"expire_access":true})");
    } else {
        account("POST", "tokens", any_of(tokens, chance_));
    }
}

void Outside::network_fails() {
    using spotify::net::Failure;
    static constexpr std::array<Failure, 4> failures{Failure::connect, Failure::lookup, Failure::certificate,
                                                     Failure::timeout};
    const auto which = static_cast<std::size_t>(chance_.between(0, 3));
    trace_.line("outside: outage " + std::to_string(which));
    spotify_.set_outage(failures.at(which));
}

void Outside::disk_fails() {
    const auto which = chance_.between(0, 2);
    trace_.line("outside: disk " + std::to_string(which));
    site_.secrets().set_full(which == 0);
    spotify_.custody().set_disk_full(which == 0);
    site_.state().set_full(which == 1);
    site_.secrets().set_locked_elsewhere(which == 2);
}

void Outside::cure() {
    spotify_.faults().clear();
    spotify_.set_outage(std::nullopt);
    site_.secrets().set_full(false);
    spotify_.custody().set_disk_full(false);
    site_.state().set_full(false);
    site_.secrets().set_locked_elsewhere(false);
    settings(R"({"rate_limit_30s":1000,"quota_24h":1000000,"retry_after":"computed"})");
    account("PATCH", "",
            R"({"premium":true,"owner_premium":true,"allow_listed":true,"scopes":")" +
                sim::NewAccount{}.scopes + R"("})");
}

} // namespace contract
