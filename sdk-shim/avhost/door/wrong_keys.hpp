// How often somebody may be wrong about the access key. A value; time is handed in.
#pragma once

#include "door/allowance.hpp"
#include "door/key_ring.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace avhost::door {

// Wrong keys are counted by address (of IPv6 by its /64, of which one machine may have all) and altogether.
// The same wrong key again is no new guess and is not counted: a panel whose key was taken away asks on and
// on. Who has shown a right key from an address is not kept out by what others guess elsewhere, nor, with that
// key, by what others guess from the same address.
class WrongKeys {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::seconds;

    static constexpr unsigned most_of_one = 5;   // then a wait, and one more each
    static constexpr Duration earned_by_one{12}; // of these
    static constexpr unsigned most_of_all = 30;  // the same for everybody together
    static constexpr Duration earned_by_all{2};
    static constexpr std::size_t most_addresses =
        4096; // remembered; beyond it, those heard of longest ago go

    // How long this address has to wait before a key of it is looked at, rounded up to seconds; nothing: now.
    std::optional<Duration> wait(const std::string& address, Time now) const;

    // False for one that this address has shown already, of the last ones.
    bool wrong(const std::string& address, const Digest& key, Time now);
    void right(const std::string& address, const Digest& key, Time now);
    // Whether this key was right when this address showed it; the waiting is not for that one.
    bool was_right(const std::string& address, const Digest& key) const;

    std::uint64_t counted() const { return counted_; } // wrong keys since the start

private:
    struct Address {
        Allowance guesses{most_of_one, earned_by_one};
        std::vector<Digest> wrong; // the last ones, each once
        std::vector<Digest> right; // likewise
        Time heard{};
        bool is_known() const { return !right.empty(); }
    };
    static constexpr std::size_t most_keys = 8; // remembered of an address, of either kind

    static bool remember(std::vector<Digest>& keys, const Digest& key); // false: it was there

    Address& of(const std::string& address, Time now);

    std::map<std::string, Address> addresses_;
    Allowance all_{most_of_all, earned_by_all};
    std::uint64_t counted_ = 0;
};

// What an address is counted under: an IPv4 literal as it is, also where it comes in the clothes of IPv6; of
// an IPv6 literal its first four groups.
std::string counted_as(const std::string& address);

} // namespace avhost::door
