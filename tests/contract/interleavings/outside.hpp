// What happens to an account without the driver's doing, in the simulator's own words: people at other players,
// and troubles of Spotify, of the network and of the controller, which end again.
#pragma once

#include "faulty_spotify.hpp"
#include "site.hpp"

#include <string>

namespace contract {

// All by chance. Each puts what it did into the trace.
class Outside {
public:
    // All outlive this.
    Outside(FaultySpotify& spotify, Site& site, Trace& trace, sim::Random& chance)
        : spotify_(spotify)
        , site_(site)
        , trace_(trace)
        , chance_(chance) {}

    void somebody_plays();
    void settings_change(); // those that are no trouble

    void limits();        // 429 with and without QUOTA_EXCEEDED
    void answers_fail();  // a few answers to some path
    void account_fails(); // Premium, the app's list, scopes, tokens
    void network_fails();
    void disk_fails();
    void cure(); // of all that

private:
    void player(const std::string& json);
    void account(const std::string& method, const std::string& rest, const std::string& json);
    void settings(const std::string& json);

    FaultySpotify& spotify_;
    Site& site_;
    Trace& trace_;
    sim::Random& chance_;
};

} // namespace contract
