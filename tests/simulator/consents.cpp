#include "consents.hpp"

#include "tokens.hpp"

#include <algorithm>

namespace sim {

void Consents::remember(const std::string& account, const std::string& client_id,
                        const std::vector<std::string>& scopes, Millis now) {
    Consent& consent = given_[{account, client_id}];
    consent.scopes.insert(scopes.begin(), scopes.end());
    consent.at = now;
}

std::optional<Millis> Consents::given_at(const std::string& account, const std::string& client_id,
                                         const std::vector<std::string>& scopes, Millis now) const {
    const auto found = given_.find({account, client_id});
    if (found == given_.end() || now - found->second.at >= refresh_token_life)
        return std::nullopt;
    const auto& agreed = found->second.scopes;
    const bool all =
        std::all_of(scopes.begin(), scopes.end(), [&](const auto& scope) { return agreed.count(scope) > 0; });
    return all ? std::optional<Millis>(found->second.at) : std::nullopt;
}

void Consents::forget(const std::string& account) {
    std::erase_if(given_, [&](const auto& entry) { return entry.first.first == account; });
}

void Consents::date(const std::string& account, Millis consent_at) {
    for (auto& [who, consent] : given_)
        if (who.first == account)
            consent.at = consent_at;
}

} // namespace sim
