// What a person brings back from Spotify's consent page: the address out of the browser, or the code in it.
// Pure.
#pragma once

#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace spotify::auth {

// Either code or error is there.
struct ConsentReturn {
    Secret code;
    std::string error;           // OAuth's code, access_denied for a refusal; letters and _ only
    std::optional<Secret> state; // none with a bare code
};

enum class NotAReturn {
    empty,
    the_link_itself, // the address of the consent page, copied before agreeing
    no_code,         // another address, or too long
};

// Forgives what happens to a text on its way through mails and clipboards: spaces, line breaks, quotes,
// invisible characters, a trailing #. Takes a query alone, and a code with what followed it.
std::variant<ConsentReturn, NotAReturn> read_consent_return(std::string_view pasted);

// The same for the query of a request to the redirect URI, where nothing has to be forgiven.
std::variant<ConsentReturn, NotAReturn> read_consent_query(std::string_view query);

} // namespace spotify::auth
