#include "account/unknown_zones.hpp"

#include "base/names.hpp"

#include <algorithm>
#include <utility>

namespace spotify::account {

void UnknownZones::remember(const std::string& text) {
    seen_ = SeenNames::parse(text);
}

void UnknownZones::forget(Turn& turn) {
    if (!seen_.all().empty()) {
        turn.act(Remember{Memory::device_names, {}});
    }
    *this = {};
}

void UnknownZones::advance(std::vector<std::string> zones) {
    zones_ = std::move(zones);
    std::erase_if(missing_, [this](const Missing& one) {
        return seen_.contains(one.zone) || std::ranges::find(zones_, one.zone) == zones_.end();
    });
    for (const auto& zone : zones_) {
        const bool is_there = std::ranges::find(missing_, zone, &Missing::zone) != missing_.end();
        if (!is_there && !seen_.contains(zone)) {
            missing_.push_back({zone});
            asked_at_.reset();
            pauses_ = 0;
        }
    }
}

void UnknownZones::listed(const std::vector<player::Device>& devices, Turn& turn) {
    const auto are_new = std::ranges::count_if(devices, [this](const auto& device) { return saw(device); });
    for (auto& missing : missing_) {
        if (missing.text.empty() || are_new > 0) {
            missing.text = sentence_for(missing.zone);
        }
    }
    if (are_new > 0) {
        keep(turn);
    }
}

void UnknownZones::playing(const player::Device& device, Turn& turn) {
    if (!saw(device)) {
        return;
    }
    for (auto& missing : missing_) {
        if (!missing.text.empty()) { // the new name may be nearer
            missing.text = sentence_for(missing.zone);
        }
    }
    keep(turn);
}

bool UnknownZones::saw(const player::Device& device) {
    const bool is_new = seen_.add(device.name, zones_);
    if (is_new) {
        std::erase_if(missing_, [&](const Missing& one) { return one.zone == device.name; });
    }
    return is_new;
}

void UnknownZones::keep(Turn& turn) {
    turn.act(Remember{Memory::device_names, seen_.text()});
}

std::optional<TimePoint> UnknownZones::check_at() const {
    if (missing_.empty()) {
        return std::nullopt;
    }
    if (!asked_at_) {
        return TimePoint{};
    }
    const auto doublings = std::min(pauses_ > 0 ? pauses_ - 1 : 0, 10U);
    return *asked_at_ + std::min(first_pause * (1U << doublings), max_pause);
}

void UnknownZones::asked(TimePoint now) {
    asked_at_ = now;
    ++pauses_;
}

void UnknownZones::wanted() {
    pauses_ = 0;
}

std::vector<UnknownZone> UnknownZones::found() const {
    std::vector<UnknownZone> found;
    for (const auto& [zone, text] : missing_) {
        if (!text.empty()) {
            found.push_back({zone, text});
        }
    }
    return found;
}

std::string UnknownZones::sentence_for(const std::string& zone) const {
    const auto never = "Spotify has never shown a device \"" + zone + "\" on this account";
    const auto switch_on = "switch on \"" + zone + "\" and open Spotify there once";
    const auto meant = nearest_name(zone, seen_.all());
    if (!meant) {
        return never + ": correct zone in the config, or " + switch_on;
    }
    const auto but = never + ", but \"" + meant->name + '"';
    return meant->is_same_to_readers ? but + ": write zone in the config to the letter"
                                     : but + ": correct zone in the config, or " + switch_on;
}

} // namespace spotify::account
