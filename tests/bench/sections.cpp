// The register of sections: one line each.
#include "section.hpp"

// clang-format off
#define BENCH_SECTIONS(section) \
    section(cpu,       "CPU per poll of a 12 KB player answer, against bare OpenSSL") \
    section(devices,   "memory, threads and descriptors by the number of devices") \
    section(commands,  "latency of commands, alone and while nine of ten polls hang") \
    section(stop,      "how long stop() takes in each phase of an exchange") \
    section(hanging,   "staleness of healthy devices while as many others hang in their polls") \
    section(storm,     "a thousand devices begin together: until all are online, and commands meanwhile") \
    section(slow_host, "whether polls stay on time when the host's callbacks take 200 ms") \
    section(limits,    "requests sent although Spotify asked to be left alone") \
    section(days,      "staleness and requests over simulated days, beside fixed intervals") \
    section(mqtt,      "what one host carries on a broker: a thousand devices")
// clang-format on

namespace bench {

#define BENCH_DECLARE(name, measures) Rows measure_##name();
BENCH_SECTIONS(BENCH_DECLARE)

#define BENCH_ENTRY(name, measures) {#name, measures, measure_##name},
std::vector<Section> sections() {
    return {BENCH_SECTIONS(BENCH_ENTRY)};
}

} // namespace bench
