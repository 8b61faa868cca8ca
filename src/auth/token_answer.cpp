#include "auth/token_answer.hpp"

#include <algorithm>

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace spotify::auth {

namespace {

using Poco::JSON::Object;

// Access tokens live an hour. A statement outside of this says more about the sender than about the token; a 401 will
// tell if an hour was too much.
constexpr std::chrono::seconds usual_lifetime{3600};
constexpr std::chrono::seconds longest_believed = std::chrono::hours{24};

Object::Ptr parse_object(const std::string& body) {
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(8);
        const auto parsed = parser.parse(body);
        return parsed.type() == typeid(Object::Ptr) ? parsed.extract<Object::Ptr>() : Object::Ptr{};
    } catch (const Poco::Exception&) {
        return {};
    }
}

std::string text_of(const Object& object, const std::string& key) {
    const auto value = object.get(key);
    return value.isString() ? value.extract<std::string>() : std::string{};
}

std::chrono::seconds lifetime_of(const Object& object) {
    const auto value = object.get("expires_in");
    try {
        if (value.isNumeric() && !value.isBoolean()) {
            const std::chrono::seconds stated{value.convert<std::int64_t>()};
            if (stated > std::chrono::seconds{0} && stated <= longest_believed) {
                return stated;
            }
        }
    } catch (const Poco::Exception&) { // not a whole number
    }
    return usual_lifetime;
}

bool is_presentable(const std::string& text) {
    return !text.empty() && text.size() <= 200 &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// Tokens travel in a header: anything else in there is not a token.
bool is_token(const std::string& text) {
    return !text.empty() && text.size() <= 16 * 1024 && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

TokenAnswer read_refusal(const Object& object, int status) {
    const std::string code = text_of(object, "error");
    const std::string description = text_of(object, "error_description");
    const std::string text = is_presentable(description) ? description : is_presentable(code) ? code : "no reason given";
    if (code == "invalid_grant") {
        return TokenRefused{TokenRefused::Reason::sign_in_again, text};
    }
    if (code == "invalid_client" || code == "unauthorized_client") {
        return TokenRefused{TokenRefused::Reason::client, text};
    }
    if (code == "invalid_request" || code == "unsupported_grant_type" || code == "invalid_scope") {
        return TokenRefused{TokenRefused::Reason::request, text};
    }
    return TokenTrouble{"Spotify's sign-in service answered " + std::to_string(status)};
}

} // namespace

TokenAnswer read_token_answer(const net::Response& response) {
    const auto object = parse_object(response.body);
    if (response.status == 200 && !object.isNull()) {
        const std::string access = text_of(*object, "access_token");
        const std::string refresh = text_of(*object, "refresh_token");
        if (is_token(access) || is_token(refresh)) {
            return TokenGrant{Secret{is_token(access) ? access : ""}, Secret{is_token(refresh) ? refresh : ""},
                              lifetime_of(*object)};
        }
    }
    // Only a client error in OAuth's own form is a verdict; everything else is trouble on the way.
    if ((response.status == 400 || response.status == 401) && !object.isNull()) {
        return read_refusal(*object, response.status);
    }
    return TokenTrouble{response.ok() ? std::string{"Spotify's sign-in service gave an answer that cannot be read"}
                                      : "Spotify's sign-in service answered " + std::to_string(response.status)};
}

} // namespace spotify::auth
