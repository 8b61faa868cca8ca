// A picture (SVG) of staleness over requests: the further down and to the left, the better. Pure.
#pragma once

#include <string>
#include <vector>

namespace bench::days {

struct Point {
    std::string label;
    double requests_per_hour = 0; // above 0, both: the axes are logarithmic
    double mean_seconds = 0;
};

struct Curve {
    std::string name;
    std::string color; // as SVG has it
    std::vector<Point> points;
};

std::string picture_of(const std::string& title, const std::vector<Curve>& curves);

} // namespace bench::days
