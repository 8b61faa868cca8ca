// Zones whose names Spotify has never shown on this account: a wrong name, most often. It is found once a list of devices
// was read that does not have the name, and is over when the name shows up anywhere. A zone that was seen before and is
// not listed now sleeps.
#pragma once

#include "account/moment.hpp"
#include "account/seen_names.hpp"
#include "account/turn.hpp"
#include "account/view.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace spotify::account {

class UnknownZones {
public:
    // Between two lists that are read for this alone: the first pause, and what doubling it comes to.
    static constexpr std::chrono::minutes first_pause{1};
    static constexpr std::chrono::minutes max_pause{60};

    void remember(const std::string& text); // what Remember kept
    void forget(Turn& turn);                // of an account that has signed out

    // Those of the members now.
    void advance(std::vector<std::string> zones);

    // A list of devices was read.
    void listed(const std::vector<player::Device>& devices, Turn& turn);
    // The player told of that device.
    void playing(const player::Device& device, Turn& turn);

    // When the list is to be read for this; nothing: every zone was seen.
    std::optional<TimePoint> check_at() const;
    void asked(TimePoint now); // the list is on its way, for whatever reason
    void wanted();             // a person wants to know: the pauses begin anew

    std::vector<UnknownZone> found() const;
    bool operator==(const UnknownZones&) const = default;

private:
    struct Missing {
        std::string zone;
        std::string text = {}; // empty: no list was read yet
        bool operator==(const Missing&) const = default;
    };
    bool saw(const player::Device& device); // whether its name is new
    void keep(Turn& turn);
    std::string sentence_for(const std::string& zone) const;

    SeenNames seen_;
    std::vector<std::string> zones_;    // of the members
    std::vector<Missing> missing_;      // those of them that were not seen
    std::optional<TimePoint> asked_at_; // nothing: not since a zone came that was not seen
    unsigned pauses_ = 0;               // since then, or since a person wanted to know
};

} // namespace spotify::account
