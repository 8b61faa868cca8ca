// Which of the names that there are may have been meant by one that there is not. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// The ids of what has one: properties, actions, events of a manifest, devices of a site.
template <typename Specs>
std::vector<std::string> ids(const Specs& specs) {
    std::vector<std::string> found;
    for (const auto& spec : specs) {
        found.push_back(spec.id);
    }
    return found;
}

// The first of the closest, by the number of letters to be changed, put in, left out or swapped with their
// neighbour; nothing when none is close.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names);

// "; did you mean volume?", or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& names);

// The same; where none is close and there are few, "; there are open, close", and nothing where there are many or none.
std::string suggestion_or_list(std::string_view word, const std::vector<std::string>& names);

} // namespace host
