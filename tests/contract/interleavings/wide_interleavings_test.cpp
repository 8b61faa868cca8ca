// The session against the simulator in virtual time, with all that people, Spotify and the controller do. What it
// did is kept as traces, so that a change of its inside shows where it changes what it does:
//   INTERLEAVING_TRACES=DIR  writes each seed's trace to DIR/SEED.txt: before and after, then diff -r
//   INTERLEAVING_RECORD=1    records what it does now
//   INTERLEAVING_SEED=N, INTERLEAVING_SEEDS=N  one, or that many; those past the recorded ones keep the rules only
#include "recorded_traces.hpp"
#include "seeds.hpp"
#include "wide_run.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>

namespace {

constexpr std::uint64_t recorded = 1'000;

} // namespace

TEST_CASE("people, troubles and everything: each command is completed once, no limit is broken, no token is "
          "lost, and all is as it was recorded") {
    const bool records = std::getenv("INTERLEAVING_RECORD") != nullptr;
    auto traces = contract::recorded_traces();
    std::size_t commands = 0;
    std::size_t views = 0;
    std::ostringstream changed;
    for (const auto seed : contract::seeds(recorded)) {
        contract::WideRun run(seed);
        run.play();
        contract::keep_trace(std::to_string(seed), [&] { return run.trace(); });
        for (const auto& problem : run.problems()) {
            FAIL_CHECK("seed " << seed << ": " << problem);
        }
        const auto now = contract::digest(run.trace());
        if (records) {
            traces.insert_or_assign(seed, now);
        } else if (const auto found = traces.find(seed);
                   found != traces.end() ? found->second != now : seed <= recorded) {
            changed << ' ' << seed;
        }
        commands += run.commands();
        views += run.views();
    }
    MESSAGE(commands << " commands and " << views << " views");
    CHECK(commands > 0);
    if (records) {
        contract::record_traces(traces);
    }
    INFO("the session does something else than was recorded; to see it, run with INTERLEAVING_TRACES=DIR and "
         "INTERLEAVING_SEED=N before and after the change, and compare. If it is meant to: "
         "INTERLEAVING_RECORD=1");
    CHECK_MESSAGE(changed.str().empty(), "seeds with another trace:" << changed.str());
}

TEST_CASE("a seed is the same run each time") {
    for (const std::uint64_t seed : {3U, 16U, 35U}) {
        std::string first;
        {
            contract::WideRun run(seed);
            run.play();
            first = run.trace();
        }
        contract::WideRun run(seed);
        run.play();
        const bool is_same = run.trace() == first; // too long to print
        CHECK_MESSAGE(is_same, "seed " << seed);
    }
}
