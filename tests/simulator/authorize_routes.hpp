// The browser's way through sign-in: /authorize, /login and /consent, and who is logged in by which cookie.
// What is checked on the way is in authorization, how it looks in authorize_pages.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

namespace sim {

bool is_for_browsers(const HttpRequest& request);
HttpReply answer_browser(World& world, const HttpRequest& request, Millis now);

} // namespace sim
