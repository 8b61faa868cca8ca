#include "days/picture.hpp"

#include <cmath>
#include <sstream>

namespace bench::days {

namespace {

constexpr double width = 720;
constexpr double height = 440;
constexpr double left = 70;
constexpr double right = 30;
constexpr double top = 50;
constexpr double bottom = 60;

constexpr double least_requests = 50;
constexpr double most_requests = 2'000;
constexpr double least_seconds = 0.2;
constexpr double most_seconds = 30;

double x_of(double requests) {
    return left + (width - left - right) * std::log(requests / least_requests) /
                      std::log(most_requests / least_requests);
}

double y_of(double seconds) {
    return height - bottom -
           (height - top - bottom) * std::log(seconds / least_seconds) /
               std::log(most_seconds / least_seconds);
}

void text(std::ostream& out, double x, double y, const std::string& anchor, const std::string& what) {
    out << "<text x=\"" << x << "\" y=\"" << y << "\" text-anchor=\"" << anchor << "\">" << what
        << "</text>\n";
}

void axes(std::ostream& out) {
    for (const double requests : {60, 120, 240, 360, 720, 1'200}) {
        out << "<path class=\"grid\" d=\"M" << x_of(requests) << ' ' << top << "V" << height - bottom
            << "\"/>\n";
        text(out, x_of(requests), height - bottom + 18, "middle", std::to_string(static_cast<int>(requests)));
    }
    for (const char* seconds : {"0.2", "0.5", "1", "2", "5", "10", "20"}) {
        const double y = y_of(std::stod(seconds));
        out << "<path class=\"grid\" d=\"M" << left << ' ' << y << "H" << width - right << "\"/>\n";
        text(out, left - 8, y + 4, "end", seconds);
    }
    text(out, (left + width - right) / 2, height - 16, "middle", "requests an hour");
    out << "<text transform=\"translate(20 " << (top + height - bottom) / 2
        << ") rotate(-90)\" text-anchor=\"middle\">mean seconds until a change is shown</text>\n";
}

} // namespace

std::string picture_of(const std::string& title, const std::vector<Curve>& curves) {
    std::ostringstream out;
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << ' ' << height
        << "\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>" << title << "</title>\n"
        << "<style>.grid{stroke:#ddd;fill:none}text{fill:#333}</style>\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
    text(out, left, 24, "start", title);
    axes(out);
    double legend = top + 16;
    for (const auto& curve : curves) {
        out << "<polyline fill=\"none\" stroke=\"" << curve.color << "\" stroke-width=\"2\" points=\"";
        for (const auto& point : curve.points) {
            out << x_of(point.requests_per_hour) << ',' << y_of(point.mean_seconds) << ' ';
        }
        out << "\"/>\n";
        for (const auto& point : curve.points) {
            const double x = x_of(point.requests_per_hour);
            const double y = y_of(point.mean_seconds);
            out << "<circle cx=\"" << x << "\" cy=\"" << y << "\" r=\"4\" fill=\"" << curve.color << "\"/>\n";
            text(out, x + 7, y - 7, "start", point.label);
        }
        out << "<rect x=\"" << width - right - 190 << "\" y=\"" << legend - 9
            << "\" width=\"12\" height=\"12\" fill=\"" << curve.color << "\"/>\n";
        text(out, width - right - 172, legend + 2, "start", curve.name);
        legend += 20;
    }
    out << "</svg>\n";
    return out.str();
}

} // namespace bench::days
