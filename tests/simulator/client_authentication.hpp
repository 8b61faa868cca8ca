// Which app asks at the token endpoint, and whether it has proved it with its secret.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <optional>
#include <string>

namespace sim {

struct Credentials {
    std::string client_id;
    std::string secret;
};

// Of `Authorization: Basic`; nothing when it is anything else.
std::optional<Credentials> basic_credentials(const HttpRequest& request);

struct Client {
    const App* app = nullptr; // never null
    bool proved_by_secret = false;
};

// Nothing for an unknown id, a wrong secret, and no credentials at all. An app that has a secret may also
// come by its id alone: whether that is enough depends on how it got what it wants to exchange.
std::optional<Client> authenticate(const World& world, const HttpRequest& request, const NameValues& form);

} // namespace sim
