#include "check/verdict.hpp"

#include "host/json_text.hpp"

#include <algorithm>

namespace check {

std::string_view word(Verdict verdict) {
    return verdict == Verdict::passed ? "passed" : verdict == Verdict::failed ? "failed" : "skipped";
}

std::size_t Report::count(Verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count(outcomes, verdict, &Outcome::verdict));
}

std::string to_json(const Report& report) {
    using host::json_quoted;
    std::string out = "{\n  \"plugin\": " + json_quoted(report.plugin) +
                      ",\n  \"seed\": " + json_quoted(std::to_string(report.seed));
    for (const auto verdict : {Verdict::passed, Verdict::failed, Verdict::skipped}) {
        out += ",\n  " + json_quoted(word(verdict)) + ": " + std::to_string(report.count(verdict));
    }
    out += ",\n  \"tests\": [";
    for (std::size_t i = 0; i < report.outcomes.size(); ++i) {
        const auto& one = report.outcomes[i];
        out += std::string{i == 0 ? "" : ","} + "\n    {\"id\": " + json_quoted(one.id) +
               ", \"verdict\": " + json_quoted(word(one.verdict)) +
               ", \"ms\": " + std::to_string(one.took.count()) +
               ", \"sentence\": " + json_quoted(one.sentence) + ", \"text\": " + json_quoted(one.text) + "}";
    }
    return out + "\n  ]\n}\n";
}

std::string line_of(const Outcome& outcome) {
    std::string line{outcome.verdict == Verdict::failed ? "FAILED" : word(outcome.verdict)};
    line.resize(9, ' ');
    line += outcome.id;
    if (outcome.verdict == Verdict::failed) {
        line += ": " + std::string{outcome.sentence} + "\n         " + outcome.text;
    } else if (outcome.verdict == Verdict::skipped) {
        line += ": " + outcome.text;
    }
    return line;
}

std::string summary_of(const Report& report) {
    return std::to_string(report.count(Verdict::passed)) + " passed, " +
           std::to_string(report.count(Verdict::failed)) + " failed, " +
           std::to_string(report.count(Verdict::skipped)) + " skipped (seed " + std::to_string(report.seed) +
           ")";
}

} // namespace check
