// How one test came out.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace check {

enum class Verdict { passed, failed, skipped };

std::string_view word(Verdict verdict);

struct Outcome {
    std::string_view id;
    std::string_view sentence;
    Verdict verdict = Verdict::failed;
    std::string text; // why, where it did not pass
    std::chrono::milliseconds took{};
};

struct Report {
    std::string plugin; // its folder
    std::uint64_t seed = 0;
    std::vector<Outcome> outcomes; // in the order of the list

    std::size_t count(Verdict verdict) const;
};

std::string to_json(const Report& report); // several lines, for people as well
std::string line_of(const Outcome& outcome);
std::string summary_of(const Report& report);

} // namespace check
