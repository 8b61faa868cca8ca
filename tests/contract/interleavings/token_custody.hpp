// Which refresh token the driver has to hold, by what has been delivered to it: the last one of a consent or of a
// rotation, until somebody signs out. A rotation's that is refused before it has worked once gives its place back to
// the one before, if that one is stored.
#pragma once

#include "net/message.hpp"
#include "tokens.hpp"

#include <optional>
#include <set>
#include <string>

namespace contract {

class TokenCustody {
public:
    explicit TokenCustody(const sim::Tokens& tokens)
        : tokens_(tokens) {}

    // What somebody else did to the store's token.
    void put(std::optional<std::string> token);
    // What the driver did: nothing is a sign-out.
    void stored(const std::optional<std::string>& token);
    // While it is full no consent's token can be kept. A rotation's is: it is tried again.
    void set_disk_full(bool full) { is_disk_full_ = full; }
    // The process ended while the disk was full.
    void lose_track() { is_lost_ = true; }
    bool is_disk_full() const { return is_disk_full_; }

    // An answer of the token endpoint to that form.
    void delivered(const std::string& form, const spotify::net::Response& response);

    // What is wrong with the store's token when nothing is under way; empty when nothing is, or nothing can be
    // said.
    std::string wrong_with(const std::optional<std::string>& token) const;

    // For a trace: the account, and whether it is its newest.
    std::string told(const std::string& refresh_token) const;

private:
    const sim::Tokens& tokens_;
    std::optional<std::string> expected_;
    std::optional<std::string> before_; // what the expected one replaced, until it has worked
    bool is_refused_ = false;           // the expected one, before it has worked
    std::set<std::string> consented_;   // delivered by a consent, and not in the store yet
    bool is_disk_full_ = false;
    bool is_lost_ = false;
};

} // namespace contract
