#include "metrics_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace avhost {
namespace {

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
        } else {
            if (c == '\\' || c == '"') {
                out += '\\';
            }
            out += c;
        }
    }
    return out;
}

std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    std::array<char, 64> room{};
    constexpr double whole = 9007199254740992.0; // up to here every integer is a double of its own
    const auto [end, fault] =
        std::abs(value) < whole && std::trunc(value) == value
            ? std::to_chars(room.data(), room.data() + room.size(), static_cast<long long>(value))
            : std::to_chars(room.data(), room.data() + room.size(), value);
    return fault == std::errc{} ? std::string{room.data(), end} : "NaN";
}

} // namespace

void MetricsText::begin(std::string_view name, std::string_view help, std::string_view type) {
    name_ = name;
    text_ +=
        "# HELP " + name_ + ' ' + std::string{help} + "\n# TYPE " + name_ + ' ' + std::string{type} + '\n';
}

void MetricsText::sample(Labels labels, double value) {
    text_ += name_;
    char before = '{';
    for (const auto& [label, text] : labels) {
        text_ += before + std::string{label} + "=\"" + escaped(text) + '"';
        before = ',';
    }
    text_ += (before == ',' ? "} " : " ") + number(value) + '\n';
}

} // namespace avhost
