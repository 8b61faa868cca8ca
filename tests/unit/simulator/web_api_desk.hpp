// A simulator without sockets, at which tests ask the Web API as the account "demo".
#pragma once

#include "json.hpp"
#include "service.hpp"

#include <functional>
#include <string>

namespace sim {

constexpr Millis now = 5'000'000'000'000;

struct WebApiDesk {
    World world{1, now};
    Faults faults;
    Service service{world, faults};
    std::string token = access("demo", "demo-client");

    std::string access(const std::string& account, const std::string& client_id);
    // From here on asks with a token that has these scopes only.
    void ask_with_scopes(const std::string& scopes);

    HttpReply ask(const std::string& method, const std::string& target, const std::string& body = "",
                  Millis at = now);
    HttpReply send(const HttpRequest& request, Millis at = now);
    // The body of a 200.
    json::Object::Ptr get(const std::string& target, Millis at = now);

    Account& demo() { return *world.find_account("demo"); }
    void edit(const std::function<void(PlayerState&)>& change);
};

json::Object::Ptr parsed(const HttpReply& reply);

// "403 message|reason", or "403 plain" for what is no JSON.
std::string refusal_of(const HttpReply& reply);

} // namespace sim
