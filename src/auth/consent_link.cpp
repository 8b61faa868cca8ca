#include "auth/consent_link.hpp"

namespace spotify::auth {

std::string to_url(const ConsentLink& link) {
    std::string url = "https://" + link.accounts.authority() + link.accounts_path + "/authorize";
    url += "?client_id=" + net::percent_encoded(link.client_id);
    url += "&response_type=code";
    url += "&redirect_uri=" + net::percent_encoded(link.redirect_uri.text);
    url += "&scope=" + net::percent_encoded(scopes);
    url += "&state=" + net::percent_encoded(link.state);
    // Only a new consent begins a new six months; without this Spotify may pass on an old one unseen.
    url += "&show_dialog=true";
    if (link.code_challenge) {
        url += "&code_challenge_method=S256&code_challenge=" + *link.code_challenge;
    }
    return url;
}

} // namespace spotify::auth
