// The short form of ./run fuzz.
#include "panel_fuzz.hpp"

#include "mutate.hpp"

#include <doctest/doctest.h>

TEST_CASE("mutated requests and frames neither break the panel nor get past it, and leave nothing behind") {
    fuzz::Options options;
    options.seed = 20261125;
    options.count = 1500;
    const auto report = fuzz::fuzz_panel(options);
    CHECK(report.conversations == options.count);
    for (const auto& fault : report.faults) {
        FAIL_CHECK(fault);
    }
    // It gets far enough in to mean something.
    for (const int status : {0, 101, 200, 204, 400, 401, 403, 404, 405, 413, 415, 426, 429}) {
        CAPTURE(status);
        CHECK(report.answers.count(std::to_string(status)) == 1);
    }
}

TEST_CASE("the same seed says the same, another one something else") {
    const auto say = [](std::uint64_t seed) {
        fuzz::Random random{seed};
        std::string all;
        for (int i = 0; i < 50; ++i) {
            all += fuzz::mutated("GET / HTTP/1.1\r\n\r\n", {"other"}, random, 1000) + '|';
        }
        return all;
    };
    CHECK(say(1) == say(1));
    CHECK(say(1) != say(2));
    fuzz::Random random{3};
    for (int i = 0; i < 200; ++i) {
        CHECK(fuzz::mutated("abc", {"x"}, random, 5).size() <= 5);
    }
}
