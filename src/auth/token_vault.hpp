// One account's tokens in the stores: what is written in which order, so that a power cut or another process
// at any moment leaves a sign-in that works. Knows stores and marks; knows no network and no clock.
//
// A rotation's predecessor (reference 5.4) lies beside the token that replaced it, with that token's mark: it is
// of no use to any other, so a token that was put meanwhile, by hand or by a new consent, makes it void.
//
// store_rotated() writes the new token's date, then the new token, then the predecessor. Until the new token is
// stored a cut costs the rotation, and the old one may be dead already, so nothing that can wait comes before it;
// a cut after it costs only the predecessor, which matters where the new token turns out to be no good.
//
// fall_back(), after the new token was remembered as refused, writes the predecessor's date, then the predecessor in
// place of the new token, and then removes the copy. Before the middle step the next start finds a refused token
// with its predecessor and goes on from there, without asking for the refused one again; after it, a sign-in as any
// other and a copy that is void.
#pragma once

#include "auth/consent_dates.hpp"
#include "base/secret.hpp"
#include "base/stores.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace spotify::auth {

// An access token as it lies in the secret store, for the next start and for other processes on the same
// store. Times are of the wall clock, which alone is common to them: epoch milliseconds.
struct SharedAccess {
    Secret token;
    std::int64_t renew_at_ms = 0;
    std::int64_t ends_at_ms = 0;
};

// Thread-safe as far as the stores are; to read and then write, hold the lock. All functions block on storage
// and throw StorageError, unless stated.
class TokenVault {
public:
    TokenVault(std::string account, std::string client_id, SecretStore& secrets, StateStore& state);

    // Across threads and processes. Null when it could not be had in time. Not recursive.
    std::unique_ptr<SecretStore::Lock> lock(std::chrono::milliseconds most);

    // Trimmed; nothing when there is none, or an empty one. May hold what is not to be sent: see is_sendable().
    std::optional<Secret> refresh_token();
    std::optional<Secret> client_secret();
    // The names they have in the store, for sentences.
    std::string refresh_token_key() const;
    std::string client_secret_key() const;

    // A token that a renewal gave in place of `old`, which is kept as its predecessor. Its date goes first, so
    // that the token never lies there without one. Does nothing when another token was put meanwhile, which is
    // the newer consent, or it was removed. That the predecessor cannot be kept is no error.
    void store_rotated(const Secret& old, const Secret& rotated);
    // A token of a new consent; it has no predecessor.
    void store_consent(const Secret& token, std::int64_t consent_at_ms);

    // Puts the predecessor of a token that was refused in its place; false, and nothing is done, where none is
    // kept.
    bool fall_back(const Secret& refused);
    // The token has worked. Fails silently: then it is kept until the next renewal. Does not throw.
    void forget_predecessor() noexcept;
    // The same, unless it is the predecessor of that token. Does not throw.
    void forget_void_predecessor(const std::optional<Secret>& refresh_token) noexcept;

    // For other processes and the next start; to fail costs them a request. Does not throw.
    void share_access(const Secret& refresh_token, const SharedAccess& access) noexcept;
    // What another process shared for this refresh token. What cannot be read is nothing. Does not throw.
    std::optional<SharedAccess> shared_access(const Secret& refresh_token) noexcept;

    // Whether Spotify has refused this token for this client id, in this process or another.
    bool is_refused(const Secret& refresh_token);
    // Remembers it at least in this object. Does not throw.
    void remember_refused(const Secret& refresh_token) noexcept;

    // Of this token; nothing while it is not known. Does not throw.
    std::optional<ConsentDate> consent_date(const Secret& refresh_token) noexcept;
    // A date with the token's mark in it. Fails silently: then the next start counts anew. Does not throw.
    ConsentDate set_consent_date(const Secret& refresh_token, std::int64_t consent_at_ms,
                                 int warned) noexcept;

    // All that a sign-in left here. The client secret stays: it is the app's and not the person's.
    void wipe();

    const std::string& account() const { return account_; }

private:
    std::string key(const char* name) const { return "account/" + account_ + '/' + name; }
    std::string mark_of(const Secret& refresh_token) const;
    std::optional<Secret> trimmed_secret(const char* name);
    std::optional<Secret> predecessor(const Secret& refresh_token);
    void copy_date(const Secret& from, const Secret& to) noexcept;
    ConsentDates dates();

    const std::string account_;
    const std::string client_id_;
    SecretStore& secrets_;
    StateStore& state_;
    std::string refused_mark_; // should the state store fail; guarded by the lock
};

} // namespace spotify::auth
