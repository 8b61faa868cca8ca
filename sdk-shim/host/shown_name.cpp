#include "host/shown_name.hpp"

#include "host/site.hpp"

#include <algorithm>
#include <map>

namespace host {
namespace {

bool is_between(char32_t point, char32_t first, char32_t last) {
    return point >= first && point <= last;
}

bool is_blank(char32_t point) {
    return point == U' ' || point == 0xA0 || point == 0x1680 || is_between(point, 0x2000, 0x200A) ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

// What has no width: at an end, or alone, nobody sees it.
bool is_invisible(char32_t point) {
    return point == 0xAD || is_between(point, 0x200B, 0x200F) || point == 0x2060 || point == 0xFEFF;
}

// What breaks lines, or turns the text around it.
bool is_control(char32_t point) {
    return point < 0x20 || is_between(point, 0x7F, 0x9F) || point == 0x2028 || point == 0x2029 ||
           is_between(point, 0x202A, 0x202E) || is_between(point, 0x2066, 0x2069);
}

// The code points of valid UTF-8, one more than a name may have at most.
std::u32string points_of(std::string_view text) {
    std::u32string points;
    while (!text.empty() && points.size() <= max_shown_name) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
        char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length && i < text.size(); ++i) {
            point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
        }
        text.remove_prefix(std::min(length, text.size()));
        points.push_back(point);
    }
    return points;
}

} // namespace

bool is_shown_name(std::string_view name) {
    const auto points = points_of(name);
    const auto is_nothing = [](char32_t point) { return is_blank(point) || is_invisible(point); };
    return !points.empty() && points.size() <= max_shown_name && !is_nothing(points.front()) &&
           !is_nothing(points.back()) && std::none_of(points.begin(), points.end(), is_control);
}

std::vector<std::string> shown_names(const std::vector<Naming>& devices) {
    std::vector<std::string> shown;
    std::map<std::string, std::size_t> times;
    for (const auto& device : devices) {
        shown.push_back(!device.name.empty() ? device.name : device.title.empty() ? device.id : device.title);
        ++times[shown.back()];
    }
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const auto& device = devices[i];
        if (device.name.empty() && times.at(shown[i]) > 1 && shown[i] != device.id) {
            shown[i] += " (" + device.id + ')';
        }
    }
    return shown;
}

std::vector<std::string> name_warnings(const Site& site) {
    std::vector<std::string> warnings;
    std::map<std::string, std::string> first; // id by name
    for (const auto& device : site.devices) {
        if (device.name.empty()) {
            continue;
        }
        const auto [before, is_first] = first.try_emplace(device.name, device.id);
        if (!is_first) {
            const std::string at = device.origin.pointer + "/name";
            warnings.push_back(
                sentence(site.file, {at,
                                     "warning: \"" + device.name + "\" is the name of " + before->second +
                                         " too; panels show two devices alike",
                                     site.places->of(at)}));
        }
    }
    return warnings;
}

} // namespace host
