// Which redirect URIs may be registered and which one of them an authorize call means (reference 2.5). Pure.
#pragma once

#include "http_message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sim {

enum class RedirectUriKind {
    secure,   // https
    loopback, // http to 127.0.0.1 or [::1], written like this
    insecure, // any other http, and localhost in any form
    unusable  // no absolute address of the web, or one with user, fragment or a broken port
};
RedirectUriKind kind_of_redirect_uri(const std::string& text);

// Why the dashboard does not take it, as what the value must be; nothing when it takes it.
std::optional<std::string> registration_problem(const std::string& text);

// Compared character by character; a loopback literal registered without a port stands for any port.
bool is_registered(const std::vector<std::string>& registered, const std::string& given);

// The address that the browser is sent to; what stood in its query stays.
std::string with_parameters(const std::string& redirect_uri, const NameValues& parameters);

} // namespace sim
