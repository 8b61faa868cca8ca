// The way of one command to its device: a request, and before or after it a look-up of the device's name, for ids
// change and devices come and go. A sequence of steps, one exchange each. Pure.
#pragma once

#include "account/effects.hpp"
#include "account/inputs.hpp"
#include "account/pending.hpp"
#include "player/command.hpp"
#include "player/zone.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spotify::account {

inline constexpr const char* unreadable_devices = "Spotify's list of devices cannot be read: try again";

class Delivery {
public:
    // What came of it: of its last exchange, or why there was none.
    struct Delivered {
        std::optional<Answer> answer = std::nullopt;
        Outcome unsent = {};
        bool is_of_look_up = false; // the answer; of the command nothing was sent
    };
    using Step = std::variant<Request, Delivered>;

    explicit Delivery(Pending pending)
        : pending_(std::move(pending)) {}

    // `active` is the device that plays, `known` the list as it was fetched last; nothing where they are not known.
    Step begin(const Shared<player::Device>& active, const Shared<std::vector<player::Device>>& known);
    Step next(Answer answer);

    const Pending& pending() const { return pending_; }
    Pending& pending() { return pending_; }
    // The list, where it was looked up on the way.
    const std::optional<std::vector<player::Device>>& devices() const { return devices_; }
    bool operator==(const Delivery&) const = default;

private:
    Step look_up();
    Step looked_up(Answer answer);
    Step send();
    Request request();
    bool wakes() const { return std::holds_alternative<player::Play>(pending_.command) && !found_.is_active; }

    // What the id was that an answer 404 came to, and the answer.
    struct First {
        std::string id;
        bool wakes = false;
        net::Response response;
        bool operator==(const First&) const = default;
    };

    Pending pending_;
    std::string name_; // of the device; empty: no id is needed
    player::FoundDevice found_;
    std::optional<std::vector<player::Device>> devices_;
    std::optional<First> first_;
    bool is_looking_up_ = false;
};

} // namespace spotify::account
