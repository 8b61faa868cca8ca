#include "authorization.hpp"

#include "pkce.hpp"
#include "redirect_uri.hpp"
#include "scopes.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

// Of what follows once the redirect URI can be trusted; the codes of RFC 6749, 4.1.2.1.
std::string error_of(const NameValues& query) {
    const auto type = find_value(query, "response_type");
    if (!type)
        return "invalid_request";
    if (*type != "code")
        return "unsupported_response_type";
    const auto challenge = find_value(query, "code_challenge");
    const auto method = find_value(query, "code_challenge_method");
    // A challenge without a method would be "plain", which is not on offer.
    if ((challenge || method) && (method != "S256" || !is_code_challenge(challenge.value_or(""))))
        return "invalid_request";
    const auto scopes = parse_scopes(find_value(query, "scope").value_or(""));
    return std::all_of(scopes.begin(), scopes.end(), is_scope) ? std::string() : "invalid_scope";
}

// RFC 6749, 3.1: no parameter may stand there twice.
bool is_twice(const NameValues& query, const std::string& name) {
    return std::count_if(query.begin(), query.end(), [&](const auto& pair) { return pair.first == name; }) >
           1;
}

bool any_twice(const NameValues& query) {
    static const std::array<const char*, 6> names{"response_type", "scope",          "state",
                                                  "show_dialog",   "code_challenge", "code_challenge_method"};
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return is_twice(query, name); });
}

Redirect back_to(const std::string& redirect_uri, NameValues parameters,
                 const std::optional<std::string>& state) {
    if (state)
        parameters.emplace_back("state", *state);
    return {with_parameters(redirect_uri, parameters)};
}

Redirect with_code(World& world, const Account& account, const ConsentRequest& request, Millis consent_at,
                   Millis now) {
    const std::string code = world.codes.issue({account.name, request.client_id, request.redirect_uri,
                                                request.challenge, scope_text(request.scopes), consent_at},
                                               now + world.settings.code_life, world.settings.awkward_codes);
    return back_to(request.redirect_uri, {{"code", code}}, request.state);
}

} // namespace

std::variant<ConsentRequest, BarePage, Redirect> check_authorize(const World& world,
                                                                 const NameValues& query) {
    const auto app = world.apps.find(find_value(query, "client_id").value_or(""));
    if (app == world.apps.end() || is_twice(query, "client_id"))
        return BarePage{"INVALID_CLIENT: Invalid client"};
    const std::string redirect_uri = find_value(query, "redirect_uri").value_or("");
    if (kind_of_redirect_uri(redirect_uri) == RedirectUriKind::insecure)
        return BarePage{"INVALID_CLIENT: Insecure redirect URI"};
    if (!is_registered(app->second.redirect_uris, redirect_uri) || is_twice(query, "redirect_uri"))
        return BarePage{"INVALID_CLIENT: Invalid redirect URI"};

    const auto state = find_value(query, "state");
    const std::string error = any_twice(query) ? "invalid_request" : error_of(query);
    if (!error.empty())
        return back_to(redirect_uri, {{"error", error}}, state);
    return ConsentRequest{app->first,
                          redirect_uri,
                          state,
                          parse_scopes(find_value(query, "scope").value_or("")),
                          find_value(query, "code_challenge").value_or(""),
                          find_value(query, "show_dialog") == "true"};
}

std::optional<Redirect> pass_on_consent(World& world, const Account& account, const ConsentRequest& request,
                                        Millis now) {
    if (request.show_dialog)
        return std::nullopt;
    const auto given =
        world.consents.given_at(account.name, request.client_id, request.scopes, world.wall_clock(now));
    if (!given)
        return std::nullopt;
    return with_code(world, account, request, *given, world.wall_clock(now));
}

Redirect decide(World& world, const Account& account, const ConsentRequest& request, Decision decision,
                Millis now) {
    if (decision == Decision::cancel)
        return back_to(request.redirect_uri, {{"error", "access_denied"}}, request.state);
    const Millis wall = world.wall_clock(now);
    world.consents.remember(account.name, request.client_id, request.scopes, wall);
    return with_code(world, account, request, wall, wall);
}

} // namespace sim
