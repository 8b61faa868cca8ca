#include "client_authentication.hpp"

#include <Poco/Base64Decoder.h>
#include <Poco/Exception.h>

#include <iterator>
#include <sstream>

namespace sim {

std::optional<Credentials> basic_credentials(const HttpRequest& request) {
    const std::string header = request.header("Authorization").value_or("");
    if (header.size() < 6 || !same_without_case(header.substr(0, 6), "Basic "))
        return std::nullopt;
    std::istringstream encoded(header.substr(6));
    Poco::Base64Decoder decoder(encoded);
    std::string plain;
    try {
        plain.assign(std::istreambuf_iterator<char>(decoder), std::istreambuf_iterator<char>());
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
    const std::size_t colon = plain.find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    return Credentials{plain.substr(0, colon), plain.substr(colon + 1)};
}

std::optional<Client> authenticate(const World& world, const HttpRequest& request, const NameValues& form) {
    const auto in_form = find_value(form, "client_id");
    if (!request.header("Authorization")) {
        const auto app = world.apps.find(in_form.value_or(""));
        return app == world.apps.end() ? std::nullopt : std::optional<Client>({&app->second, false});
    }
    const auto given = basic_credentials(request);
    if (!given || in_form.value_or(given->client_id) != given->client_id)
        return std::nullopt;
    const auto app = world.apps.find(given->client_id);
    if (app == world.apps.end() || app->second.client_secret != given->secret)
        return std::nullopt;
    return Client{&app->second, true};
}

} // namespace sim
