// "lobby.is_playing": a property, an action or an event of a device, by name.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace host {

struct Place {
    std::string device;
    std::string id;

    auto operator<=>(const Place&) const = default;
};

// Nothing for a text of another form.
inline std::optional<Place> place_of(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) {
        return std::nullopt;
    }
    return Place{std::string{text.substr(0, dot)}, std::string{text.substr(dot + 1)}};
}

inline std::string text_of(const Place& place) {
    return place.device + '.' + place.id;
}

} // namespace host
