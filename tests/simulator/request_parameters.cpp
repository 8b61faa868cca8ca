#include "request_parameters.hpp"

#include <charconv>
#include <sstream>

namespace sim {
namespace {

Millis number(const char* name, const std::string& text, Millis lowest, Millis highest) {
    Millis value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < lowest || value > highest)
        throw BadRequest(std::string("Invalid ") + name);
    return value;
}

} // namespace

std::string required(const HttpRequest& request, const char* name) {
    const auto value = request.parameter(name);
    if (!value)
        throw BadRequest(std::string("Missing required field: ") + name);
    return *value;
}

Millis required_number(const HttpRequest& request, const char* name, Millis highest) {
    return number(name, required(request, name), 0, highest);
}

Millis number_or(const HttpRequest& request, const char* name, Millis lowest, Millis highest,
                 Millis otherwise) {
    const auto text = request.parameter(name);
    return text ? number(name, *text, lowest, highest) : otherwise;
}

std::vector<std::string> required_list(const HttpRequest& request, const char* name) {
    const std::string text = required(request, name);
    if (text.empty())
        throw BadRequest(std::string("Missing required field: ") + name);
    std::vector<std::string> parts;
    std::istringstream list(text);
    for (std::string part; std::getline(list, part, ',');)
        parts.push_back(part);
    return parts;
}

PageRange page_range(const HttpRequest& request, Millis usual_limit, Millis highest_limit,
                     Millis highest_offset) {
    return {static_cast<std::size_t>(number_or(request, "offset", 0, highest_offset, 0)),
            static_cast<std::size_t>(number_or(request, "limit", 1, highest_limit, usual_limit))};
}

} // namespace sim
