// Exchanges through every fault that the simulator knows, many times: nothing is left of them. EXCHANGES=10000 in the
// environment takes longer.
#include "check/process_facts.hpp"
#include "exchanged.hpp"
#include "net/https_client.hpp"
#include "net/loop.hpp"
#include "simulator.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <future>
#include <map>
#include <string>

using namespace std::chrono_literals;
using namespace spotify::net;

namespace {

constexpr int usual_exchanges = 1500;
constexpr int times_each = 8;
// Of thousands: the heap counts itself with what malloc keeps at hand for a thread.
constexpr std::size_t grown_bytes = 16 * 1024;

// What a fault needs beside its kind. Those that never end are given up after a moment.
const std::map<std::string, std::string> faults{{"status", R"(,"status":503)"},
                                                {"garbage", ""},
                                                {"truncate", ""},
                                                {"cut", ""},
                                                {"stall", ""},
                                                {"trickle", ""},
                                                {"surplus", ""},
                                                {"chunked", ""},
                                                {"chunked_cut", ""},
                                                {"close", ""},
                                                {"huge_header", R"(,"bytes":100000)"},
                                                {"huge_body", R"(,"bytes":2000000)"},
                                                {"empty_200", ""},
                                                {"gzip", ""}};

class Exchanges {
public:
    explicit Exchanges(test::Simulator& simulator)
        : simulator_(simulator)
        , there_{parse_base_url(simulator.api_url()).endpoint, simulator.ca_file()} {}
    ~Exchanges() { loop_.stop(); }
    Exchanges(const Exchanges&) = delete;
    Exchanges& operator=(const Exchanges&) = delete;

    // Through each fault, one of them canceled. How many of each outcome, by what it says.
    int round() {
        int begun = 0;
        for (const auto& [kind, rest] : faults) {
            simulator_.add_fault(R"({"path":"/v1/me","times":)" + std::to_string(times_each) +
                                 R"(,"kind":")" + kind + '"' + rest + '}');
            const bool never_ends = kind == "stall" || kind == "trickle";
            for (int i = 0; i < times_each; ++i, ++begun) {
                if (i == 0) {
                    client_.cancel(client_.begin(there_, poll(), Clock::now() + 10s, [](const Result&) {}));
                } else {
                    one(never_ends ? 20ms : 10'000ms);
                }
            }
            simulator_.clear_faults();
        }
        return begun;
    }
    std::map<std::string, int> outcomes;

private:
    static Request poll() { return {"GET", "/v1/me", {{"Authorization", "Bearer none"}}, ""}; }
    void one(std::chrono::milliseconds limit) {
        try {
            ++outcomes[std::to_string(test::exchanged(client_, there_, poll(), Clock::now() + limit).status)];
        } catch (const NetError& error) {
            ++outcomes[error.what()];
        }
    }

    test::Simulator& simulator_;
    const Destination there_;
    Loop loop_;
    HttpsClient client_{loop_};
};

} // namespace

TEST_CASE("thousands of exchanges through every fault leave no descriptor and no memory behind") {
    const auto* wanted = std::getenv("EXCHANGES"); // NOLINT: no thread changes the environment
    const int count = wanted != nullptr ? std::atoi(wanted) : usual_exchanges; // NOLINT
    test::Simulator simulator;
    Exchanges exchanges(simulator);
    int done = 0;
    while (done < count / 2) { // what is made once is there, and what is kept at hand
        done += exchanges.round();
    }
    const auto descriptors = check::descriptors_now();
    const auto memory = check::memory_now();
    while (done < count) {
        done += exchanges.round();
    }
    MESSAGE(done << " exchanges, of which " << exchanges.outcomes.size() << " kinds of end");
    CHECK(exchanges.outcomes.size() >= 6);              // the faults did what they are for
    CHECK(check::descriptors_now() <= descriptors + 1); // an idle connection more or less
    if (!check::is_sanitized()) {
        CHECK(check::memory_now() <= memory + grown_bytes);
    }
}
