#include "authorize_routes.hpp"

#include "authorization.hpp"
#include "authorize_pages.hpp"

namespace sim {
namespace {

const std::string session_cookie = "sim_session";
const std::string consent_link_begins = "/authorize?";

HttpReply see_other(const std::string& address) {
    return {303, {{"Location", address}, {"Cache-Control", "no-store"}}, ""};
}

HttpReply not_allowed(const std::string& allowed) {
    HttpReply reply = bare_page(405, "Method not allowed");
    reply.headers.emplace_back("Allow", allowed);
    return reply;
}

std::string query_of(const HttpRequest& request) {
    const std::size_t question = request.target.find('?');
    return question == std::string::npos ? std::string() : request.target.substr(question + 1);
}

// Null when nobody is logged in with this browser.
const Account* logged_in(World& world, const HttpRequest& request) {
    const std::string cookies = "; " + request.header("Cookie").value_or("");
    const std::string wanted = "; " + session_cookie + "=";
    const std::size_t at = cookies.find(wanted);
    if (at == std::string::npos)
        return nullptr;
    const std::size_t begin = at + wanted.size();
    const auto session = world.sessions.find(cookies.substr(begin, cookies.find(';', begin) - begin));
    return session == world.sessions.end() ? nullptr : world.find_account(session->second);
}

HttpReply to_login(const std::string& query) {
    return see_other("/login?continue=" + percent_encoded(consent_link_begins + query));
}

// The reply to a call that needs no decision; nothing when `request` is filled.
std::optional<HttpReply> settled(const World& world, const NameValues& query, ConsentRequest& request) {
    auto outcome = check_authorize(world, query);
    if (const auto* page = std::get_if<BarePage>(&outcome))
        return bare_page(400, page->text);
    if (const auto* back = std::get_if<Redirect>(&outcome))
        return see_other(back->url);
    request = std::move(std::get<ConsentRequest>(outcome));
    return std::nullopt;
}

HttpReply authorize(World& world, const HttpRequest& http, Millis now) {
    // Before anything is checked, as at the real one: whoever is not logged in learns nothing of the client.
    const Account* account = logged_in(world, http);
    if (!account)
        return to_login(query_of(http));
    ConsentRequest request;
    if (const auto reply = settled(world, http.query, request))
        return *reply;
    if (const auto redirect = pass_on_consent(world, *account, request, now))
        return see_other(redirect->url);
    const App& app = world.apps.at(request.client_id);
    return consent_page(app.name.empty() ? app.client_id : app.name, account->name, request, query_of(http));
}

// An address on another host must not get a browser that has just logged in.
bool may_go_on_to(const std::string& address) {
    return address.rfind(consent_link_begins, 0) == 0 && address.find_first_of("\r\n") == std::string::npos;
}

HttpReply show_login(const World& world, const HttpRequest& request) {
    const std::string continue_to = request.parameter("continue").value_or("");
    return may_go_on_to(continue_to) ? login_page(world.account_names(), continue_to)
                                     : bare_page(400, "The page to go on to is not a consent link");
}

HttpReply log_in(World& world, const HttpRequest& request) {
    const NameValues form = form_of(request).value_or(NameValues{});
    const std::string continue_to = find_value(form, "continue").value_or("");
    const Account* account = world.find_account(find_value(form, "account").value_or(""));
    if (!may_go_on_to(continue_to))
        return bare_page(400, "The page to go on to is not a consent link");
    if (!account)
        return bare_page(400, "There is no such account");
    const std::string session = world.random.url_safe(32);
    world.sessions[session] = account->name;
    HttpReply reply = see_other(continue_to);
    reply.headers.emplace_back("Set-Cookie",
                               session_cookie + "=" + session + "; Path=/; Secure; HttpOnly; SameSite=Lax");
    return reply;
}

HttpReply decided(World& world, const HttpRequest& http, Millis now) {
    const NameValues form = form_of(http).value_or(NameValues{});
    const std::string query = find_value(form, "request").value_or("");
    const std::string decision = find_value(form, "decision").value_or("");
    const Account* account = logged_in(world, http);
    if (!account)
        return to_login(query);
    if (decision != "agree" && decision != "cancel")
        return bare_page(400, "The decision must be agree or cancel");
    ConsentRequest request;
    if (const auto reply = settled(world, parse_form(query).value_or(NameValues{}), request))
        return *reply;
    const Decision choice = decision == "agree" ? Decision::agree : Decision::cancel;
    return see_other(decide(world, *account, request, choice, now).url);
}

} // namespace

bool is_for_browsers(const HttpRequest& request) {
    return request.path == "/authorize" || request.path == "/login" || request.path == "/consent";
}

HttpReply answer_browser(World& world, const HttpRequest& request, Millis now) {
    const std::string& method = request.method;
    if (request.path == "/authorize")
        return method == "GET" ? authorize(world, request, now) : not_allowed("GET");
    if (request.path == "/consent")
        return method == "POST" ? decided(world, request, now) : not_allowed("POST");
    if (method == "POST")
        return log_in(world, request);
    return method == "GET" ? show_login(world, request) : not_allowed("GET, POST");
}

} // namespace sim
