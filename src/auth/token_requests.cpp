#include "auth/token_requests.hpp"

#include "base/wipe.hpp"
#include "net/url.hpp"

#include <Poco/Base64Encoder.h>

#include <sstream>

namespace spotify::auth {

namespace {

std::string basic_credentials(const std::string& client_id, const Secret& secret) {
    std::ostringstream text;
    Poco::Base64Encoder encoder(text);
    encoder.rdbuf()->setLineLength(0); // a line break in a header would be refused
    encoder << client_id << ':' << secret.reveal();
    encoder.close();
    return "Basic " + text.str();
}

net::Request token_request(const std::string& accounts_path, const Client& client, std::string body) {
    net::Request post{"POST", accounts_path + "/api/token", {}, std::move(body)};
    post.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    post.headers.emplace_back("Accept", "application/json");
    if (client.secret) {
        post.headers.emplace_back("Authorization", basic_credentials(client.id, *client.secret));
    } else {
        post.body += "&client_id=" + net::percent_encoded(client.id);
    }
    return post;
}

} // namespace

net::Request refresh_request(const std::string& accounts_path, const Client& client,
                             const Secret& refresh_token) {
    return token_request(accounts_path, client,
                         "grant_type=refresh_token&refresh_token=" +
                             net::percent_encoded(refresh_token.reveal()));
}

net::Request code_request(const std::string& accounts_path, const Client& client, const Secret& code,
                          const std::string& redirect_uri, const std::optional<Secret>& verifier) {
    auto post = token_request(accounts_path, client,
                              "grant_type=authorization_code&code=" + net::percent_encoded(code.reveal()) +
                                  "&redirect_uri=" + net::percent_encoded(redirect_uri));
    if (verifier) {
        post.body += "&code_verifier=" + verifier->reveal(); // of unreserved characters only
    }
    return post;
}

void wipe_credentials(net::Request& request) noexcept {
    wipe(request.body);
    for (auto& [name, value] : request.headers) {
        if (name == "Authorization") {
            wipe(value);
        }
    }
}

} // namespace spotify::auth
