#include "auth/token_vault.hpp"

#include "auth/put_secret.hpp"
#include "base/pieces.hpp"

namespace spotify::auth {

namespace {

constexpr const char* refresh_key = "refresh_token";
constexpr const char* predecessor_key = "refresh_token_before";
constexpr const char* access_key = "access_token";
constexpr const char* client_key = "client_secret";
constexpr const char* refused_key = "refused_token";
constexpr const char* dates_key = "consent_dates";

} // namespace

TokenVault::TokenVault(std::string account, std::string client_id, SecretStore& secrets, StateStore& state)
    : account_(std::move(account))
    , client_id_(std::move(client_id))
    , secrets_(secrets)
    , state_(state) {}

std::unique_ptr<SecretStore::Lock> TokenVault::lock(std::chrono::milliseconds most) {
    return secrets_.lock(key(refresh_key), most);
}

std::optional<Secret> TokenVault::trimmed_secret(const char* name) {
    const auto stored = secrets_.get(key(name));
    auto put = stored ? trimmed(*stored) : Secret{};
    return put.empty() ? std::nullopt : std::optional{std::move(put)};
}

std::optional<Secret> TokenVault::refresh_token() {
    return trimmed_secret(refresh_key);
}

std::optional<Secret> TokenVault::client_secret() {
    return trimmed_secret(client_key);
}

std::string TokenVault::refresh_token_key() const {
    return key(refresh_key);
}

std::string TokenVault::client_secret_key() const {
    return key(client_key);
}

void TokenVault::store_rotated(const Secret& old, const Secret& rotated) {
    if (refresh_token() != old) {
        return;
    }
    copy_date(old, rotated); // a rotation prolongs nothing
    secrets_.put(key(refresh_key), rotated);
    try { // "1 MARK TOKEN", the mark being that of the new one
        secrets_.put(key(predecessor_key), Secret{"1 " + mark_of(rotated) + ' ' + old.reveal()});
    } catch (const std::exception&) { // stated in the header
    }
}

void TokenVault::store_consent(const Secret& token, std::int64_t consent_at_ms) {
    set_consent_date(token, consent_at_ms, 0);
    secrets_.put(key(refresh_key), token);
    forget_predecessor();
}

std::optional<Secret> TokenVault::predecessor(const Secret& refresh_token) {
    const auto stored = secrets_.get(key(predecessor_key));
    std::string_view text = stored ? std::string_view{stored->reveal()} : std::string_view{};
    const bool is_its = take_piece(text, ' ') == "1" && take_piece(text, ' ') == mark_of(refresh_token);
    return is_its && !text.empty() && is_sendable(text) ? std::optional{Secret{std::string{text}}}
                                                        : std::nullopt;
}

bool TokenVault::fall_back(const Secret& refused) {
    const auto before = predecessor(refused);
    if (!before) {
        return false;
    }
    copy_date(refused, *before); // with what was told of the end since
    secrets_.put(key(refresh_key), *before);
    forget_predecessor();
    return true;
}

void TokenVault::forget_predecessor() noexcept {
    try {
        if (secrets_.get(key(predecessor_key))) { // a removal writes
            secrets_.remove(key(predecessor_key));
        }
    } catch (const std::exception&) { // stated in the header
    }
}

void TokenVault::forget_void_predecessor(const std::optional<Secret>& refresh_token) noexcept {
    try {
        if (!refresh_token || !predecessor(*refresh_token)) {
            forget_predecessor();
        }
    } catch (const std::exception&) { // stated in the header
    }
}

// "1 RENEW END MARK TOKEN": tokens have no spaces.
void TokenVault::share_access(const Secret& refresh_token, const SharedAccess& access) noexcept {
    try {
        secrets_.put(key(access_key), Secret{"1 " + std::to_string(access.renew_at_ms) + ' ' +
                                             std::to_string(access.ends_at_ms) + ' ' +
                                             mark_of(refresh_token) + ' ' + access.token.reveal()});
    } catch (const std::exception&) { // stated in the header
    }
}

std::optional<SharedAccess> TokenVault::shared_access(const Secret& refresh_token) noexcept {
    try {
        const auto stored = secrets_.get(key(access_key));
        if (!stored) {
            return std::nullopt;
        }
        std::string_view text = stored->reveal();
        SharedAccess access;
        const bool readable = take_piece(text, ' ') == "1" &&
                              read_number(take_piece(text, ' '), access.renew_at_ms) &&
                              read_number(take_piece(text, ' '), access.ends_at_ms) &&
                              take_piece(text, ' ') == mark_of(refresh_token);
        if (!readable || text.empty() || !is_sendable(text)) {
            return std::nullopt;
        }
        access.token = Secret{std::string{text}};
        return access;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

bool TokenVault::is_refused(const Secret& refresh_token) {
    const auto mark = mark_of(refresh_token);
    if (refused_mark_ == mark) {
        remember_refused(refresh_token); // the state store may have room by now
        return true;
    }
    return state_.get(key(refused_key)) == mark;
}

void TokenVault::remember_refused(const Secret& refresh_token) noexcept {
    try {
        refused_mark_ = mark_of(refresh_token);
        state_.put(key(refused_key), refused_mark_);
    } catch (const std::exception&) { // then only this object knows
    }
}

ConsentDates TokenVault::dates() {
    return ConsentDates::parse(state_.get(key(dates_key)).value_or(""));
}

std::optional<ConsentDate> TokenVault::consent_date(const Secret& refresh_token) noexcept {
    try {
        const auto known = dates();
        const auto* found = known.find(mark_of(refresh_token));
        return found == nullptr ? std::nullopt : std::optional{*found};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

ConsentDate TokenVault::set_consent_date(const Secret& refresh_token, std::int64_t consent_at_ms,
                                         int warned) noexcept {
    ConsentDate date{{}, consent_at_ms, warned};
    try {
        date.mark = mark_of(refresh_token);
        auto known = dates();
        known.set(date);
        state_.put(key(dates_key), known.to_text());
    } catch (const std::exception&) { // stated in the header
    }
    return date;
}

void TokenVault::copy_date(const Secret& from, const Secret& to) noexcept {
    if (const auto date = consent_date(from)) {
        set_consent_date(to, date->consent_at_ms, date->warned);
    }
}

// The refresh token first: it is the one that matters, and without it the others are of no use.
void TokenVault::wipe() {
    secrets_.remove(key(refresh_key));
    secrets_.remove(key(predecessor_key));
    secrets_.remove(key(access_key));
    refused_mark_.clear();
    state_.remove(key(refused_key));
    state_.remove(key(dates_key));
}

// A token is refused for the client id it was sent with; another client id may be the right one.
std::string TokenVault::mark_of(const Secret& refresh_token) const {
    return Secret{client_id_ + '\n' + refresh_token.reveal()}.fingerprint();
}

} // namespace spotify::auth
