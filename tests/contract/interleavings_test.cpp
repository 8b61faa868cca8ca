// The session against the simulator in virtual time: commands, lagging reads, failures and changes from
// outside in random order. INTERLEAVING_SEED=N replays one of them.
#include "engine/session.hpp"
#include "interleavings/seeds.hpp"
#include "memory_stores.hpp"
#include "simulated_spotify.hpp"
#include "virtual_time.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using contract::SimulatedSpotify;
using contract::VirtualTime;
using spotify::View;
namespace player = spotify::player;
using TimePoint = spotify::Scheduler::Clock::time_point;

constexpr std::uint64_t interleavings = 1'200;

// What a command is about, so that a newer one about the same takes its claim.
enum class Field { playing, volume, shuffle, repeat };
constexpr std::array fields{Field::playing, Field::volume, Field::shuffle, Field::repeat};

// What a view says of it, as text; nothing where it does not apply.
std::optional<std::string> shown_of(const View& view, Field field) {
    const auto& state = view.player;
    const auto flag = [](bool on) { return std::string{on ? "true" : "false"}; };
    if (state.item->content == player::Content::none || !state.device) {
        return std::nullopt;
    }
    switch (field) {
    case Field::playing:
        return flag(state.is_playing);
    case Field::volume:
        return state.device->volume_percent ? std::optional{std::to_string(*state.device->volume_percent)}
                                            : std::nullopt;
    case Field::shuffle:
        return state.shuffle ? std::optional{flag(*state.shuffle)} : std::nullopt;
    case Field::repeat:
        break;
    }
    return state.repeat;
}

bool is_about(const std::string& path, Field field) {
    switch (field) {
    case Field::playing:
        return path == "/v1/me/player/play" || path == "/v1/me/player/pause";
    case Field::volume:
        return path == "/v1/me/player/volume";
    case Field::shuffle:
        return path == "/v1/me/player/shuffle";
    case Field::repeat:
        break;
    }
    return path == "/v1/me/player/repeat";
}

struct Press {
    Field field = Field::playing;
    std::string wanted;
    TimePoint at{};
    std::size_t first_view = 0; // that it has a claim on
    std::optional<spotify::Outcome> outcome;
    TimePoint done_at{};
    std::size_t first_view_after = 0; // its completion
};

class Panel final : public spotify::SessionListener {
public:
    explicit Panel(VirtualTime& time)
        : time_(time) {}
    void on_view(const std::shared_ptr<const View>& view) override { views.emplace_back(time_.now(), *view); }
    void on_event(const spotify::Event&) override {}
    std::vector<std::pair<TimePoint, View>> views;

private:
    VirtualTime& time_;
};

// One run. Members go in reverse order.
class Interleaving {
public:
    explicit Interleaving(std::uint64_t seed)
        : spotify_(time_, seed)
        , chance_(seed * 7919 + 1)
        , panel_(time_) {
        secrets_.put("account/a/refresh_token", spotify::Secret{"any"});
        const auto transport = std::make_shared<spotify::TransactionLog>(spotify_);
        const auto deadlines = std::make_shared<spotify::Deadlines>(state_, time_, governor_, "demo-client");
        const auto vault = std::make_shared<spotify::auth::TokenVault>("a", "demo-client", secrets_, state_);
        keeper_ = std::make_shared<spotify::auth::TokenKeeper>(
            spotify::auth::TokenKeeperSettings{"demo-client", {}, ""}, spotify::Executors{time_, time_},
            vault, transport, governor_, deadlines);
        desk_ = std::make_shared<spotify::auth::SignInDesk>(
            spotify::auth::SignInDeskSettings{
                "demo-client", {}, "", spotify::auth::parse_redirect_uri("http://127.0.0.1/callback")},
            spotify::Executors{time_, time_}, loop_, vault, keeper_, transport, governor_, deadlines);
        spotify::SessionSettings settings{{}, "/v1"};
        settings.jitter = [] { return 0.5; };
        session_ = std::make_shared<spotify::Session>(settings, spotify::Executors{time_, time_}, transport,
                                                      keeper_, desk_, deadlines, governor_);
        session_->join(panel_, {player::Attention::looking, "", 100});
        session_->start();
    }
    ~Interleaving() {
        spotify_.cut();
        pass(2s); // nothing is under way any more
        session_->withdraw(panel_);
        session_->stop();
        desk_->finish();
        keeper_->finish();
    }
    Interleaving(const Interleaving&) = delete;
    Interleaving& operator=(const Interleaving&) = delete;

    void pass(std::chrono::milliseconds span) { time_.run_until(time_.now() + span); }

    void begin() {
        for (int i = 0; i < 50 && (panel_.views.empty() || !panel_.views.back().second.is_known); ++i) {
            pass(500ms);
        }
    }

    void something_happens() {
        if (chance_.between(0, 3) == 0) {
            somebody_else();
        } else {
            press();
        }
        const auto pause = chance_.between(0, 2);
        pass(std::chrono::milliseconds{chance_.between(0, pause == 0 ? 60 : pause == 1 ? 900 : 6'000)});
    }

    // Nothing where no view contradicted a claim.
    std::string contradiction() const {
        for (const auto field : fields) {
            for (std::size_t i = 0; i < presses_.size(); ++i) {
                if (presses_[i]->field != field) {
                    continue;
                }
                auto until = panel_.views.size();
                for (std::size_t next = i + 1; next < presses_.size(); ++next) {
                    if (presses_[next]->field == field) {
                        until = presses_[next]->first_view;
                        break;
                    }
                }
                const auto found = contradiction_of(*presses_[i], until);
                if (!found.empty()) {
                    return found;
                }
            }
        }
        return {};
    }

    // Where the panel and the truth differ; nothing where they are one.
    std::string difference() {
        const auto& truth = spotify_.account().playback.truth(spotify_.now());
        const auto& item = sim::current_item(truth, spotify_.world().catalog);
        const auto* device = sim::active_device(truth);
        const auto& shown = panel_.views.back().second;
        const auto differs = [](const char* what, const auto& panel, const auto& really) {
            std::ostringstream text;
            if (!(panel == really)) {
                text << what << ": the panel shows " << panel << ", and it is " << really;
            }
            return text.str();
        };
        if (device == nullptr) {
            return differs("content", static_cast<int>(shown.player.item->content),
                           static_cast<int>(player::Content::none));
        }
        for (const auto& text :
             {differs("uri", shown.player.item->uri.value_or("-"), item.uri),
              differs("is_playing", shown.player.is_playing, truth.is_playing),
              differs("shuffle", shown.player.shuffle.value_or(!truth.shuffle), truth.shuffle),
              differs("repeat", shown.player.repeat.value_or("-"), sim::repeat_name(truth.repeat)),
              differs("device", shown.player.device ? shown.player.device->name : "-", device->name),
              differs("volume", shown.player.device ? shown.player.device->volume_percent.value_or(-1) : -1,
                      std::int64_t{device->volume.value_or(-1)}),
              differs("stale", shown.is_stale, false)}) {
            if (!text.empty()) {
                return text;
            }
        }
        return {};
    }

    // Something plays or is paused all the time.
    bool was_blank() const {
        return std::ranges::any_of(panel_.views, [](const auto& one) {
            return one.second.is_known && one.second.player.item->content == player::Content::none;
        });
    }

    std::size_t claims() const { return presses_.size(); }
    std::size_t views() const { return panel_.views.size(); }
    bool all_completed() const {
        return std::ranges::all_of(presses_, [](const auto& press) { return press->outcome.has_value(); });
    }

private:
    void submit(const player::Wish& wish, std::optional<Field> field, std::string wanted) {
        auto press = std::make_shared<Press>();
        press->field = field.value_or(Field::playing);
        press->wanted = std::move(wanted);
        press->at = time_.now();
        press->first_view = panel_.views.size();
        if (field) {
            presses_.push_back(press);
        }
        session_->submit(panel_, wish, 10s, [this, press](const spotify::Outcome& outcome) {
            press->outcome = outcome;
            press->done_at = time_.now();
            press->first_view_after = panel_.views.size();
        });
    }

    void press() {
        const bool on = chance_.between(0, 1) == 0;
        const auto flag = on ? "true" : "false";
        const auto percent = chance_.between(0, 100);
        static const std::array<const char*, 3> modes{"off", "context", "track"};
        const std::string mode = modes.at(static_cast<std::size_t>(chance_.between(0, 2)));
        switch (chance_.between(0, 10)) {
        case 0:
        case 1:
            return submit(player::Play{}, Field::playing, "true");
        case 2:
        case 3:
            return submit(player::Pause{}, Field::playing, "false");
        case 4:
        case 5:
            return submit(player::SetVolume{percent}, Field::volume, std::to_string(percent));
        case 6:
            return submit(player::SetShuffle{on}, Field::shuffle, flag);
        case 7:
            return submit(player::SetRepeat{mode}, Field::repeat, mode);
        case 8: { // that wakes a device, and readers find nothing meanwhile
            const auto& devices = spotify_.account().playback.truth(spotify_.now()).devices;
            const auto last = static_cast<std::int64_t>(devices.size()) - 1;
            return submit(
                player::Transfer{devices.at(static_cast<std::size_t>(chance_.between(0, last))).name},
                std::nullopt, "");
        }
        case 9:
            return submit(player::Seek{chance_.between(0, 100'000)}, std::nullopt, "");
        default:
            return on ? submit(player::Next{}, std::nullopt, "")
                      : submit(player::Previous{}, std::nullopt, "");
        }
    }

    void somebody_else() {
        const auto what = chance_.between(0, 4);
        const auto percent = static_cast<int>(chance_.between(0, 100));
        const auto at = spotify_.now();
        spotify_.account().playback.change(
            [&](sim::PlayerState& state, sim::Random& random) {
                const auto& catalog = spotify_.world().catalog;
                switch (what) {
                case 0:
                    return sim::apply({sim::Pause{}, {}}, state, catalog, random, 0, at);
                case 1:
                    return sim::apply({sim::Play{}, {}}, state, catalog, random, 0, at);
                case 2:
                    return sim::apply({sim::SetVolume{percent}, {}}, state, catalog, random, 0, at);
                case 3:
                    return sim::skip_next(state, catalog, at);
                default:
                    return sim::set_shuffle(state, !state.shuffle, random);
                }
            },
            chance_.between(0, 1) == 0, at);
    }

    std::string contradiction_of(const Press& press, std::size_t until) const {
        for (std::size_t i = press.first_view; i < until; ++i) {
            const auto& [at, view] = panel_.views[i];
            if (at - press.at >= player::settling_time) {
                return {};
            }
            const bool is_done = press.outcome && (i >= press.first_view_after || at >= press.done_at);
            if (is_done && press.outcome->result != spotify::Result::ok) {
                return {}; // refused, taken back, replaced
            }
            if (is_done && !was_answered(press, press.done_at, 200, 299)) {
                return {}; // it was so already: nothing was sent
            }
            if (was_answered(press, at, 403, 403)) {
                return {}; // needless, says Spotify: then the next look is believed
            }
            const auto shown = shown_of(view, press.field);
            if (shown && *shown != press.wanted) {
                std::ostringstream text;
                text << "pressed for " << press.wanted << " (field " << static_cast<int>(press.field)
                     << "), and "
                     << std::chrono::duration_cast<std::chrono::milliseconds>(at - press.at).count()
                     << " ms later the panel shows " << *shown;
                return text.str();
            }
        }
        return {};
    }
    bool was_answered(const Press& press, TimePoint until, int least, int most) const {
        return std::ranges::any_of(spotify_.answered(), [&](const SimulatedSpotify::Answered& one) {
            return one.at >= press.at && one.at <= until && one.status >= least && one.status <= most &&
                   is_about(one.path, press.field);
        });
    }

    VirtualTime time_{TimePoint{} + 24h};
    SimulatedSpotify spotify_;
    sim::Random chance_;
    contract::MemorySecrets secrets_;
    contract::MemoryState state_;
    spotify::net::Loop loop_; // of a browser that never comes
    spotify::api::Governor governor_;
    Panel panel_;
    std::vector<std::shared_ptr<Press>> presses_;
    std::shared_ptr<spotify::auth::TokenKeeper> keeper_;
    std::shared_ptr<spotify::auth::SignInDesk> desk_;
    std::shared_ptr<spotify::Session> session_;
};

} // namespace

TEST_CASE("no view contradicts a command younger than the settling time, and all converge to what is so") {
    std::size_t claims = 0;
    std::size_t views = 0;
    for (const auto seed : contract::seeds(interleavings)) {
        CAPTURE(seed);
        Interleaving run(seed);
        run.begin();
        for (int i = 0; i < 15; ++i) {
            run.something_happens();
        }
        run.pass(15s); // longer than any command, any lag and the settling time
        CHECK(run.all_completed());
        CHECK(run.contradiction() == "");
        CHECK_FALSE(run.was_blank());
        // What changes by itself, the next track say, is seen a moment later: so at one of several moments.
        std::string difference = run.difference();
        for (int i = 0; i < 8 && !difference.empty(); ++i) {
            run.pass(3'300ms);
            difference = run.difference();
        }
        CHECK(difference == "");
        claims += run.claims();
        views += run.views();
    }
    MESSAGE(claims << " commands and " << views << " views");
    CHECK(claims > 0);
}
