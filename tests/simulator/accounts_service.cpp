#include "accounts_service.hpp"

#include "authorize_pages.hpp"
#include "authorize_routes.hpp"
#include "client_authentication.hpp"
#include "token_endpoint.hpp"
#include "window_reply.hpp"

namespace sim {
namespace {

// The account of the refresh token or code; null where neither is known.
Account* asking_account(World& world, const HttpRequest& request) {
    const NameValues form = form_of(request).value_or(NameValues{});
    if (const RefreshToken* token = world.tokens.find_refresh(find_value(form, "refresh_token").value_or("")))
        return world.find_account(token->account);
    const CodeGrant* code = world.codes.find(find_value(form, "code").value_or(""));
    return code ? world.find_account(code->account) : nullptr;
}

} // namespace

HttpReply answer_accounts(World& world, const HttpRequest& request, Millis now) {
    if (is_for_browsers(request))
        return answer_browser(world, request, now);
    if (const auto reply = window_reply(world, request, asking_account(world, request), now))
        return *reply;
    if (request.path != "/api/token")
        return bare_page(404, "Not found");
    if (request.method != "POST") {
        HttpReply reply = bare_page(405, "Method not allowed");
        reply.headers.emplace_back("Allow", "POST");
        return reply;
    }
    if (!request.says_its_length)
        return bare_page(411, "Length Required");
    return answer_token_request(world, request, now);
}

Caller accounts_caller(const HttpRequest& request) {
    // Only the body names a client: a person who opens a consent link is not the one who was told to wait.
    const NameValues form = parse_form(request.body).value_or(NameValues{});
    Caller caller{find_value(form, "client_id").value_or(""), find_value(form, "refresh_token").value_or("")};
    if (const auto basic = basic_credentials(request))
        caller.client_id = basic->client_id;
    return caller;
}

} // namespace sim
