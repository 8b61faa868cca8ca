// Who has agreed to what on the consent page, so that the page is not shown twice. Pure: time comes in.
#pragma once

#include "millis.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sim {

class Consents {
public:
    // Adds to what was agreed before, and dates all of it.
    void remember(const std::string& account, const std::string& client_id,
                  const std::vector<std::string>& scopes, Millis now);

    // When all these scopes were agreed to; nothing when one was not, or when six months are over.
    std::optional<Millis> given_at(const std::string& account, const std::string& client_id,
                                   const std::vector<std::string>& scopes, Millis now) const;

    // The account's owner has removed all apps.
    void forget(const std::string& account);
    void date(const std::string& account, Millis consent_at);

private:
    struct Consent {
        std::set<std::string> scopes;
        Millis at = 0;
    };
    std::map<std::pair<std::string, std::string>, Consent> given_; // by account and client id
};

} // namespace sim
