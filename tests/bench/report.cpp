#include "report.hpp"

#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

namespace bench {

namespace {

constexpr int what_width = 58;
constexpr int measured_width = 46;
constexpr int target_width = 22;

std::string verdict(const Row& row) {
    return !row.reached ? "" : *row.reached ? "reached" : "MISSED";
}

} // namespace

void print(const Result& result) {
    std::cout << "\n" << result.section << ": " << result.measures << "\n" << std::left;
    for (const auto& row : result.rows) {
        std::cout << "  " << std::setw(what_width) << row.what << " " << std::setw(measured_width)
                  << row.measured << " " << std::setw(target_width) << row.target << " " << verdict(row)
                  << "\n";
    }
    if (!result.failure.empty()) {
        std::cout << "  cannot be measured: " << result.failure << "\n";
    }
    std::cout << std::flush;
}

void write_json(const std::vector<Result>& results, const std::filesystem::path& file) {
    using Poco::JSON::Array;
    using Poco::JSON::Object;
    Array sections;
    for (const auto& result : results) {
        Array rows;
        for (const auto& row : result.rows) {
            Object object(Poco::JSON_PRESERVE_KEY_ORDER);
            object.set("what", row.what);
            object.set("value", row.value);
            object.set("unit", row.unit);
            object.set("measured", row.measured);
            if (row.reached) {
                object.set("target", row.target);
                object.set("reached", *row.reached);
            }
            rows.add(object);
        }
        Object section(Poco::JSON_PRESERVE_KEY_ORDER);
        section.set("section", result.section);
        section.set("measures", result.measures);
        section.set("rows", rows);
        if (!result.failure.empty()) {
            section.set("failure", result.failure);
        }
        sections.add(section);
    }
    std::ofstream out(file);
    sections.stringify(out, 2);
    out << "\n";
    if (!out.flush()) {
        throw std::runtime_error("cannot write " + file.string());
    }
}

} // namespace bench
