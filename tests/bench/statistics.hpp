// The few words of statistics that a bench needs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace bench {

// Of at least one value; `part` 0 to 1. By the nearest rank: a value that was measured, never one in between.
inline double quantile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    return values.at(std::max<std::size_t>(rank, 1) - 1);
}
inline double median(const std::vector<double>& values) {
    return quantile(values, 0.5);
}

inline std::string in_digits(double value, int decimals) {
    char text[64]; // a double with that few decimals fits, or is cut
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

// "median, p10 to p90", for what was measured in rounds.
inline std::string with_spread(const std::vector<double>& values, int decimals, const std::string& unit) {
    return in_digits(median(values), decimals) + " " + unit + " (" +
           in_digits(quantile(values, 0.1), decimals) + " to " + in_digits(quantile(values, 0.9), decimals) +
           ")";
}

} // namespace bench
