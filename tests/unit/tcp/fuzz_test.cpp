// The short form of ./run fuzz.
#include "lines_fuzz.hpp"

#include <doctest/doctest.h>

TEST_CASE("mutated lines neither break the port nor get past its keys, and leave nothing behind") {
    fuzz::Options options;
    options.seed = 20261130;
    options.count = 1500;
    const auto report = fuzz::fuzz_lines(options);
    CHECK(report.conversations == options.count);
    for (const auto& fault : report.faults) {
        FAIL_CHECK(fault);
    }
    // It gets far enough in to mean something.
    for (const std::string kind : {"ok", "error ", "pong", "device ", "door.", "none"}) {
        CAPTURE(kind);
        CHECK(report.answers.count(kind) == 1);
    }
}
