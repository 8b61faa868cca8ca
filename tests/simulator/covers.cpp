#include "covers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sim {
namespace {

const std::string path_prefix = "/image/";

constexpr std::string_view playlist_prefix = "ab67706c0000";
constexpr int playlist_pixels = 640;

// A number that depends on all of the text, FNV-1a: the standard's hash differs between libraries.
std::uint32_t hash_of(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char letter : text)
        hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
    return hash;
}

// What a drawing is made of. Shapes are in a square of 640. Neighbours in the catalogue are of another shape and,
// by the golden angle, of a colour far from each other's.
class Drawing {
public:
    Drawing(std::size_t place, std::uint32_t hash)
        : place_(place)
        , hash_(hash)
        , hue_(static_cast<int>((160 + place * 137) % 360)) {}

    std::string svg(int pixels) {
        static constexpr std::array shapes{&Drawing::tide,  &Drawing::sun,  &Drawing::rain,
                                           &Drawing::hills, &Drawing::arcs, &Drawing::tiles};
        std::string body = rectangle(0, 0, 640, 640, ink(0, 55, 24));
        (this->*shapes[place_ % shapes.size()])(body);
        const std::string side = std::to_string(pixels);
        return R"(<svg xmlns="http://www.w3.org/2000/svg" width=")" + side + R"(" height=")" + side +
               R"(" viewBox="0 0 640 640">)" + body + "</svg>\n";
    }

private:
    std::string ink(int turn, int saturation, int lightness) const {
        return "hsl(" + std::to_string((hue_ + turn) % 360) + ',' + std::to_string(saturation) + "%," +
               std::to_string(lightness) + "%)";
    }
    // From 0 up to `below`, another one for each `place`.
    int some(int place, int below) const {
        const std::uint32_t hash = hash_of(std::to_string(hash_) + ':' + std::to_string(place));
        // The last bits vary little.
        return static_cast<int>((hash >> 12) % static_cast<std::uint32_t>(below));
    }
    static std::string rectangle(int x, int y, int width, int height, const std::string& colour) {
        return R"(<rect x=")" + std::to_string(x) + R"(" y=")" + std::to_string(y) + R"(" width=")" +
               std::to_string(width) + R"(" height=")" + std::to_string(height) + R"(" fill=")" + colour +
               R"("/>)";
    }
    static std::string circle(int x, int y, int radius, const std::string& colour) {
        return R"(<circle cx=")" + std::to_string(x) + R"(" cy=")" + std::to_string(y) + R"(" r=")" +
               std::to_string(radius) + R"(" fill=")" + colour + R"("/>)";
    }
    static std::string area(const std::string& path, const std::string& colour) {
        return R"(<path d=")" + path + R"(" fill=")" + colour + R"("/>)";
    }
    static std::string line(const std::string& path, const std::string& colour, int width) {
        return R"(<path d=")" + path + R"(" fill="none" stroke=")" + colour + R"(" stroke-width=")" +
               std::to_string(width) + R"(" stroke-linecap="round"/>)";
    }
    static std::string at(int x, int y) { return std::to_string(x) + ' ' + std::to_string(y); }

    void tide(std::string& body) const {
        body += circle(160 + some(1, 320), 190, 70 + some(2, 40), ink(180, 80, 74));
        for (int row = 0; row < 5; ++row) {
            const int y = 270 + row * 78;
            const int shift = some(10 + row, 160);
            std::string path = "M" + at(-shift, y);
            for (int x = -shift; x < 640; x += 160)
                path += "q" + at(40, -46) + ' ' + at(80, 0) + 't' + at(80, 0);
            body += area(path + "V640H" + std::to_string(-shift) + 'z', ink(row * 9, 58, 58 - row * 9));
        }
    }
    void sun(std::string& body) const {
        const int x = 320 + some(1, 3) * 50 - 50;
        const int y = 300 + some(2, 3) * 30;
        for (int ring = 0; ring < 4; ++ring)
            body += circle(x, y, 300 - ring * 62, ink(200 + ring * 14, 70, 34 + ring * 12));
        body += rectangle(0, 452, 640, 188, ink(0, 60, 14));
        body += rectangle(0, 480, 640, 10, ink(200, 60, 50));
        body += rectangle(0, 520, 640, 10, ink(200, 60, 36));
    }
    void rain(std::string& body) const {
        for (int drop = 0; drop < 26; ++drop) {
            const int x = (drop * 97 + some(drop, 90)) % 700 - 20;
            const int y = some(40 + drop, 600) - 40;
            const int length = 60 + some(80 + drop, 140);
            body += line("M" + at(x, y) + 'l' + at(-length / 3, length),
                         ink(drop % 3 * 24, 60, 46 + drop % 4 * 10), 11);
        }
        body += area("M120 640a200 200 0 0 1 400 0z", ink(180, 75, 60));
    }
    void hills(std::string& body) const {
        body += circle(430 - some(1, 220), 200, 96, ink(150, 85, 78));
        for (int ridge = 0; ridge < 4; ++ridge) {
            const int top = 250 + ridge * 84 - some(20 + ridge, 40);
            const int x = some(30 + ridge, 640);
            body += area("M-160 640L" + at(x, top) + 'L' + at(x + 460, 640) + "H800V640H-160z M" +
                             at(x - 520, 640) + 'L' + at(x - 250, top + 50) + 'L' + at(x + 120, 640) + 'z',
                         ink(ridge * 12, 46, 56 - ridge * 11));
        }
    }
    void arcs(std::string& body) const {
        const bool left = some(1, 2) == 0;
        for (int arc = 0; arc < 6; ++arc)
            body += circle(left ? 0 : 640, 640, 610 - arc * 100, ink(arc * 26, 66, arc % 2 ? 30 : 62));
        body += circle(left ? 480 : 160, 160, 66, ink(180, 80, 72));
    }
    void tiles(std::string& body) const {
        for (int row = 0; row < 4; ++row)
            for (int column = 0; column < 4; ++column) {
                const int x = column * 160;
                const int y = row * 160;
                const int kind = some(row * 4 + column, 4);
                body += rectangle(x, y, 160, 160, ink(kind * 30, 55, 26 + (row + column) % 2 * 8));
                if (kind == 0)
                    body += circle(x + 80, y + 80, 62, ink(180, 70, 64));
                else if (kind == 1)
                    body += area("M" + at(x, y) + "h160v160z", ink(40, 68, 58));
                else if (kind == 2)
                    body += area("M" + at(x, y + 160) + "a160 160 0 0 1 160-160v160z", ink(205, 60, 50));
            }
    }

    std::size_t place_;
    std::uint32_t hash_;
    int hue_;
};

struct Cover {
    std::string_view image;
    int pixels;
    std::size_t place; // in the catalogue, playlists behind albums
};

template <class Owner>
std::optional<Cover> cover_of(const std::vector<Owner>& owners, std::string_view image, int pixels) {
    const auto found =
        std::find_if(owners.begin(), owners.end(), [&](const Owner& owner) { return owner.image == image; });
    if (image.empty() || found == owners.end())
        return std::nullopt;
    return Cover{image, pixels, static_cast<std::size_t>(found - owners.begin())};
}

// What a name asks for, when there is such an album, show or playlist.
std::optional<Cover> find_cover(const Catalog& catalog, std::string_view name) {
    const auto rest = [&name](std::string_view prefix) {
        return name.substr(0, prefix.size()) == prefix ? name.substr(prefix.size()) : std::string_view();
    };
    for (const CoverSize& size : cover_sizes)
        if (const auto cover = cover_of(catalog.albums(), rest(size.prefix), size.pixels))
            return cover;
    auto cover = cover_of(catalog.playlists(), rest(playlist_prefix), playlist_pixels);
    if (cover)
        cover->place += catalog.albums().size();
    return cover;
}

HttpReply sentence(unsigned status, const std::string& text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, text + '\n'};
}

} // namespace

std::string cover_name(const Album& album, const CoverSize& size) {
    return std::string(size.prefix) + album.image;
}

std::string cover_name(const Playlist& playlist) {
    return std::string(playlist_prefix) + playlist.image;
}

HttpReply CoverDoor::answer(const HttpRequest& request) const {
    if (request.method != "GET" && request.method != "HEAD")
        return sentence(405, "Covers are fetched with GET.");
    const bool is_image = request.path.rfind(path_prefix, 0) == 0;
    const auto cover = is_image
                           ? find_cover(catalog_, std::string_view(request.path).substr(path_prefix.size()))
                           : std::nullopt;
    if (!cover)
        return sentence(404, "There is no such cover.");
    // A browser may keep it: an address never shows another picture.
    return {200,
            {{"Content-Type", "image/svg+xml"},
             {"Cache-Control", "public, max-age=31536000"},
             {"Content-Security-Policy", "default-src 'none'"}},
            Drawing(cover->place, hash_of(cover->image)).svg(cover->pixels)};
}

} // namespace sim
