// The session's commands: waiting, sending one at a time, what is promised meanwhile, and what comes of them.
#include "session.hpp"

#include "api/command_request.hpp"
#include "api/decode_devices.hpp"
#include "clock_text.hpp"
#include "player/zone.hpp"
#include "wall_clock.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

namespace {

// How old an answer may be to let a command count as done already. Somebody may have touched the player
// since.
constexpr std::chrono::seconds fresh_enough{3};

// Between two requests for a volume or a position: a finger on a slider is a handful of requests, not one for
// each pixel.
constexpr std::chrono::milliseconds slider_spacing{600};

template <typename Kind>
bool is(const player::Command& command) {
    return std::holds_alternative<Kind>(command);
}

bool is_slider(const player::Command& command) {
    return is<player::SetVolume>(command) || is<player::Seek>(command);
}

// Reads show what these come to later, and until then nothing says that they were done.
bool changes_item(const player::Command& command) {
    return is<player::Next>(command) || is<player::Previous>(command) || is<player::PlayUri>(command) ||
           is<player::Transfer>(command);
}

// The device that a command has to reach by its id; empty: whichever is active.
std::string target_name(const player::Command& command, const std::string& zone) {
    if (const auto* transfer = std::get_if<player::Transfer>(&command)) {
        return transfer->device_name;
    }
    return is<player::SetFavorite>(command) ? std::string{} : zone;
}

} // namespace

void Session::complete(Waiting& waiting, const Outcome& outcome) {
    if (const auto done = std::exchange(waiting.done, {})) {
        done(outcome);
    }
}

Session::Waiting Session::waiting_for(SessionListener* owner, std::chrono::milliseconds limit,
                                      Completion done) {
    const auto now = clock_now();
    Waiting waiting{.id = ++last_id_, .owner = owner, .deadline = now + limit, .done = std::move(done)};
    waiting.pressed = now;
    if (owner != nullptr) {
        waiting.zone = membership_of(*owner).zone;
    }
    return waiting;
}

bool Session::is_refused(Waiting& waiting, TimePoint now) {
    if (ending_) {
        complete(waiting, {Result::canceled, "The device was stopped"});
        return true;
    }
    if (const auto refusal = outcome_without_sending(now)) {
        complete(waiting, *refusal);
        return true;
    }
    return false;
}

Session::CommandId Session::refresh(SessionListener& owner, std::chrono::milliseconds limit,
                                    Completion done) {
    const std::lock_guard lock(mutex_);
    auto waiting = waiting_for(&owner, limit, std::move(done));
    const auto id = waiting.id;
    if (!is_refused(waiting, clock_now())) {
        refreshes_.push_back(std::move(waiting));
        pump();
    }
    return id;
}

Session::CommandId Session::submit(SessionListener& owner, const player::Wish& wish,
                                   std::chrono::milliseconds limit, Completion done) {
    const std::lock_guard lock(mutex_);
    const auto now = clock_now();
    auto waiting = waiting_for(&owner, limit, std::move(done));
    const auto id = waiting.id;
    if (is_refused(waiting, now)) {
        return id;
    }
    const auto& member = membership_of(owner);
    // Decided by what the person saw when pressing.
    auto resolved = player::resolve(wish, {shown_, now, favorite_shown(), member.volume_limit, member.zone},
                                    volume_memory_);
    if (!resolved.command) {
        complete(waiting, resolved.outcome);
        return id;
    }
    if (is<player::SetVolume>(*resolved.command)) {
        end_fade({Result::canceled, "Another volume was asked for"});
    }
    waiting.command = std::move(*resolved.command);
    enqueue(std::move(waiting), now);
    return id;
}

bool Session::is_settled(TimePoint now) const {
    return !in_flight_ && commands_.empty() && settling_.empty() && answered_ && failures_ == 0 &&
           now - last_look_ <= fresh_enough;
}

void Session::enqueue(Waiting waiting, TimePoint now) {
    for (auto older = commands_.begin(); older != commands_.end();) {
        switch (player::meet(waiting.command, older->command)) {
        case player::Meeting::apart:
            ++older;
            break;
        case player::Meeting::replaces: // nobody wants a queue of old wishes played back
            complete(*older, {Result::canceled, "A newer command took its place"});
            older = commands_.erase(older);
            break;
        case player::Meeting::cancels:
            complete(*older, {});
            commands_.erase(older);
            complete(waiting, {});
            reckon(now);
            pump();
            return;
        }
    }
    const auto steps =
        std::ranges::count_if(commands_, [](const Waiting& one) { return player::is_step(one.command); });
    if (player::is_step(waiting.command) && steps >= static_cast<std::ptrdiff_t>(player::most_steps)) {
        complete(waiting, {Result::busy, "Too many presses are waiting: try again in a moment"});
        return;
    }
    const bool is_here = waiting.zone.empty() || !is<player::Play>(waiting.command) ||
                         (shown_.state.device && shown_.state.device->name == waiting.zone);
    if (is_settled(now) && is_here && player::is_fulfilled(waiting.command, shown_.state)) {
        complete(waiting, {});
        return;
    }
    commands_.push_back(std::move(waiting));
    reckon(now);
    pump();
}

void Session::reckon(TimePoint now) {
    auto shown = believed_;
    for (const auto& one : settling_) {
        shown = player::promised(std::move(shown), one.command, one.at);
    }
    if (in_flight_) {
        shown = player::promised(std::move(shown), in_flight_->command, in_flight_->pressed);
    }
    for (const auto& waiting : commands_) {
        shown = player::promised(std::move(shown), waiting.command, waiting.pressed);
    }
    if (!shown.anchor.progress_ms) {
        shown.anchor.at = now;
    }
    shown_ = player::steadied(shown_, std::move(shown));
}

bool Session::cancel(CommandId id) {
    const std::lock_guard lock(mutex_);
    const Outcome canceled{Result::canceled, "The command was taken back before it was sent"};
    const auto drop = [&](Waiting& waiting) {
        if (waiting.id == id) {
            complete(waiting, canceled);
            return true;
        }
        return false;
    };
    if (std::erase_if(commands_, drop) > 0) {
        reckon(clock_now());
        pump();
        return true;
    }
    if (fade_ && fade_->waiting.id == id) {
        end_fade({Result::canceled, "The fade was ended where it was"});
        return true;
    }
    if (std::erase_if(refreshes_, drop) > 0 || std::erase_if(looked_for_, drop) > 0 ||
        std::erase_if(searches_, drop) > 0) {
        return true;
    }
    const auto end_listening = [&](Errand& errand) {
        const bool listens = errand.waiting.id == id && errand.listening != nullptr;
        if (listens) {
            complete(errand, canceled);
        }
        return listens;
    };
    if (std::erase_if(errands_, end_listening) > 0) {
        return true;
    }
    const bool is_errand = std::ranges::any_of(
        errands_, [id](const Errand& errand) { return errand.waiting.id == id; }); // goes on
    return is_errand || (in_flight_ && in_flight_->id == id && in_flight_->done) ||
           (verification_ && verification_->waiting.id == id);
}

// What a command comes to at once when nothing may or can be sent.
std::optional<Outcome> Session::outcome_without_sending(TimePoint now) const {
    if (const auto closed = waits_until(now)) {
        return Outcome{Result::rate_limited,
                       "Spotify asked to be left alone until " + clock_time(epoch_ms_of(*closed))};
    }
    if (const auto spent = governor_.spent_until(api::Priority::command, now)) {
        return budget_is_spent(*spent);
    }
    using State = auth::SignIn::State;
    const auto sign_in = keeper_->sign_in();
    switch (sign_in.state) {
    case State::missing:
    case State::refused:
        return Outcome{Result::sign_in_needed, sign_in.text};
    case State::client_wrong:
        return Outcome{Result::forbidden, sign_in.text};
    case State::trouble:
    case State::storage:
        if (!keeper_->access(now)) {
            return Outcome{Result::offline, sign_in.text};
        }
        break;
    case State::waiting:
        if (!keeper_->access(now)) {
            return Outcome{Result::rate_limited, sign_in.text};
        }
        break;
    case State::unknown:
    case State::good:
        break;
    }
    return std::nullopt;
}

Outcome Session::held_back(TimePoint now) const {
    return outcome_without_sending(now).value_or(
        Outcome{Result::rate_limited, "There were too many requests at once: try again in a moment"});
}

Outcome Session::budget_is_spent(TimePoint until) const {
    return {Result::rate_limited, "The day's budget of " + std::to_string(governor_.requests_per_day()) +
                                      " requests is used up until " + clock_time(epoch_ms_of(until)) +
                                      "; requests_per_day in the config sets it"};
}

void Session::refuse_waiting(const Outcome& outcome) {
    if (!commands_.empty()) {
        auto refused = std::exchange(commands_, {});
        for (auto& waiting : refused) {
            complete(waiting, outcome);
        }
        reckon(clock_now());
    }
    complete_all(refreshes_, outcome);
    settle_verification(std::nullopt, outcome);
}

// Drops what nobody waits for any more.
void Session::expire(TimePoint now) {
    const auto drop = [&](Waiting& waiting) {
        const bool late = now >= waiting.deadline;
        if (late) {
            complete(waiting, {Result::timeout, "It was not done in time and is dropped"});
        }
        return late;
    };
    if (std::erase_if(commands_, drop) > 0) {
        reckon(now);
    }
    std::erase_if(refreshes_, drop);
    std::erase_if(looked_for_, drop);
    std::erase_if(searches_, drop);
    if (verification_ && drop(verification_->waiting)) {
        verification_.reset();
    }
}

std::optional<std::size_t> Session::next_command(TimePoint now) const {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        if (now >= slider_free_at_ || !is_slider(commands_[i].command)) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<TimePoint> Session::next_command_at() const {
    return commands_.empty() ? std::nullopt : std::optional{slider_free_at_};
}

void Session::begin_command(const auth::TokenKeeper::Access& access, std::size_t index) {
    in_flight_ = std::move(commands_[index]);
    commands_.erase(commands_.begin() + static_cast<std::ptrdiff_t>(index));
    Waiting what = *in_flight_;
    what.done = {};
    lanes_.urgent.post([self = shared_from_this(), access, what = std::move(what),
                        active = believed_.state.device,
                        devices = devices_.value_or(std::vector<player::Device>{})] {
        self->send(access, what, active, devices);
    });
}

void Session::send(const auth::TokenKeeper::Access& access, const Waiting& waiting,
                   const std::optional<player::Device>& active, std::vector<player::Device> devices) {
    if (!enter()) {
        return;
    }
    auto delivery = deliver(access, waiting, active, std::move(devices));
    const std::lock_guard lock(mutex_);
    if (!ending_) {
        finish_command(std::move(delivery));
        pump();
    }
    leave();
}

// Ids change and devices come and go, so a name is looked up in what is known, then asked for, once.
Session::Delivery Session::deliver(const auth::TokenKeeper::Access& access, const Waiting& waiting,
                                   const std::optional<player::Device>& active,
                                   std::vector<player::Device> devices) {
    using How = player::FoundDevice::How;
    const auto deadline = std::min(waiting.deadline, clock_now() + exchange_limit);
    const auto ask = [&](const std::optional<std::string>& id, bool wakes) {
        const auto request = api::request_of(waiting.command, id, wakes);
        return exchange(access, {.method = request.method, .target = request.target, .body = request.body},
                        deadline);
    };
    const auto name = target_name(waiting.command, waiting.zone);
    if (name.empty()) {
        return {.answer = ask(std::nullopt, false)};
    }
    Delivery delivery;
    auto found =
        active && active->name == name ? player::find_device({*active}, name) : player::FoundDevice{};
    // What plays on a device tells that it is the active one, and the list may be of before.
    found.is_active = found.how == How::found;
    if (found.how == How::absent) {
        found = player::find_device(devices, name);
        found.is_active = false;
    }
    const auto look_up = [&]() -> bool { // false: the answer to that is the outcome
        auto answer = exchange(access, {.method = "GET", .target = "/me/player/devices"}, deadline);
        const auto* response = std::get_if<net::Response>(&answer.result);
        if (response == nullptr || !response->ok()) {
            delivery.answer = std::move(answer);
            return false;
        }
        try {
            delivery.devices = api::decode_devices(response->body);
        } catch (const json::NotJson&) {
            delivery.unsent = {Result::remote, "Spotify's list of devices cannot be read: try again"};
            return false;
        }
        found = player::find_device(*delivery.devices, name);
        return true;
    };
    if (found.how != How::found && found.how != How::restricted && !look_up()) {
        return delivery;
    }
    for (bool again = false;; again = true) {
        if (found.how != How::found) {
            delivery.unsent = {found.how == How::restricted ? Result::forbidden : Result::no_target,
                               player::sentence_for(found.how, name)};
            return delivery;
        }
        const auto id = found.id;
        const bool wakes = is<player::Play>(waiting.command) && !found.is_active;
        delivery.answer = ask(id, wakes);
        const auto* response = std::get_if<net::Response>(&delivery.answer->result);
        if (again || delivery.devices || response == nullptr || response->status != 404) {
            return delivery;
        }
        // Nothing was done: the id is of yesterday, or the device sleeps.
        auto first = std::move(delivery.answer);
        delivery.answer.reset();
        if (!look_up()) {
            return delivery;
        }
        if (found.how == How::found && found.id == id && wakes == !found.is_active) {
            delivery.answer = std::move(first);
            return delivery;
        }
    }
}

void Session::command_succeeded(Waiting waiting, TimePoint now) {
    // Done, or so Spotify says; reads may lag behind for a while.
    settling_.push_back({waiting.command, waiting.pressed, now + player::settling_time});
    if (changes_item(waiting.command)) {
        change_expected_until_ = now + player::settling_time;
    }
    if (is<player::Transfer>(waiting.command) || is<player::Play>(waiting.command) ||
        is<player::PlayUri>(waiting.command)) {
        waking_until_ = now + player::settling_time;
    }
    if (is_slider(waiting.command)) {
        slider_free_at_ = now + slider_spacing;
    }
    if (const auto* favorite = std::get_if<player::SetFavorite>(&waiting.command)) {
        favorite_ = {favorite->uri, favorite->favorite};
    } else {
        next_look_ = std::min(next_look_, now + settings_.pace.after_command);
    }
    if (is<player::Enqueue>(waiting.command) || is<player::SetShuffle>(waiting.command)) {
        lists_.wanted(player::List::queue, now + settings_.pace.after_command_again);
    }
    reckon(now);
    complete(waiting, {});
}

void Session::finish_command(Delivery delivery) {
    const auto now = clock_now();
    auto waiting = std::move(*in_flight_);
    in_flight_.reset();
    if (delivery.devices) {
        devices_ = std::move(delivery.devices);
        lists_.fetched(player::List::devices, now);
    }
    const auto fail = [&](const Outcome& outcome) {
        next_look_ =
            std::min(next_look_, now + settings_.pace.after_command); // what it did is not known for certain
        reckon(now);
        publish(now); // what is shown first: whoever hears of the outcome finds the state that goes with it
        complete(waiting, outcome);
    };
    if (!delivery.answer) {
        fail(delivery.unsent);
        return;
    }
    if (const auto* error = std::get_if<net::NetError>(&delivery.answer->result)) {
        if (error->failure() == net::Failure::withheld) {
            fail(held_back(now));
            return;
        }
        const bool late = error->failure() == net::Failure::timeout;
        const char* doubt = error->sent() && !player::is_idempotent(waiting.command)
                                ? "; it may have been done, and is not sent again"
                                : "";
        fail({late ? Result::timeout : Result::offline,
              "Spotify could not be reached: " + std::string{error->what()} + doubt});
        return;
    }
    const auto verdict = api::judge(std::get<net::Response>(delivery.answer->result));
    switch (verdict.refusal) {
    case api::Refusal::none:
        command_succeeded(std::move(waiting), now);
        return;
    case api::Refusal::token: {
        // It was not done: the token was looked at first.
        keeper_->rejected(delivery.answer->generation, now);
        const bool is_replaced = std::ranges::any_of(commands_, [&](const Waiting& newer) {
            return player::meet(newer.command, waiting.command) == player::Meeting::replaces;
        });
        if (is_replaced) {
            complete(waiting, {Result::canceled, "A newer command took its place"});
            return;
        }
        if (!waiting.replayed) {
            waiting.replayed = true; // once, with a new token; the promise stands
            commands_.insert(commands_.begin(), std::move(waiting));
            return;
        }
        fail({Result::sign_in_needed, verdict.text});
        return;
    }
    case api::Refusal::not_now: {
        const bool is_transport = is<player::Play>(waiting.command) || is<player::Pause>(waiting.command);
        if (is_transport && !verification_ && commands_.empty()) {
            // Spotify answers so too when it plays, or is paused, already.
            const bool playing = is<player::Play>(waiting.command);
            reckon(now);
            next_look_ = now;
            verification_ = Verification{std::move(waiting), playing, verdict.text};
            return;
        }
        fail({Result::forbidden, verdict.text});
        return;
    }
    case api::Refusal::rate:
        fail(held_back(now));
        return;
    case api::Refusal::no_device:
    case api::Refusal::not_found:
        fail({Result::no_target, verdict.text});
        return;
    case api::Refusal::server:
    case api::Refusal::request:
        fail({Result::remote, verdict.text});
        return;
    case api::Refusal::scope:
        fail({Result::sign_in_needed, verdict.text});
        return;
    case api::Refusal::premium:
    case api::Refusal::owner_premium:
    case api::Refusal::not_listed:
    case api::Refusal::device_restricted:
    case api::Refusal::volume_fixed:
        if (is<player::SetVolume>(waiting.command) && believed_.state.device) {
            limit_refused_by_ = believed_.state.device->name;
        }
        fail({Result::forbidden, verdict.text});
        return;
    }
}

} // namespace spotify
