// One run through the simulator's weather: one mode or two at a time and each for a while, wishes of people, now and
// then another hand, and then quiet. By chance, and by the same chance for the same seed.
#pragma once

#include "faulty_spotify.hpp"
#include "site.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"
#include "weather_modes.hpp"
#include "weather_record.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace contract {

// Members go in reverse order.
class WeatherRun final : private spotify::SessionListener {
public:
    explicit WeatherRun(std::uint64_t seed);
    ~WeatherRun() override;
    WeatherRun(const WeatherRun&) = delete;
    WeatherRun& operator=(const WeatherRun&) = delete;

    // The whole run; called once.
    const WeatherRecord& play();

private:
    void on_view(const std::shared_ptr<const spotify::View>& view) override;
    void on_event(const spotify::Event& event) override;

    void furnish();
    void begin();
    bool token_may_end();
    void something_happens();
    void weather_begins();
    void weather_ends();
    void turn_on(const Mode& mode);
    void another_hand();
    void wish();
    void settle();

    void pass(std::chrono::milliseconds span);
    void sample();
    Playing shown() const;
    sim::Account& account() { return *spotify_.world().find_account("demo"); }
    bool one_in(std::int64_t count) { return chance_.between(1, count) == 1; }

    const std::uint64_t seed_;
    sim::Random chance_;
    VirtualTime time_;
    Trace trace_;
    FaultySpotify spotify_;
    Site site_;
    WeatherRecord record_;
    spotify::View view_;
    std::vector<std::shared_ptr<Given>> wishes_;
    bool has_old_token_ = false;
    std::optional<Moment> weather_until_;
    Moment next_weather_{};
    Moment next_sample_{};
};

} // namespace contract
