// The control door's way to the weather.
#pragma once

#include "fields.hpp"
#include "world.hpp"

namespace sim {

// POST /weather. Checks everything before it changes anything; throws BadInput.
void change_weather(World& world, const Fields& fields);

// Of POST /weather/windows. Throws BadInput.
Window window_from(const Fields& fields);

json::Object::Ptr weather_json(const World& world, Millis now);

} // namespace sim
