// The pages that a person sees while signing in, as HTML that needs no scripts and nothing from elsewhere.
#pragma once

#include "authorization.hpp"
#include "http_message.hpp"

#include <string>
#include <vector>

namespace sim {

// One sentence, for errors as well.
HttpReply bare_page(unsigned status, const std::string& text);

// A button for each account. `continue_to` is where the browser goes on to.
HttpReply login_page(const std::vector<std::string>& accounts, const std::string& continue_to);

// Agree and Cancel, posted to /consent together with the query of the consent link.
HttpReply consent_page(const std::string& app_name, const std::string& account, const ConsentRequest& request,
                       const std::string& query);

} // namespace sim
