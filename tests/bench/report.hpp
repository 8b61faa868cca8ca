// What the bench says: a table on the terminal and a JSON file with the same rows.
#pragma once

#include "section.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace bench {

struct Result {
    std::string section;
    std::string measures;
    Rows rows;
    std::string failure = {}; // why it could not be measured; empty when it could
};

void print(const Result& result);
// Throws std::runtime_error when the file cannot be written.
void write_json(const std::vector<Result>& results, const std::filesystem::path& file);

} // namespace bench
