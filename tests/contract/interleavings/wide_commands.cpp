// What the run's panels ask for.
#include "consent.hpp"
#include "wide_run.hpp"
#include "wishes.hpp"

namespace contract {

using namespace std::chrono_literals;
using spotify::Completion;
using spotify::Secret;
using spotify::player::Attention;

std::chrono::milliseconds WideRun::any_limit() {
    static constexpr std::array<std::chrono::milliseconds, 6> limits{10s, 10s, 10s, 30s, 2s, 300ms};
    return limits.at(static_cast<std::size_t>(chance_.between(0, 5)));
}

void WideRun::submit(Panel& panel, const std::string& text, const spotify::player::Wish& wish) {
    const auto limit = any_limit();
    panel.give(text,
               [&](Completion done) { return site_.session()->submit(panel, wish, limit, std::move(done)); });
}

void WideRun::give(Panel& panel) {
    const auto what = chance_.between(0, 19);
    const bool is_needed =
        panel.view() && panel.view()->status.status == spotify::Status::sign_in_needed && !links_.empty();
    if (is_needed && one_in(4)) { // as a person would
        const auto address = consented(spotify_, links_.back(), "demo", sim::Decision::agree);
        panel.give("sign_in as it is needed", [&](Completion done) {
            return site_.session()->sign_in(panel, Secret{address}, 30s, std::move(done));
        });
    } else if (what < 9) {
        const auto [text, wish] = any_wish(chance_);
        submit(panel, text, wish);
    } else if (what < 12) {
        give_many(panel);
    } else if (what < 13) {
        give_preset(panel);
    } else if (what < 15 && (theme_ == Theme::sign_ins || one_in(3))) {
        give_sign_in(panel);
    } else if (what < 16) {
        cancel(panel);
    } else {
        give_something_else(panel);
    }
    if (panel.is_joined() && one_in(40)) { // before any of it has begun
        leave(panel);
    }
}

// Skips that add up or take each other back, sliders, a change of mind: within a moment.
void WideRun::give_many(Panel& panel) {
    const auto kind = chance_.between(0, 3);
    const auto count = kind == 0 ? chance_.between(2, 13) : chance_.between(2, 5);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto percent = chance_.between(0, 100);
        const auto [text, wish] = kind == 0 ? (one_in(6) ? NamedWish{"previous", spotify::player::Previous{}}
                                                         : NamedWish{"next", spotify::player::Next{}})
                                  : kind == 1 ? NamedWish{"set_volume " + std::to_string(percent),
                                                          spotify::player::SetVolume{percent}}
                                              : any_wish(chance_);
        submit(panel, text, wish);
        pass(std::chrono::milliseconds{kind == 0 ? 0 : chance_.between(0, 250)});
        if (!panel.is_joined()) {
            return;
        }
    }
}

void WideRun::give_preset(Panel& panel) {
    if (one_in(2)) { // on its own, and nobody hears of it
        const bool on = one_in(2);
        trace_.line(panel.name() + " shuffles for a preset" + (on ? "" : " not"));
        site_.session()->submit(panel, spotify::player::SetShuffle{on}, 10s, {});
    }
    const auto [text, wish] = any_preset(chance_);
    submit(panel, text, wish);
}

void WideRun::give_sign_in(Panel& panel) {
    const auto limit = one_in(4) ? 300ms : 30s;
    const auto sign_in = [&](const std::string& what, const std::optional<std::string>& pasted,
                             std::chrono::milliseconds most) {
        panel.give("sign_in " + what, [&](Completion done) {
            return site_.session()->sign_in(panel, pasted ? std::optional{Secret{*pasted}} : std::nullopt,
                                            most, std::move(done));
        });
    };
    const std::string account = one_in(3) ? "guest" : "demo";
    const auto& link = links_.empty() ? std::string{} : one_in(5) ? links_.front() : links_.back();
    const auto agreed = [&](sim::Decision decision) {
        return link.empty() ? std::string{} : consented(spotify_, link, account, decision);
    };
    switch (chance_.between(0, 12)) {
    case 0:
        return sign_in("from a page that was cancelled", agreed(sim::Decision::cancel), limit);
    case 1:
        return sign_in("with the link itself", link, limit);
    case 2:
        return sign_in("with nothing", "", limit);
    case 3:
        return sign_in("with a code of nobody", "code=0123456789abcdef0123456789abcdef", limit);
    case 4:
        sign_in("in a browser here", std::nullopt, 30s);
        return one_in(2) ? cancel(panel) : void();
    case 5:
        return sign_in("in a browser here, at once", std::nullopt, 0ms);
    case 6:
    case 7: {
        panel.give("sign_out",
                   [&](Completion done) { return site_.session()->sign_out(panel, limit, std::move(done)); });
        return one_in(4) ? cancel(panel) : void();
    }
    case 8: {
        const auto back = agreed(sim::Decision::agree);
        sign_in("twice of " + account, back, limit);
        return sign_in("twice of " + account, back, limit);
    }
    case 9: { // two who do not know of each other
        sign_in("of " + account, agreed(sim::Decision::agree), limit);
        return panel.give("sign_out", [&](Completion done) {
            return site_.session()->sign_out(panel, 10s, std::move(done));
        });
    }
    default:
        return sign_in("of " + account, agreed(sim::Decision::agree), limit);
    }
}

void WideRun::give_something_else(Panel& panel) {
    static constexpr std::array<const char*, 3> queries{"neap tide", "雨", "nothing of that name"};
    const auto limit = any_limit();
    auto& session = *site_.session();
    switch (chance_.between(0, 5)) {
    case 0:
    case 1:
        return panel.give("refresh",
                          [&](Completion done) { return session.refresh(panel, limit, std::move(done)); });
    case 2: {
        const auto query = any_of(queries);
        return panel.give("search " + query, [&](Completion done) {
            return session.search(panel, query, limit, std::move(done));
        });
    }
    case 3: {
        const auto percent = chance_.between(0, 100);
        const auto duration = std::chrono::milliseconds{chance_.between(0, one_in(6) ? 200'000 : 9'000)};
        return panel.give(
            "fade " + std::to_string(percent) + " over " + std::to_string(duration.count()),
            [&](Completion done) { return session.fade(panel, percent, duration, limit, std::move(done)); });
    }
    default: {
        const auto attention = chance_.between(0, 2);
        trace_.line(panel.name() + "'s attention is " + std::to_string(attention));
        return session.set_attention(panel, static_cast<Attention>(attention));
    }
    }
}

// A press that crosses the end of the session.
void WideRun::give_too_late(Panel& panel, spotify::Session& stopped) {
    const auto which = chance_.between(0, 3);
    panel.set_joined(true);
    panel.give("something, too late", [&](Completion done) {
        switch (which) {
        case 0:
            return stopped.refresh(panel, 10s, std::move(done));
        case 1:
            return stopped.sign_in(panel, Secret{"code=0123456789abcdef0123456789abcdef"}, 10s,
                                   std::move(done));
        case 2:
            return stopped.sign_out(panel, 10s, std::move(done));
        default:
            return stopped.submit(panel, spotify::player::Play{}, 10s, std::move(done));
        }
    });
    panel.set_joined(false);
}

void WideRun::cancel(Panel& panel) {
    const auto pending = panel.pending();
    const auto id = pending.empty() || one_in(6) ? panel.last_command()
                    : one_in(2)                  ? pending.front()
                                                 : pending.back();
    const bool is_known = site_.session()->cancel(id);
    trace_.line(panel.name() + " cancels: " + (is_known ? "taken" : "not known"));
}

} // namespace contract
