#include "authorization_codes.hpp"

#include "pkce.hpp"

#include <utility>

namespace sim {
namespace {

// A verifier without a challenge is refused as well: somebody took the challenge out of the link.
bool verifier_fits(const std::string& challenge, const std::optional<std::string>& verifier) {
    if (challenge.empty())
        return !verifier;
    return verifier && is_code_verifier(*verifier) && challenge_of(*verifier) == challenge;
}

} // namespace

std::string AuthorizationCodes::issue(CodeGrant grant, Millis expires_at, bool awkward) {
    std::string code = "AQ" + random_.url_safe(212);
    if (awkward)
        code = "+/" + random_.url_safe(5) + "=%26&#? ~" + random_.url_safe(3) + "%";
    open_[code] = {std::move(grant), expires_at};
    return code;
}

const CodeGrant* AuthorizationCodes::find(const std::string& code) const {
    const auto found = open_.find(code);
    return found == open_.end() ? nullptr : &found->second.grant;
}

AuthorizationCodes::Redeemed AuthorizationCodes::redeem(const std::string& code, const Claim& claim,
                                                        Millis now) {
    const auto found = open_.find(code);
    if (found == open_.end() || found->second.grant.client_id != claim.client_id)
        return {CodeFailure::invalid, {}};
    if (now >= found->second.expires_at)
        return {CodeFailure::expired, {}};
    if (found->second.grant.redirect_uri != claim.redirect_uri)
        return {CodeFailure::other_redirect_uri, {}};
    if (!verifier_fits(found->second.grant.challenge, claim.verifier))
        return {CodeFailure::wrong_verifier, {}};
    Redeemed redeemed{std::nullopt, std::move(found->second.grant)};
    open_.erase(found);
    return redeemed;
}

} // namespace sim
