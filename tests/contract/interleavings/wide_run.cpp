// The run's course: what it begins with, what happens outside of the panels, and how it ends.
#include "wide_run.hpp"

#include "base/wall_clock.hpp"
#include "wishes.hpp"

#include <cstdlib>
#include <ctime>

namespace contract {

namespace {

using namespace std::chrono_literals;
using spotify::Secret;
using spotify::player::Attention;

constexpr int happenings = 40;

// Sentences name times of day, by the machine's time zone.
void live_in_utc() {
    static const bool done = [] {
        setenv("TZ", "UTC", 1); // NOLINT(concurrency-mt-unsafe): before any thread of the run
        tzset();
        return true;
    }();
    static_cast<void>(done);
}

} // namespace

WideRun::WideRun(std::uint64_t seed)
    : theme_(static_cast<Theme>(seed % 6))
    , chance_(seed * 6'700'417 + 11)
    , time_(spotify::Scheduler::Clock::time_point{} + 24h)
    , text_(spotify::epoch_ms_now())
    , spotify_(time_, trace_, seed)
    , settings_{"https://panel.example/spotify",
                theme_ == Theme::budget ? chance_.between(12, 70) : spotify::api::usual_requests_per_day}
    , panels_{Panel{"A", trace_, text_}, Panel{"B", trace_, text_}}
    , site_(time_, spotify_, settings_)
    , outside_(spotify_, site_, trace_, chance_) {
    live_in_utc();
    site_.secrets().on_change([this](const std::string& key, const std::optional<Secret>& value) {
        if (key == Site::refresh_token_key) {
            spotify_.custody().stored(value ? std::optional{value->reveal()} : std::nullopt);
        }
    });
    spotify_.rules().set_budget(settings_.requests_per_day);
}

void WideRun::furnish() {
    trace_.line("theme " + std::to_string(static_cast<int>(theme_)) + ", " +
                std::to_string(settings_.requests_per_day) + " requests a day");
    static constexpr std::array<sim::Rotation, 5> rotations{sim::Rotation::none, sim::Rotation::omitted,
                                                            sim::Rotation::empty, sim::Rotation::always,
                                                            sim::Rotation::pkce_old};
    auto& world = spotify_.world();
    const bool has_secret = one_in(5);
    if (has_secret) {
        world.app_named(FaultySpotify::client_id).client_secret = "app-secret";
        site_.secrets().put(Site::client_secret_key, Secret{"app-secret"});
    }
    const auto rotation = rotations.at(static_cast<std::size_t>(chance_.between(0, 4)));
    const auto life = chance_.between(0, 2) == 0 ? std::nullopt : std::optional{chance_.between(30, 600)};
    for (const auto& name : world.account_names()) {
        world.find_account(name)->rotation = rotation;
        world.find_account(name)->expires_in = life;
    }
    if (one_in(8)) {
        return; // nobody is signed in
    }
    const auto token = world.tokens.grant("demo", FaultySpotify::client_id,
                                          world.find_account("demo")->scopes, spotify_.now());
    site_.secrets().put(Site::refresh_token_key, Secret{token});
    spotify_.custody().put(token);
    if (one_in(4)) { // the end of the sign-in is near, or a warning of it is
        const std::chrono::minutes age =
            spotify::auth::sign_in_life - std::chrono::days{chance_.between(0, 2) == 0 ? 30 : 6} - 1min;
        spotify::auth::TokenVault vault("a", FaultySpotify::client_id, site_.secrets(), site_.state());
        vault.set_consent_date(Secret{token},
                               spotify::epoch_ms_now() - std::chrono::milliseconds{age}.count() + 60'000, 0);
    }
}

void WideRun::play() {
    furnish();
    join(panels_[0]);
    pass(3s);
    for (int i = 0; i < happenings; ++i) {
        something_happens();
        for (const auto& panel : panels_) {
            if (panel.view() && !panel.view()->sign_in_url.empty()) {
                const auto& link = panel.view()->sign_in_url.get();
                if (links_.empty() || links_.back() != link) {
                    links_.push_back(link);
                }
            }
        }
        const auto pause = chance_.between(0, 29);
        const std::int64_t longest = pause < 8    ? 60
                                     : pause < 16 ? 900
                                     : pause < 26 ? 8'000
                                     : pause < 29 ? 60'000
                                                  : 400'000;
        pass(std::chrono::milliseconds{chance_.between(0, longest)});
    }
    outside_.cure();
    pass(20s);
    if (site_.session() != nullptr) {
        for (const auto& one : site_.session()->transactions()) {
            trace_.line("log: " + one.method + ' ' + one.path + ' ' + std::to_string(one.status) + ' ' +
                        one.failure + ' ' + std::to_string(one.times));
        }
    }
    restart();
}

void WideRun::something_happens() {
    const auto joined = [&] { return site_.session() != nullptr; };
    if (!joined() || one_in(14)) {
        members_change();
    }
    if (theme_ != Theme::calm && one_in(5)) {
        trouble();
    } else if (theme_ != Theme::calm && one_in(7)) {
        outside_.cure();
    } else if (one_in(5)) {
        outside_.somebody_plays();
    } else if (one_in(25)) {
        outside_.settings_change();
    } else if (one_in(40)) {
        secret_is_put();
    } else if (one_in(45)) {
        restart();
    } else if (joined()) {
        const auto which = static_cast<std::size_t>(chance_.between(0, 1));
        give(panels_.at(panels_.at(which).is_joined() ? which : 1 - which));
    }
}

void WideRun::trouble() {
    const auto any = chance_.between(0, 5);
    switch (theme_) {
    case Theme::limits:
        return any < 4 ? outside_.limits() : outside_.answers_fail();
    case Theme::faults:
        return any < 5 ? outside_.answers_fail() : outside_.network_fails();
    case Theme::sign_ins:
        return any < 3 ? outside_.account_fails() : any < 5 ? outside_.disk_fails() : outside_.answers_fail();
    case Theme::calm:
    case Theme::budget:
    case Theme::everything:
        break;
    }
    switch (any) {
    case 0:
        return outside_.limits();
    case 1:
        return outside_.account_fails();
    case 2:
        return outside_.network_fails();
    case 3:
        return outside_.disk_fails();
    default:
        return outside_.answers_fail();
    }
}

void WideRun::join(Panel& panel) {
    static constexpr std::array<std::int64_t, 4> volumes{100, 100, 60, 30};
    spotify::Membership membership;
    membership.attention = static_cast<Attention>(chance_.between(0, 2));
    membership.zone = one_in(2) ? "" : any_device(chance_);
    membership.volume_limit = volumes.at(static_cast<std::size_t>(chance_.between(0, 3)));
    trace_.line(panel.name() + " joins, attention " + std::to_string(static_cast<int>(membership.attention)) +
                ", zone \"" + membership.zone + "\", at most " + std::to_string(membership.volume_limit));
    panel.set_joined(true);
    site_.join(panel, membership);
}

void WideRun::leave(Panel& panel) {
    trace_.line(panel.name() + " leaves");
    const auto session = site_.session();
    session->withdraw(panel);
    panel.set_joined(false);
    site_.stop_if_idle();
    if (site_.session() == nullptr && one_in(2)) {
        give_too_late(panel, *session);
    }
}

void WideRun::members_change() {
    auto& panel = panels_.at(static_cast<std::size_t>(chance_.between(0, 1)));
    panel.is_joined() ? leave(panel) : join(panel);
}

void WideRun::restart() {
    for (auto& panel : panels_) {
        if (panel.is_joined()) {
            leave(panel);
        }
    }
    trace_.line("the process ends, and begins anew");
    site_.restart();
    if (site_.state().is_full()) {
        spotify_.rules().forget();
    }
    check_tokens();
}

// With nothing under way.
void WideRun::check_tokens() {
    auto& custody = spotify_.custody();
    if (custody.is_disk_full()) { // what could not be stored went with the process
        custody.lose_track();
        return;
    }
    const auto stored = site_.secrets().get(Site::refresh_token_key);
    if (auto wrong = custody.wrong_with(stored ? std::optional{stored->reveal()} : std::nullopt);
        !wrong.empty()) {
        problems_.push_back(std::move(wrong));
    }
}

// As an installer does it, or another controller that shares the store.
void WideRun::secret_is_put() {
    auto& world = spotify_.world();
    const std::string account = one_in(2) ? "demo" : "guest";
    std::optional<std::string> token;
    if (!one_in(4)) {
        token = world.tokens.grant(account, FaultySpotify::client_id, world.find_account(account)->scopes,
                                   spotify_.now());
    }
    trace_.line("outside: secret of " + (token ? account : std::string{"nobody"}));
    site_.secrets().set_full(false);
    if (token) {
        site_.secrets().put(Site::refresh_token_key, Secret{*token});
    } else {
        site_.secrets().remove(Site::refresh_token_key);
    }
    spotify_.custody().set_disk_full(false);
    spotify_.custody().put(token);
    site_.secrets_changed();
}

std::vector<std::string> WideRun::problems() const {
    auto all = problems_;
    for (const auto& found : {spotify_.rules().broken(), panels_[0].problems(), panels_[1].problems()}) {
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

} // namespace contract
