#include "account/lists.hpp"

#include "api/decode_contains.hpp"
#include "api/decode_devices.hpp"
#include "api/decode_me.hpp"
#include "api/refusal.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace spotify::account {

using player::List;

namespace {

// One refusal may be passing; the second comes half a minute later.
constexpr unsigned believed_refusals = 2;

api::Service service_of(List list) {
    return list == List::playlists || list == List::favorite || list == List::account ? api::Service::lists
                                                                                      : api::Service::web_api;
}

std::string target_of(List list, const std::optional<std::string>& item) {
    switch (list) {
    case List::account:
        return "/me";
    case List::queue:
        return "/me/player/queue";
    case List::favorite:
        return "/me/library/contains?uris=" + net::percent_encoded(item.value_or(""));
    case List::devices:
        return "/me/player/devices";
    case List::playlists:
        break;
    }
    return "/me/playlists?limit=50";
}

// Nothing there for this app, it seems (reference, section 7).
bool is_refused(api::Refusal refusal) {
    return refusal == api::Refusal::not_now || refusal == api::Refusal::not_found ||
           refusal == api::Refusal::scope || refusal == api::Refusal::request ||
           refusal == api::Refusal::premium;
}

bool can_be_favorite(const player::PlayerState& state) {
    return state.uri &&
           (state.content == player::Content::track || state.content == player::Content::episode);
}

} // namespace

void Lists::begin_anew() {
    plan_.begin_anew();
    account_name_.reset();
}

void Lists::forget() {
    auto under_way = std::move(under_way_);
    *this = Lists{pictures_};
    plan_.begin_anew();
    under_way_ = std::move(under_way);
    if (under_way_) {
        under_way_->is_forgotten = true;
    }
}

void Lists::devices_are(std::vector<player::Device> devices, TimePoint now) {
    devices_ = std::move(devices);
    plan_.fetched(List::devices, now);
}

void Lists::advance(const player::PlayerState& shown, player::Attention attention, Turn& turn) {
    const auto& moment = turn.moment();
    if (under_way_ || !moment.may_leave(api::Service::lists, api::Priority::list)) {
        return;
    }
    auto list = plan_.due(attention, moment.now);
    while (list == List::favorite && !can_be_favorite(shown)) { // there is nothing to ask about
        plan_.fetched(*list, moment.now);
        list = plan_.due(attention, moment.now);
    }
    if (!list) {
        return;
    }
    under_way_ = UnderWay{*list, shown.uri};
    turn.act(Send{.ticket = {Ticket::Purpose::list},
                  .request = {.target = target_of(*list, shown.uri),
                              .service = service_of(*list),
                              .priority = api::Priority::list}});
}

std::optional<TimePoint> Lists::due(player::Attention attention, const Moment& moment) const {
    const auto next = plan_.next_due(attention);
    const auto leaves_at = moment.leaves_at(api::Service::lists, api::Priority::list);
    if (under_way_ || !leaves_at || !next) {
        return std::nullopt;
    }
    return std::max(*next, *leaves_at);
}

void Lists::answered(const Answer& answer, Turn& turn) {
    const auto asked = std::exchange(under_way_, std::nullopt);
    if (!asked || asked->is_forgotten) {
        return;
    }
    const auto& moment = turn.moment();
    const auto* response = std::get_if<net::Response>(&answer);
    const auto refusal = response != nullptr ? api::judge(*response).refusal : api::Refusal::server;
    if (refusal == api::Refusal::token && !moment.has_access()) {
        return; // due still, with another token
    }
    if (is_refused(refusal)) {
        plan_.refused(asked->list, moment.now, moment.jitter);
        if (plan_.failures(asked->list) >= believed_refusals) {
            clear(asked->list); // what it was is not known to be so still
        }
        return;
    }
    try {
        if (refusal == api::Refusal::none) {
            adopt(*asked, response->body);
            plan_.fetched(asked->list, moment.now);
            return;
        }
    } catch (const json::NotJson&) { // like any other failure
    }
    plan_.failed(asked->list, moment.now, moment.jitter);
}

void Lists::clear(List list) {
    switch (list) {
    case List::account:
        return account_name_.reset();
    case List::queue:
        return queue_.reset();
    case List::favorite:
        return favorite_.reset();
    case List::devices:
        return devices_.reset();
    case List::playlists:
        return playlists_.reset();
    }
}

void Lists::adopt(const UnderWay& asked, const std::string& body) {
    switch (asked.list) {
    case List::account:
        account_name_ = api::decode_me(body).display_name;
        return;
    case List::queue:
        queue_ = api::decode_queue(body, pictures_).queue;
        return;
    case List::favorite:
        if (const auto flags = api::decode_contains(body); asked.item && flags.size() == 1 && flags.front()) {
            favorite_ = {*asked.item, *flags.front()};
        }
        return;
    case List::devices:
        devices_ = api::decode_devices(body);
        return;
    case List::playlists:
        playlists_ = api::decode_playlists(body, pictures_).playlists;
        return;
    }
}

std::optional<bool> Lists::favorite(const std::optional<std::string>& uri) const {
    return favorite_ && uri == favorite_->first ? std::optional{favorite_->second} : std::nullopt;
}

} // namespace spotify::account
