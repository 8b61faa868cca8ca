// spotify-bench [--json FILE] [SECTION...]: runs all sections or those named, prints a table and writes JSON.
// Status 1 when something cannot be measured, 2 for a wrong command line; never because something is slow.
#include "report.hpp"
#include "section.hpp"
#include "server.hpp"

#include <algorithm>
#include <csignal>
#include <iostream>

namespace {

using bench::Section;

int usage() {
    std::cerr << "spotify-bench [--json FILE] [SECTION...]\n";
    for (const auto& section : bench::sections()) {
        std::cerr << "  " << section.name << ": " << section.measures << "\n";
    }
    return 2;
}

bench::Result run(const Section& section) {
    bench::Result result{section.name, section.measures, {}};
    try {
        result.rows = section.run();
    } catch (const std::exception& problem) {
        result.failure = problem.what();
    }
    return result;
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a server that has ended is an error of the section, not the end of all
    std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 2 && words.front() == bench::serve_word) {
        return bench::serve(words.back());
    }
    std::string json;
    if (words.size() >= 2 && words.front() == "--json") {
        json = words[1];
        words.erase(words.begin(), words.begin() + 2);
    }
    const auto all = bench::sections();
    for (const auto& word : words) {
        if (std::ranges::find(all, word, &Section::name) == all.end()) {
            return usage();
        }
    }
    std::vector<bench::Result> results;
    for (const auto& section : all) {
        if (words.empty() || std::ranges::find(words, section.name) != words.end()) {
            results.push_back(run(section));
            bench::print(results.back());
        }
    }
    try {
        if (!json.empty()) {
            bench::write_json(results, json);
        }
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << "\n";
        return 1;
    }
    const bool all_measured =
        std::ranges::all_of(results, [](const bench::Result& result) { return result.failure.empty(); });
    return all_measured ? 0 : 1;
}
