#include "weather_run.hpp"

#include "base/wall_clock.hpp"
#include "control_accounts.hpp"
#include "control_settings.hpp"
#include "control_weather.hpp"
#include "virtual_clock.hpp"
#include "weather_wishes.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace contract {

namespace {

using namespace std::chrono_literals;
using spotify::Secret;
using spotify::player::Attention;

constexpr int happenings = 14;
// In a run that leaves each of them the time to settle.
constexpr int slow_happenings = 6;
constexpr auto between_samples = 1s;

// No window is longer (the first rule), and after a spell of weather there is time for a good answer.
constexpr std::int64_t longest_window_ms = 3'000;
constexpr auto between_spells = 8s;

// More than any time limit of a wish.
constexpr auto longest_wait = 60s;

// Two settling times and a poll.
constexpr auto settled_within = 2 * spotify::player::settling_time + 6s;

} // namespace

WeatherRun::WeatherRun(std::uint64_t seed)
    : seed_(seed)
    , chance_(seed * 7'368'787 + 5)
    , time_(spotify::Scheduler::Clock::time_point{} + 24h)
    , spotify_(time_, trace_, seed)
    , site_(time_, spotify_, {"https://panel.example/spotify", spotify::api::usual_requests_per_day}) {
    site_.secrets().on_change([](const std::string&, const std::optional<Secret>&) {});
    spotify_.keep_exchanges();
}

WeatherRun::~WeatherRun() {
    site_.session()->withdraw(*this);
    site_.stop_if_idle();
}

void WeatherRun::on_view(const std::shared_ptr<const spotify::View>& view) {
    if (record_.statuses.empty() || record_.statuses.back().status != view->status) {
        record_.statuses.push_back({time_.now(), view->status});
    }
    view_ = *view;
}

void WeatherRun::on_event(const spotify::Event& event) {
    const auto* undone = std::get_if<spotify::CommandUndone>(&event);
    const auto found = std::ranges::find_if(
        wishes_, [&](const auto& one) { return undone != nullptr && one->id != 0 && one->id == undone->id; });
    if (found != wishes_.end()) {
        (*found)->undone_at = time_.now();
    }
}

Playing WeatherRun::shown() const {
    const auto& state = view_.player;
    if (!view_.is_known || state.item->content == spotify::player::Content::none || !state.device) {
        return {};
    }
    const auto since = state.is_playing ? spotify::epoch_ms_now() - view_.progress_at_ms : 0;
    return {.is_loaded = true,
            .is_playing = state.is_playing,
            .uri = state.item->uri.value_or(""),
            .context = state.context->uri.value_or(""),
            .progress_ms = state.progress_ms.value_or(0) + since,
            .shuffle = state.shuffle.value_or(false),
            .repeat = state.repeat.value_or(""),
            .device = state.device->name,
            .volume = state.device->volume_percent};
}

void WeatherRun::sample() {
    record_.samples.push_back({time_.now(), shown(), spotify_.truth(), view_.is_stale, view_.status.status});
    next_sample_ = time_.now() + between_samples;
}

void WeatherRun::pass(std::chrono::milliseconds span) {
    const auto until = time_.now() + span;
    while (time_.now() < until) {
        time_.run_until(std::min({until, next_sample_, weather_until_.value_or(until)}));
        if (weather_until_ && time_.now() >= *weather_until_) {
            weather_ends();
        }
        if (time_.now() >= next_sample_) {
            sample();
        }
    }
}

void WeatherRun::furnish() {
    static constexpr std::array<std::int64_t, 5> volumes{100, 100, 100, 100, 60};
    record_.volume_limit = volumes.at(static_cast<std::size_t>(chance_.between(0, 4)));
    record_.zone = one_in(3) ? "Living Room" : "";
    record_.attention = one_in(2) ? Attention::looking : one_in(2) ? Attention::background : Attention::none;
    const auto first = weather_modes()[seed_ % weather_modes().size()];
    has_old_token_ = first.at == Switch::tokens || one_in(6) ||
                     std::string_view{first.text}.find("accounts") != std::string_view::npos;
    record_.begins = time_.now();
    next_sample_ = time_.now();
    account().rotation = one_in(2) ? sim::Rotation::omitted : sim::Rotation::none;
    const auto token =
        spotify_.world().tokens.grant("demo", FaultySpotify::client_id, account().scopes, spotify_.now());
    site_.secrets().put(Site::refresh_token_key, Secret{token});
}

void WeatherRun::begin() {
    site_.join(*this, {record_.attention, record_.zone, record_.volume_limit});
    while ((!view_.is_known || view_.status.status != spotify::Status::online) &&
           time_.now() < record_.begins + longest_wait) {
        pass(250ms);
    }
    record_.works = time_.now();
    if (has_old_token_) {
        site_.session()->set_attention(*this, Attention::none);
        time_.run_until(time_.now() + spotify::auth::TokenKeeper::fresh_token_age);
        site_.session()->set_attention(*this, record_.attention);
        pass(1s);
    }
}

// One that is refused in its first minutes is not renewed (reference 5.4); in the first spell none was.
bool WeatherRun::token_may_end() {
    return std::exchange(has_old_token_, false) &&
           (record_.weather.empty() || record_.weather.front().from == time_.now());
}

const WeatherRecord& WeatherRun::play() {
    furnish();
    begin();
    const bool is_slow = seed_ % 4 == 1;
    for (int i = 0; i < (is_slow ? slow_happenings : happenings); ++i) {
        something_happens();
        const auto pause = chance_.between(0, 19);
        const std::int64_t longest = is_slow      ? 26'000
                                     : pause < 4  ? 60
                                     : pause < 8  ? 900
                                     : pause < 16 ? 6'000
                                                  : 20'000;
        pass(std::chrono::milliseconds{chance_.between(0, longest)});
    }
    settle();
    for (const auto& one : wishes_) {
        record_.wishes.push_back(*one);
    }
    record_.exchanges = spotify_.exchanges();
    resolve_by_reads(record_);
    record_.saved = account().saved;
    record_.ends = time_.now();
    return record_;
}

// What changes by itself, the next track say, is seen a moment later: so at one of several moments.
void WeatherRun::settle() {
    weather_ends();
    site_.session()->set_attention(*this, Attention::looking);
    const auto is_complete = [](const auto& one) { return one->outcome.has_value(); };
    const auto until = time_.now() + longest_wait;
    while (!std::ranges::all_of(wishes_, is_complete) && time_.now() < until) {
        pass(100ms);
    }
    record_.quiet = time_.now();
    pass(settled_within);
    pass(5s);
}

void WeatherRun::something_happens() {
    // Some runs are without a wish, and in some nobody else is at a player.
    const bool has_wishes = seed_ % 4 != 0;
    const bool has_others = seed_ % 3 != 0;
    if (!weather_until_ && time_.now() >= next_weather_ && !one_in(3)) {
        weather_begins();
    }
    if (has_others && one_in(5)) {
        another_hand();
    } else if (has_wishes) {
        wish();
    }
}

void WeatherRun::weather_begins() {
    const auto modes = weather_modes();
    const auto any = [&] {
        return static_cast<std::size_t>(chance_.between(0, static_cast<std::int64_t>(modes.size()) - 1));
    };
    // Each mode has its seeds; what else there is is by chance.
    turn_on(modes[record_.weather.empty() ? seed_ % modes.size() : any()]);
    if (one_in(3)) {
        turn_on(modes[any()]);
    }
    weather_until_ = time_.now() + std::chrono::milliseconds{chance_.between(1'000, 12'000)};
}

void WeatherRun::turn_on(const Mode& mode) {
    auto& world = spotify_.world();
    std::string json = mode.text;
    switch (mode.at) {
    case Switch::window: {
        const auto when = chance_.between(0, 4);
        // Each command opens a window anew: they would join to one that is longer.
        const auto length = chance_.between(200, when == 0 ? 1'000 : longest_window_ms);
        json += std::string{R"(,"when":")"} +
                (when == 0   ? "command"
                 : when == 1 ? "track_change"
                             : "now") +
                R"(","for_ms":)" + std::to_string(length) + '}';
        world.weather.windows.add(sim::window_from(sim::Fields(json)), spotify_.now());
        if ((json.find("\"accounts\"") != std::string::npos || one_in(8)) && token_may_end()) {
            world.tokens.expire_access("demo", world.wall_clock(spotify_.now()));
            json += " and the access token ends";
        }
        break;
    }
    case Switch::weather:
        sim::change_weather(world, sim::Fields(json += '}'));
        break;
    case Switch::settings:
        sim::change_settings(world, sim::Fields(json += '}'));
        break;
    case Switch::tokens:
        if (!token_may_end()) {
            return;
        }
        sim::control_account(world, account(), "POST", "tokens", sim::Fields(json += '}'), spotify_.now());
        break;
    case Switch::fault:
        spotify_.faults().add(sim::fault_from(sim::Fields(json += '}')));
        break;
    case Switch::clock: {
        static constexpr std::array<std::chrono::milliseconds, 6> steps{-3h, -30s, -4s, 5s, 40s, 3h};
        const auto step = steps.at(static_cast<std::size_t>(chance_.between(0, 5)));
        set_wall_clock_ahead(step);
        json = "the wall clock is " + std::to_string(step.count()) + " ms ahead";
        break;
    }
    }
    record_.weather.push_back({json, time_.now(), time_.now()});
}

void WeatherRun::weather_ends() {
    if (!weather_until_) {
        return;
    }
    spotify_.world().reset_switches();
    spotify_.faults().clear();
    set_wall_clock_ahead(0ms);
    for (auto& spell : record_.weather) {
        spell.to = spell.to == spell.from ? time_.now() : spell.to;
    }
    weather_until_.reset();
    next_weather_ = time_.now() + between_spells;
}

void WeatherRun::another_hand() {
    using What = Hand::What;
    const auto number = [&](std::int64_t most) { return std::to_string(chance_.between(0, most)); };
    const auto before = spotify_.truth();
    std::pair<What, std::string> change;
    switch (chance_.between(0, 8)) {
    case 0:
    case 1:
        change = {What::playing, std::string{R"("is_playing":)"} + (before.is_playing ? "false" : "true")};
        break;
    case 2:
    case 3:
        change = {What::volume, R"("volume":)" + number(100)};
        break;
    case 4:
        change = {What::shuffle, std::string{R"("shuffle":)"} + (before.shuffle ? "false" : "true")};
        break;
    case 5:
        change = {What::repeat,
                  std::string{R"("repeat":)"} + (before.repeat == "off" ? R"("context")" : R"("off")")};
        break;
    case 6:
        change = {What::item, R"("track":)" + number(9)};
        break;
    case 7:
        change = {What::position, R"("progress_ms":)" + number(15'000)};
        break;
    default:
        change = {What::device,
                  std::string{R"("device":)"} +
                      (before.device == "Living Room" ? R"("Anna’s MacBook")" : R"("Living Room")")};
        break;
    }
    const auto json = '{' + change.second + (one_in(2) ? R"(,"lag":true})" : "}");
    sim::control_account(spotify_.world(), account(), "PATCH", "player", sim::Fields(json), spotify_.now());
    record_.hands.push_back({change.first, json, time_.now(), before, spotify_.truth()});
}

void WeatherRun::wish() {
    static constexpr std::array<std::chrono::milliseconds, 5> limits{10s, 10s, 10s, 4s, 30s};
    auto [given, wish] =
        weather_wish(chance_, shown(), view_.is_favorite, record_.zone, record_.volume_limit);
    const auto limit = limits.at(static_cast<std::size_t>(chance_.between(0, 4)));
    given.at = time_.now();
    given.shown = shown();
    const auto one = std::make_shared<Given>(std::move(given));
    wishes_.push_back(one);
    const auto done = [this, one](const spotify::Outcome& outcome) {
        one->outcome = outcome;
        one->done_at = time_.now();
    };
    auto& session = *site_.session();
    one->id = one->kind == Given::Kind::fade
                  ? session.fade(*this, std::stoll(one->value), one->lasts, limit, done)
                  : session.submit(*this, wish, limit, done);
}

} // namespace contract
