// One run of the wide world: two devices of one account that come and go, people with every wish there is, other
// people at other players, and all that goes wrong. By chance, and by the same chance for the same seed.
#pragma once

#include "faulty_spotify.hpp"
#include "outside.hpp"
#include "panel.hpp"
#include "session_text.hpp"
#include "site.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace contract {

// Members go in reverse order.
class WideRun {
public:
    explicit WideRun(std::uint64_t seed);

    // The whole run, to the end of the process.
    void play();

    const std::string& trace() const { return trace_.text(); }
    // What was promised and did not hold.
    std::vector<std::string> problems() const;
    std::size_t commands() const { return panels_[0].commands() + panels_[1].commands(); }
    std::size_t views() const { return panels_[0].views() + panels_[1].views(); }

private:
    // What most of the trouble is about, by the seed.
    enum class Theme { calm, limits, faults, sign_ins, everything, budget };

    void furnish();
    void something_happens();
    void trouble();
    void members_change();
    void restart();

    void give(Panel& panel);
    void give_many(Panel& panel);
    void give_preset(Panel& panel);
    void give_sign_in(Panel& panel);
    void give_something_else(Panel& panel);
    void submit(Panel& panel, const std::string& text, const spotify::player::Wish& wish);
    void cancel(Panel& panel);
    void give_too_late(Panel& panel, spotify::Session& stopped);

    void join(Panel& panel);
    void leave(Panel& panel);
    void secret_is_put();
    void check_tokens();

    void pass(std::chrono::milliseconds span) { time_.run_until(time_.now() + span); }
    bool one_in(std::int64_t count) { return chance_.between(1, count) == 1; }
    std::chrono::milliseconds any_limit();
    template <std::size_t count>
    auto any_of(const std::array<const char*, count>& texts) {
        return std::string{texts.at(static_cast<std::size_t>(chance_.between(0, std::int64_t{count} - 1)))};
    }

    const Theme theme_;
    sim::Random chance_;
    VirtualTime time_;
    Trace trace_;
    SessionText text_;
    FaultySpotify spotify_;
    const SiteSettings settings_;
    std::array<Panel, 2> panels_;
    Site site_;
    Outside outside_;
    std::vector<std::string> links_; // that were shown
    std::vector<std::string> problems_;
};

} // namespace contract
