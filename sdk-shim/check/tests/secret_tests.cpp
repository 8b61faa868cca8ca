// Secrets stay where they are.
#include "check/bench.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace check {

namespace {

constexpr std::size_t shortest_secret = 8; // characters; what is shorter may stand anywhere by chance

// While it lives, what is printed to stdout goes to stderr, which is a file when the runner runs this.
class StdoutToStderr {
public:
    StdoutToStderr() {
        std::fflush(stdout);
        stdout_ = Descriptor{::dup(1)};
        ::dup2(2, 1);
    }
    ~StdoutToStderr() {
        std::fflush(stdout);
        ::dup2(stdout_.get(), 1);
    }
    StdoutToStderr(const StdoutToStderr&) = delete;
    StdoutToStderr& operator=(const StdoutToStderr&) = delete;

private:
    Descriptor stdout_;
};

std::string all_of_stderr() {
    std::fflush(stdout); // it goes there too meanwhile
    std::ifstream file("/proc/self/fd/2");
    return {std::istreambuf_iterator<char>(file), {}};
}

// Nothing that was said or stored since the rig began holds a secret of its host.
void expect_kept(Rig& rig) {
    auto said = rig.recorder().texts();
    for (const auto& more : {rig.host().log(), rig.said(), std::vector{all_of_stderr()}}) {
        said.insert(said.end(), more.begin(), more.end());
    }
    for (const auto& [key, value] : rig.host().state()) {
        said.push_back(key);
        said.push_back(value);
    }
    for (const auto& secret : rig.host().all_secrets()) {
        if (secret.size() < shortest_secret) {
            continue;
        }
        for (const auto& line : said) {
            const auto at = line.find(secret);
            expect(at == std::string::npos,
                   "a secret stands in what the plugin said, printed or stored as state, after: " +
                       line.substr(0, std::min<std::size_t>(at, 60)));
        }
    }
}

void canary(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    if (bench.manifest().secrets.empty()) {
        throw Skip("the manifest names no secret");
    }
    const StdoutToStderr aside;
    { // with each secret that the manifest names, though no service knows them
        Rig rig(bench);
        const auto known = rig.host().secrets();
        for (const auto& secret : bench.manifest().secrets) {
            if (const auto key = bench.key_of(secret.key); !known.contains(key)) {
                rig.host().put_secret(key, "canary-" + std::to_string(bench.random()()));
            }
        }
        try {
            rig.exercise();
        } catch (const Failure&) { // it does not work with them, and says so: that is what is listened to
        }
        expect_kept(rig);
    }
    Rig rig(bench); // with those that work
    rig.exercise();
    expect_kept(rig);
}

} // namespace

std::vector<Test> secret_tests() {
    return {
        {"canary-secret",
         "No secret comes into a log, a property, an event, a text, a result, the state or what is printed.",
         std::chrono::seconds{120}, canary}};
}

} // namespace check
