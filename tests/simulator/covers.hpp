// The simulator's own covers, drawn from the names that their addresses end in. A service of pictures has no
// sign-in; this one is a door of its own because browsers fetch from it, which have no business at the others.
#pragma once

#include "catalog.hpp"
#include "http_message.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sim {

struct CoverSize {
    int pixels;
    std::string_view prefix; // of the name
};
// Those of an album's or show's pictures. A playlist has one, of a size that is not told.
constexpr std::array<CoverSize, 3> cover_sizes{
    {{640, "ab67616d0000"}, {300, "ab67616d0001"}, {64, "ab67616d0002"}}};

// The last part of a picture's address.
std::string cover_name(const Album& album, const CoverSize& size);
std::string cover_name(const Playlist& playlist);

// GET /image/NAME: a drawing as SVG, the same for the same name and of another look for each album, show and
// playlist. 404 for what none of them has.
class CoverDoor {
public:
    explicit CoverDoor(const Catalog& catalog)
        : catalog_(catalog) {}

    HttpReply answer(const HttpRequest& request) const;

private:
    const Catalog& catalog_;
};

} // namespace sim
