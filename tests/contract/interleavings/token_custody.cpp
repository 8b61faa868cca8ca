#include "token_custody.hpp"

#include "http_message.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

namespace contract {

namespace {

std::string refresh_token_in(const std::string& body) {
    try {
        Poco::JSON::Parser parser;
        const auto object = parser.parse(body).extract<Poco::JSON::Object::Ptr>();
        return object->optValue<std::string>("refresh_token", "");
    } catch (const Poco::Exception&) {
        return {};
    }
}

} // namespace

void TokenCustody::put(std::optional<std::string> token) {
    expected_ = std::move(token);
    is_lost_ = false;
}

void TokenCustody::stored(const std::optional<std::string>& token) {
    if (!token || consented_.erase(*token) > 0) {
        put(token);
    }
}

void TokenCustody::delivered(const std::string& form, const spotify::net::Response& response) {
    const auto given = response.status == 200 ? refresh_token_in(response.body) : std::string{};
    const auto fields = sim::parse_form(form).value_or(sim::NameValues{});
    const auto used = sim::find_value(fields, "refresh_token");
    if (given.empty()) {
        return;
    }
    if (used && used == expected_) { // a rotation counts where its predecessor is the one that is held
        expected_ = given;
    } else if (!used && !is_disk_full_) {
        consented_.insert(given);
    }
}

std::string TokenCustody::wrong_with(const std::optional<std::string>& token) const {
    if (!consented_.empty()) {
        return "the token of a consent of " + told(*consented_.begin()) + " was never stored";
    }
    if (is_lost_ || token == expected_) {
        return {};
    }
    return "the store holds " + (token ? "the token of " + told(*token) : std::string{"no token"}) +
           " in place of " + (expected_ ? "that of " + told(*expected_) : std::string{"none"});
}

std::string TokenCustody::told(const std::string& refresh_token) const {
    const auto* known = tokens_.find_refresh(refresh_token);
    if (known == nullptr) {
        return "nobody";
    }
    return known->account +
           (tokens_.newest_refresh_token(known->account) == refresh_token ? ", newest" : ", older") +
           (known->revoked ? ", dead" : "");
}

} // namespace contract
