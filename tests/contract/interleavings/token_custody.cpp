#include "token_custody.hpp"

#include "http_message.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

namespace contract {

namespace {

std::string text_in(const std::string& body, const char* name) {
    try {
        Poco::JSON::Parser parser;
        const auto object = parser.parse(body).extract<Poco::JSON::Object::Ptr>();
        return object->optValue<std::string>(name, "");
    } catch (const Poco::Exception&) {
        return {};
    }
}

} // namespace

void TokenCustody::put(std::optional<std::string> token) {
    expected_ = std::move(token);
    before_.reset();
    is_refused_ = false;
    is_lost_ = false;
}

void TokenCustody::stored(const std::optional<std::string>& token) {
    const bool is_back = is_refused_ && token && token == before_;
    if (!token || consented_.erase(*token) > 0 || is_back) {
        put(token);
    }
}

void TokenCustody::delivered(const std::string& form, const spotify::net::Response& response) {
    const auto fields = sim::parse_form(form).value_or(sim::NameValues{});
    const auto used = sim::find_value(fields, "refresh_token");
    if (used && used == expected_ && response.status == 400 &&
        text_in(response.body, "error") == "invalid_grant") {
        is_refused_ = true;
    }
    if (response.status != 200 || text_in(response.body, "access_token").empty()) { // no grant
        return;
    }
    const auto given = text_in(response.body, "refresh_token");
    if (used && used == expected_) { // a rotation counts where its predecessor is the one that is held
        before_ = given.empty() || given == *used ? std::nullopt : used;
        expected_ = given.empty() ? *used : given;
    } else if (given.empty()) {
        return;
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
