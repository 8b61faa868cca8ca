// What a section of the bench gives: rows that were measured in this run. Knows nothing of what is measured.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

// One figure. `value` is the number that `unit` counts; `measured` says the same for people, with whatever
// belongs to it. Without a target it is information.
struct Row {
    std::string what;
    double value = 0;
    std::string unit;
    std::string measured;
    std::string target = {};
    std::optional<bool> reached = std::nullopt;
};
using Rows = std::vector<Row>;

// Something could not be measured at all: the one thing that makes a bench fail.
class CannotMeasure : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Section {
    std::string name;
    std::string measures; // one line
    Rows (*run)();        // throws CannotMeasure
};

// All of them, in the order in which they run.
std::vector<Section> sections();

} // namespace bench
