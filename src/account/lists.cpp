#include "account/lists.hpp"

#include "account/earliest.hpp"
#include "account/list_request.hpp"
#include "api/decode_contains.hpp"
#include "api/decode_devices.hpp"
#include "api/decode_me.hpp"
#include "api/refusal.hpp"

#include <algorithm>

namespace spotify::account {

using player::List;

namespace {

// One refusal may be passing; the second comes half a minute later.
constexpr unsigned believed_refusals = 2;

// Nothing there for this app, it seems (reference, section 7).
bool is_refused(api::Refusal refusal) {
    return refusal == api::Refusal::not_now || refusal == api::Refusal::not_found ||
           refusal == api::Refusal::scope || refusal == api::Refusal::request ||
           refusal == api::Refusal::premium;
}

bool can_be_favorite(const player::PlayerState& state) {
    return state.item->uri &&
           (state.item->content == player::Content::track || state.item->content == player::Content::episode);
}

} // namespace

void Lists::begin_anew() {
    plan_.begin_anew();
    account_name_.reset();
    favorite_.expect_nothing();
}

void Lists::forget(Turn& turn) {
    zones_.forget(turn);
    auto under_way = std::move(under_way_);
    *this = Lists{pictures_};
    plan_.begin_anew();
    under_way_ = std::move(under_way);
    if (under_way_) {
        under_way_->is_forgotten = true;
    }
}

void Lists::devices_are(std::vector<player::Device> devices, Turn& turn) {
    zones_.listed(devices, turn);
    devices_.update(std::move(devices));
    plan_.fetched(List::devices, turn.now());
}

void Lists::advance(const player::PlayerState& shown, player::Attention attention, Turn& turn) {
    const auto& moment = turn.moment();
    if (under_way_ || !moment.may_leave(api::Service::lists, api::Priority::list)) {
        return;
    }
    if (const auto check = favorite_.check(); check && check->at <= moment.now) {
        ask({.list = List::favorite, .item = check->uri, .is_check = true}, turn);
        return;
    }
    if (const auto at = zones_.check_at(); at && *at <= moment.now) { // whoever looks
        ask({.list = List::devices, .item = {}}, turn);
        return;
    }
    auto list = plan_.due(attention, moment.now);
    while (list == List::favorite && !can_be_favorite(shown)) { // there is nothing to ask about
        plan_.fetched(*list, moment.now);
        list = plan_.due(attention, moment.now);
    }
    if (list) {
        ask({.list = *list, .item = shown.item->uri}, turn);
    }
}

void Lists::ask(UnderWay what, Turn& turn) {
    if (what.list == List::devices) {
        zones_.asked(turn.now());
    }
    turn.act(Send{.ticket = {Ticket::Purpose::list}, .request = list_request(what.list, what.item)});
    under_way_ = std::move(what);
}

std::optional<TimePoint> Lists::due(player::Attention attention, const Moment& moment) const {
    const auto leaves_at = moment.leaves_at(api::Service::lists, api::Priority::list);
    if (under_way_ || !leaves_at) {
        return std::nullopt;
    }
    Earliest earliest;
    earliest.consider(plan_.next_due(attention));
    earliest.consider(zones_.check_at());
    if (const auto check = favorite_.check()) {
        earliest.consider(check->at);
    }
    return earliest.at ? std::optional{std::max(*earliest.at, *leaves_at)} : std::nullopt;
}

std::optional<Pending> Lists::answered(const Answer& answer, Turn& turn) {
    const auto asked = std::exchange(under_way_, std::nullopt);
    if (!asked || asked->is_forgotten) {
        return std::nullopt;
    }
    const auto& moment = turn.moment();
    const auto* response = std::get_if<net::Response>(&answer);
    const auto refusal = response != nullptr ? api::judge(*response).refusal : api::Refusal::server;
    if (refusal == api::Refusal::token && !moment.has_access()) {
        return std::nullopt; // due still, with another token
    }
    try {
        if (refusal == api::Refusal::none) {
            auto not_so = adopt(*asked, response->body, turn);
            if (!asked->is_check) {
                plan_.fetched(asked->list, moment.now);
            }
            return not_so;
        }
    } catch (const json::NotJson&) { // like any other failure
    }
    unreadable(*asked, is_refused(refusal), moment);
    return std::nullopt;
}

void Lists::unreadable(const UnderWay& asked, bool is_refused, const Moment& moment) {
    if (asked.list == List::favorite) {
        favorite_.unreadable(asked.item.value_or(""), moment.now);
    }
    if (asked.is_check) {
        return;
    }
    if (!is_refused) {
        plan_.failed(asked.list, moment.now, moment.jitter);
        return;
    }
    plan_.refused(asked.list, moment.now, moment.jitter);
    if (plan_.failures(asked.list) >= believed_refusals) {
        clear(asked.list); // what it was is not known to be so still
    }
}

void Lists::clear(List list) {
    switch (list) {
    case List::account:
        return account_name_.reset();
    case List::queue:
        return queue_.reset();
    case List::favorite:
        return favorite_.clear();
    case List::devices:
        return devices_.reset();
    case List::playlists:
        return playlists_.reset();
    }
}

std::optional<Pending> Lists::adopt(const UnderWay& asked, const std::string& body, Turn& turn) {
    switch (asked.list) {
    case List::account:
        account_name_.update(api::decode_me(body).display_name.value());
        break;
    case List::queue:
        queue_.update(api::decode_queue(body, pictures_).queue);
        break;
    case List::favorite:
        return adopt_favorite(asked, body, turn.now());
    case List::devices:
        devices_are(api::decode_devices(body), turn);
        break;
    case List::playlists:
        playlists_.update(api::decode_playlists(body, pictures_).playlists);
        break;
    }
    return std::nullopt;
}

std::optional<Pending> Lists::adopt_favorite(const UnderWay& asked, const std::string& body, TimePoint now) {
    const auto flags = api::decode_contains(body);
    if (asked.item && flags.size() == 1 && flags.front()) {
        return favorite_.read(*asked.item, *flags.front(), now);
    }
    favorite_.unreadable(asked.item.value_or(""), now);
    return std::nullopt;
}

} // namespace spotify::account
