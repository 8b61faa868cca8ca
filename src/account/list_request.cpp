#include "account/list_request.hpp"

#include "net/url.hpp"

namespace spotify::account {

using player::List;

namespace {

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

} // namespace

Request list_request(List list, const std::optional<std::string>& item) {
    return {.target = target_of(list, item), .service = service_of(list), .priority = api::Priority::list};
}

} // namespace spotify::account
