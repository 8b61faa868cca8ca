// The devices that share an account: how closely each is watched, which zone it is, how loud that may be.
#pragma once

#include "account/asked.hpp"
#include "player/pace.hpp"
#include "player/player_state.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace spotify {

// A zone of the account.
struct Membership {
    player::Attention attention = player::Attention::background;
    std::string zone;                // name of its Spotify Connect device; empty: whichever is active
    std::int64_t volume_limit = 100; // percent; nothing here is louder, whatever has set it
    bool operator==(const Membership&) const = default;
};

} // namespace spotify

namespace spotify::account {

class Members {
public:
    void join(MemberId id, Membership membership);
    void leave(MemberId id);
    void set_attention(MemberId id, player::Attention attention);

    bool empty() const { return members_.empty(); }
    player::Attention attention() const;     // the closest of theirs
    const Membership& of(MemberId id) const; // one with no limits where there is none
    std::vector<std::string> zones() const;  // each once

    // What a device may be at most, and the zone and member that say so.
    struct Ceiling {
        std::int64_t percent = 100;
        MemberId member = 0;
        std::string zone = {};
    };
    Ceiling ceiling_of(const player::Device& device) const;
    bool operator==(const Members&) const = default;

private:
    struct Member {
        MemberId id = 0;
        Membership membership;
        bool operator==(const Member&) const = default;
    };
    std::vector<Member> members_;
};

} // namespace spotify::account
