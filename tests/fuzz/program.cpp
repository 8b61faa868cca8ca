#include "program.hpp"

#include <charconv>
#include <cstring>
#include <iostream>
#include <random>

namespace fuzz {
namespace {

bool read(const char* word, std::uint64_t& number) {
    const char* const end = word + std::strlen(word);
    const auto [at, fault] = std::from_chars(word, end, number);
    return fault == std::errc{} && at == end;
}

} // namespace

int program(int count, char** words, const char* name, Report (*fuzz)(const Options&)) {
    std::uint64_t given[4] = {60, std::random_device{}(), 0, ~std::uint64_t{0} >> 1U};
    for (int i = 1; i < count; ++i) {
        if (i > 4 || !read(words[i], given[i - 1])) {
            std::cerr << name << " [SECONDS [SEED [FIRST [COUNT]]]]: expected whole numbers\n";
            return 2;
        }
    }
    Options options;
    options.time = std::chrono::seconds{given[0]};
    options.seed = given[1];
    options.first = given[2];
    options.count = given[3];
    std::cout << "seed " << options.seed << std::endl;
    const auto report = fuzz(options);
    std::cout << report.conversations << " conversations; first answers:";
    for (const auto& [kind, times] : report.answers) {
        std::cout << ' ' << kind << " x" << times;
    }
    std::cout << '\n';
    for (const auto& fault : report.faults) {
        std::cout << "FAULT: " << fault << '\n';
    }
    std::cout << (report.faults.empty() ? "nothing wrong\n" : "something is wrong\n");
    return report.faults.empty() ? 0 : 1;
}

} // namespace fuzz
