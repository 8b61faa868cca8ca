#include "random_world.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace account_tests {

using namespace spotify;
using namespace spotify::account;
using namespace std::chrono_literals;
using State = auth::SignIn::State;

namespace {

constexpr std::int64_t epoch_at_start = 1'764'000'000'000;
constexpr TimePoint start = TimePoint{} + std::chrono::hours{24};

// A moment that has passed is none.
void drop_passed(std::optional<TimePoint>& moment, TimePoint now) {
    if (moment && *moment <= now) {
        moment.reset();
    }
}

net::Response response(int status, std::string body, TimePoint now) {
    net::Response made;
    made.status = status;
    made.body = std::move(body);
    made.sent_at = made.received_at = now;
    return made;
}

std::string item(int number) {
    const auto text = std::to_string(number);
    return R"({"type":"track","uri":"spotify:track:)" + text + R"(","name":"Song )" + text +
           R"(","duration_ms":200000,"artists":[{"name":"A"}]})";
}

std::string device(const std::string& name, int volume, bool is_restricted) {
    return R"({"id":"id of )" + name + R"(","name":")" + name + R"(","type":"Speaker","is_active":true,)" +
           R"("is_restricted":)" + (is_restricted ? "true" : "false") +
           R"(,"supports_volume":true,"volume_percent":)" + std::to_string(volume) + "}";
}

} // namespace

RandomWorld::RandomWorld(std::uint64_t seed)
    : chance_(seed)
    , account_(Settings{}) {
    sign_in_.next_renewal = now_;
    take(Started{});
}

Moment RandomWorld::at(TimePoint then) const {
    Moment moment{.now = then,
                  .epoch_ms = epoch_at_start +
                              std::chrono::duration_cast<std::chrono::milliseconds>(then - start).count(),
                  .jitter = 0.5,
                  .gate = gate_,
                  .sign_in = sign_in_,
                  .sign_in_url = SharedText{"https://example/authorize"}};
    drop_passed(moment.gate.web_api, then);
    drop_passed(moment.gate.accounts, then);
    drop_passed(moment.gate.lists, then);
    for (auto* by_priority : {&moment.gate.spent, &moment.gate.full}) {
        for (auto& one : *by_priority) {
            drop_passed(one, then);
        }
    }
    drop_passed(moment.sign_in.access_until, then);
    return moment;
}

TimePoint RandomWorld::between(TimePoint first, TimePoint end) {
    const auto span = std::chrono::duration_cast<std::chrono::milliseconds>(end - first).count();
    return span <= 1 ? first
                     : first + std::chrono::milliseconds{
                                   std::uniform_int_distribution<std::int64_t>{0, span - 1}(chance_)};
}

void RandomWorld::take(Input input) {
    perform(account_.take(std::move(input), at(now_)));
}

void RandomWorld::perform(const Effects& effects) {
    for (const auto& effect : effects) {
        if (const auto* send = std::get_if<Send>(&effect)) {
            sent_.push_back(*send);
        } else if (std::holds_alternative<AbortSends>(effect)) {
            sent_.clear();
        } else if (std::holds_alternative<Renew>(effect)) {
            is_renewing_ = true;
            sign_in_.next_renewal.reset();
        } else if (const auto* redeem = std::get_if<Redeem>(&effect)) {
            errands_.emplace_back(redeem->id, false);
        } else if (const auto* listen = std::get_if<Listen>(&effect)) {
            errands_.emplace_back(listen->id, false);
        } else if (const auto* sign_out = std::get_if<SignOut>(&effect)) {
            errands_.emplace_back(sign_out->id, true);
        } else if (const auto* warned = std::get_if<Warned>(&effect)) {
            sign_in_.consent->warned = warned->days;
        } else if (const auto* complete = std::get_if<Complete>(&effect)) {
            ++completions_[complete->id];
        }
    }
}

void RandomWorld::step() {
    pass_time();
    switch (any(10)) {
    case 0:
        return members();
    case 1:
    case 2:
    case 3:
        return ask();
    case 4:
        return sign_in();
    case 5:
        return limits();
    default:
        return answer();
    }
}

void RandomWorld::pass_time() {
    const auto due = account_.due();
    switch (any(4)) {
    case 0:
        return;
    case 1:
        now_ = due ? between(now_, *due) : later(60'000);
        return;
    default:
        if (due) {
            now_ = *due;
            take(MomentChanged{});
        }
        return;
    }
}

void RandomWorld::members() {
    static constexpr std::array<const char*, 3> zones{"", "Kitchen", "Hall"};
    if (members_.empty() || any(3) == 0) {
        members_.push_back(++last_member_);
        take(Joined{last_member_,
                    Membership{static_cast<player::Attention>(any(3)),
                               zones.at(static_cast<std::size_t>(any(3))), any(2) == 0 ? 100 : 40}});
    } else if (any(2) == 0) {
        take(AttentionChanged{members_.back(), static_cast<player::Attention>(any(3))});
    } else {
        const auto gone = members_.back();
        members_.pop_back();
        take(Withdrawn{gone});
    }
}

Asked RandomWorld::asked() {
    const auto id = static_cast<CommandId>(completions_.size() + 1);
    completions_[id] = 0;
    return {.id = id, .owner = members_.empty() ? 1 : members_.back(), .deadline = later(20'000)};
}

player::Wish RandomWorld::any_wish() {
    switch (any(14)) {
    case 0:
        return player::Play{};
    case 1:
        return player::Pause{};
    case 2:
        return player::Next{};
    case 3:
        return player::Previous{};
    case 4:
        return player::Seek{any(300'000)};
    case 5:
        return player::SetVolume{any(101)};
    case 6:
        return player::ChangeVolume{any(2) == 0 ? 5 : -5};
    case 7:
        return player::SetShuffle{any(2) == 0};
    case 8:
        return player::SetRepeat{"track"};
    case 9:
        return player::Transfer{any(2) == 0 ? "Kitchen" : "Hall"};
    case 10:
        return player::Mute{};
    case 11:
        return player::Duck{any(2) == 0};
    case 12:
        return player::Favorite{};
    default:
        return player::PlayPause{};
    }
}

void RandomWorld::ask() {
    switch (any(12)) {
    case 0:
        take(RefreshAsked{asked()});
        return;
    case 1:
        take(SearchAsked{asked(), "any"});
        return;
    case 2: {
        auto fade = asked();
        const std::chrono::milliseconds duration{any(10'000)};
        fade.deadline += duration;
        take(FadeAsked{fade, any(101), duration});
        return;
    }
    case 3:
        take(SignInAsked{asked(), any(2) == 0 ? std::optional{Secret{"code"}} : std::nullopt});
        return;
    case 4:
        if (any(3) == 0) {
            take(SignOutAsked{asked()});
        }
        return;
    case 5:
        take(TakenBack{static_cast<CommandId>(1 + any(static_cast<int>(completions_.size()) + 1))});
        return;
    default:
        take(CommandAsked{asked(), any_wish()});
        return;
    }
}

Answer RandomWorld::any_answer(const std::string& target) {
    if (any(8) == 0) {
        static constexpr std::array failures{net::Failure::timeout, net::Failure::closed,
                                             net::Failure::withheld, net::Failure::certificate};
        return net::NetError(failures.at(static_cast<std::size_t>(any(4))), "it failed", any(2) == 0);
    }
    if (any(4) == 0) {
        static constexpr std::array statuses{401, 403, 404, 429, 500, 302, 400};
        const auto status = statuses.at(static_cast<std::size_t>(any(7)));
        if (status == 401) {
            sign_in_.access_until.reset();
            sign_in_.next_renewal = now_;
        } else if (status == 429) {
            gate_.web_api = later(90'000);
            gate_.lists = std::max(gate_.lists.value_or(now_), *gate_.web_api);
        }
        return response(status, any(2) == 0 ? R"({"error":{"status":403,"reason":"UNKNOWN"}})" : "plain",
                        now_);
    }
    if (any(20) == 0) {
        return response(200, "not what was asked for", now_);
    }
    const auto devices = device("Kitchen", any(101), any(5) == 0) + "," + device("Hall", any(101), false);
    if (target.starts_with("/me/player?")) {
        if (any(5) == 0) {
            return response(204, "", now_);
        }
        return response(200,
                        R"({"device":)" + device(any(2) == 0 ? "Kitchen" : "Hall", any(101), any(6) == 0) +
                            R"(,"progress_ms":)" + std::to_string(any(200'000)) + R"(,"item":)" +
                            item(any(3)) + R"(,"is_playing":)" + (any(2) == 0 ? "true" : "false") + "}",
                        now_);
    }
    if (target == "/me/player/devices") {
        return response(200, R"({"devices":[)" + devices + "]}", now_);
    }
    if (target == "/me/player/queue") {
        return response(200, R"({"queue":[)" + item(any(3)) + "]}", now_);
    }
    if (target == "/me") {
        return response(200, R"({"display_name":"Nobody in particular"})", now_);
    }
    if (target.starts_with("/me/library")) {
        return response(200, any(2) == 0 ? "[true]" : "[false]", now_);
    }
    if (target.starts_with("/me/playlists")) {
        return response(200, R"({"items":[{"uri":"spotify:playlist:1","name":"One"}]})", now_);
    }
    return response(204, "", now_);
}

void RandomWorld::answer() {
    if (is_renewing_ && any(3) == 0) {
        is_renewing_ = false;
        sign_in_.sign_in = {any(5) == 0 ? State::trouble : State::good, "the sign-in says so"};
        const bool is_good = sign_in_.sign_in.state == State::good;
        if (is_good) {
            sign_in_.access_until = now_ + 10min;
        }
        sign_in_.next_renewal = is_good ? now_ + 9min : later(10'000);
        take(Renewed{});
        return;
    }
    if (!errands_.empty() && any(3) == 0) {
        const auto [id, is_sign_out] = errands_.back();
        errands_.pop_back();
        const Outcome outcome{any(4) == 0 ? Result::offline : Result::ok, "so it was"};
        if (!is_sign_out) {
            take(SignInEnded{id, outcome});
            return;
        }
        if (outcome.result == Result::ok) {
            sign_in_ = {.sign_in = {State::missing, "nobody is signed in"}};
        }
        take(SignOutEnded{id, outcome});
        return;
    }
    if (sent_.empty()) {
        return;
    }
    const auto which = sent_.begin() + any(static_cast<int>(sent_.size()));
    const auto send = *which;
    sent_.erase(which);
    take(Answered{send.ticket, any_answer(send.request.target)});
}

void RandomWorld::sign_in() {
    static constexpr std::array states{State::good,    State::good,    State::good,
                                       State::unknown, State::missing, State::refused,
                                       State::trouble, State::storage, State::waiting};
    sign_in_.sign_in = {states.at(static_cast<std::size_t>(any(static_cast<int>(states.size())))),
                        "the sign-in says so"};
    const bool is_over = sign_in_.sign_in.state == State::missing || sign_in_.sign_in.state == State::refused;
    sign_in_.access_until = is_over || any(3) == 0 ? std::nullopt : std::optional{later(900'000)};
    sign_in_.next_renewal = is_over || is_renewing_ ? std::nullopt : std::optional{later(60'000)};
    sign_in_.consent.reset();
    if (!is_over && any(2) == 0) {
        const std::chrono::milliseconds age = auth::sign_in_life - std::chrono::days{any(40) - 5};
        sign_in_.consent = auth::ConsentDate{"mark", at(now_).epoch_ms - age.count(), 0};
    }
    take(MomentChanged{});
}

void RandomWorld::limits() {
    const auto sometimes = [this](int most_ms) {
        return any(3) == 0 ? std::optional{later(most_ms)} : std::nullopt;
    };
    gate_ = {};
    gate_.web_api = sometimes(60'000);
    gate_.accounts = sometimes(60'000);
    gate_.lists = sometimes(120'000);
    if (gate_.web_api) {
        gate_.lists = std::max(gate_.lists.value_or(now_), *gate_.web_api);
    }
    for (std::size_t i = api::priority_count; i-- > 0;) { // a list is held back no less than a command
        gate_.spent.at(i) = any(6) == 0 ? sometimes(600'000) : std::nullopt;
        gate_.full.at(i) = gate_.spent.at(i) ? gate_.spent.at(i) : sometimes(20'000);
    }
    gate_.stretch = 1 + any(3);
    gate_.sent_in_a_day = any(5'000);
    take(MomentChanged{});
}

bool RandomWorld::stop_completes_all() {
    take(Stopped{});
    return std::ranges::all_of(completions_, [](const auto& one) { return one.second == 1; });
}

} // namespace account_tests
