// Wishes by chance of which it is known what they come to.
#pragma once

#include "player/wish.hpp"
#include "random.hpp"
#include "weather_record.hpp"

#include <optional>

namespace contract {

struct WeatherWish {
    Given given;                // what is known before it is given
    spotify::player::Wish wish; // of a fade: the volume
};

// By what is shown now, for a member of that zone; none above that volume, in percent.
WeatherWish weather_wish(sim::Random& chance, const Playing& shown, std::optional<bool> is_favorite,
                         const std::string& zone, std::int64_t volume_limit);

// A relative wish waits for a read where what is shown is old, and is resolved by that.
void resolve_by_reads(WeatherRecord& record);

} // namespace contract
