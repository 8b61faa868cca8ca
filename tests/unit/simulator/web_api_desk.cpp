#include "web_api_desk.hpp"

#include <doctest/doctest.h>

namespace sim {

std::string WebApiDesk::access(const std::string& account, const std::string& client_id) {
    return world.tokens.refresh(world.tokens.newest_refresh_token(account), client_id, false, 3'600'000, now)
        .access_token;
}

void WebApiDesk::ask_with_scopes(const std::string& scopes) {
    world.tokens.grant("demo", "demo-client", scopes, now);
    token = access("demo", "demo-client");
}

HttpReply WebApiDesk::ask(const std::string& method, const std::string& target, const std::string& body,
                          Millis at) {
    HttpRequest request = request_for(method, target);
    request.headers = {{"Authorization", "Bearer " + token}};
    request.body = body;
    request.says_its_length = method != "GET";
    return send(request, at);
}

HttpReply WebApiDesk::send(const HttpRequest& request, Millis at) {
    const auto received = service.receive(request, 1, at);
    const HttpReply right = service.answer(request, received, at);
    service.sent(request, received, right, right.status, at);
    return right;
}

json::Object::Ptr WebApiDesk::get(const std::string& target, Millis at) {
    const HttpReply reply = ask("GET", target, "", at);
    INFO(target);
    REQUIRE(reply.status == 200);
    return parsed(reply);
}

void WebApiDesk::edit(const std::function<void(PlayerState&)>& change) {
    demo().playback.change([&](PlayerState& state, Random&) { change(state); }, false, now);
}

json::Object::Ptr parsed(const HttpReply& reply) {
    auto body = json::parse_object(reply.body);
    REQUIRE(!body.isNull());
    return body;
}

std::string refusal_of(const HttpReply& reply) {
    const auto body = json::parse_object(reply.body);
    if (body.isNull())
        return std::to_string(reply.status) + " plain";
    const auto error = body->getObject("error");
    return std::to_string(reply.status) + ' ' + error->getValue<std::string>("message") + '|' +
           error->optValue<std::string>("reason", "");
}

} // namespace sim
