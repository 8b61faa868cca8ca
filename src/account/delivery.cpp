#include "account/delivery.hpp"

#include "api/command_request.hpp"
#include "api/decode_devices.hpp"

#include <utility>

namespace spotify::account {

namespace {

using How = player::FoundDevice::How;

// The device that a command has to reach by its id; empty: whichever is active.
std::string target_name(const player::Command& command, const std::string& zone) {
    if (const auto* transfer = std::get_if<player::Transfer>(&command)) {
        return transfer->device_name;
    }
    return std::holds_alternative<player::SetFavorite>(command) ? std::string{} : zone;
}

} // namespace

Delivery::Step Delivery::begin(const Shared<player::Device>& active,
                               const Shared<std::vector<player::Device>>& known) {
    name_ = target_name(pending_.command, pending_.zone);
    if (name_.empty()) {
        return request();
    }
    if (active && active->name == name_) {
        found_ = player::find_device({*active}, name_);
    }
    // What plays on a device tells that it is the active one, and the list may be of before.
    found_.is_active = found_.how == How::found;
    if (found_.how == How::absent && known) {
        found_ = player::find_device(*known, name_);
        found_.is_active = false;
    }
    const bool is_known = found_.how == How::found || found_.how == How::restricted;
    return is_known || pending_.look_ups >= Pending::max_look_ups ? send() : look_up();
}

Delivery::Step Delivery::next(Answer answer) {
    if (std::exchange(is_looking_up_, false)) {
        return looked_up(std::move(answer));
    }
    auto* response = std::get_if<net::Response>(&answer);
    const bool may_go_on = !name_.empty() && !devices_ && pending_.look_ups < Pending::max_look_ups &&
                           pending_.sends < Pending::max_sends;
    if (!may_go_on || response == nullptr || response->status != 404) {
        return Delivered{.answer = std::move(answer)};
    }
    // Nothing was done: the id is of yesterday, or the device sleeps.
    first_ = First{found_.id, wakes(), std::move(*response)};
    return look_up();
}

Delivery::Step Delivery::look_up() {
    is_looking_up_ = true;
    ++pending_.look_ups;
    return Request{.target = "/me/player/devices"};
}

Delivery::Step Delivery::looked_up(Answer answer) {
    const auto* response = std::get_if<net::Response>(&answer);
    if (response == nullptr || !response->ok()) {
        return Delivered{.answer = std::move(answer), .is_of_look_up = true};
    }
    try {
        devices_ = api::decode_devices(response->body);
    } catch (const json::NotJson&) {
        return Delivered{.unsent = {Result::remote, unreadable_devices}};
    }
    found_ = player::find_device(*devices_, name_);
    // The same again would come to the same, but where the device may have been waking since.
    if (first_ && found_.how == How::found && found_.id == first_->id && first_->wakes == !found_.is_active) {
        return Delivered{.answer = std::move(first_->response)};
    }
    return send();
}

Delivery::Step Delivery::send() {
    if (found_.how != How::found) {
        return Delivered{.unsent = {found_.how == How::restricted ? Result::forbidden : Result::no_target,
                                    player::sentence_for(found_, name_)}};
    }
    return request();
}

Request Delivery::request() {
    ++pending_.sends;
    const bool has_name = !name_.empty();
    auto made = api::request_of(pending_.command, has_name ? std::optional{found_.id} : std::nullopt,
                                has_name && wakes());
    return {.method = std::move(made.method), .target = std::move(made.target), .body = std::move(made.body)};
}

} // namespace spotify::account
