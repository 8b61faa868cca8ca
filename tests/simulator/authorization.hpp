// What an authorize call asks for, every way in which it is refused, and what agreeing or cancelling leads
// to. Knows no pages, cookies and sockets: the pages and the control door both ask here.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sim {

// Shown to the person. The client never hears of it.
struct BarePage {
    std::string text;
};

// Where the browser is sent: back to the client, with a code or an error.
struct Redirect {
    std::string url;
};

// A call that was found right.
struct ConsentRequest {
    std::string client_id;
    std::string redirect_uri;
    std::optional<std::string> state;
    std::vector<std::string> scopes;
    std::string challenge; // empty without PKCE
    bool show_dialog = false;
};

// `query` is that of the consent link.
std::variant<ConsentRequest, BarePage, Redirect> check_authorize(const World& world, const NameValues& query);

// The redirect of a person who has agreed to all of this before and need not be asked; the consent keeps its
// date. Nothing when they have to be asked.
std::optional<Redirect> pass_on_consent(World& world, const Account& account, const ConsentRequest& request,
                                        Millis now);

enum class Decision { agree, cancel };
Redirect decide(World& world, const Account& account, const ConsentRequest& request, Decision decision,
                Millis now);

} // namespace sim
