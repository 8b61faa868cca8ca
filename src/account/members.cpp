#include "account/members.hpp"

#include <algorithm>
#include <utility>

namespace spotify::account {

void Members::join(MemberId id, Membership membership) {
    members_.push_back({id, std::move(membership)});
}

void Members::leave(MemberId id) {
    std::erase_if(members_, [id](const Member& member) { return member.id == id; });
}

void Members::set_attention(MemberId id, player::Attention attention) {
    for (auto& member : members_) {
        if (member.id == id) {
            member.membership.attention = attention;
        }
    }
}

player::Attention Members::attention() const {
    auto most = player::Attention::none;
    for (const auto& member : members_) {
        most = std::max(most, member.membership.attention);
    }
    return most;
}

const Membership& Members::of(MemberId id) const {
    static const Membership unlimited;
    const auto found = std::ranges::find(members_, id, &Member::id);
    return found == members_.end() ? unlimited : found->membership;
}

std::vector<std::string> Members::zones() const {
    std::vector<std::string> zones;
    for (const auto& member : members_) {
        const auto& zone = member.membership.zone;
        if (!zone.empty() && std::ranges::find(zones, zone) == zones.end()) {
            zones.push_back(zone);
        }
    }
    return zones;
}

Members::Ceiling Members::ceiling_of(const player::Device& device) const {
    Ceiling ceiling;
    for (const auto& [id, membership] : members_) {
        const bool is_meant = membership.zone.empty() || membership.zone == device.name;
        if (is_meant && membership.volume_limit < ceiling.percent) {
            ceiling = {membership.volume_limit, id, membership.zone};
        }
    }
    return ceiling;
}

} // namespace spotify::account
