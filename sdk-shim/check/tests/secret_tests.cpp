// Secrets stay where they are.
#include "check/bench.hpp"

namespace check {

namespace {

constexpr std::size_t shortest_secret = 8; // characters; what is shorter may stand anywhere by chance

// A key of the manifest with its {name}s filled in.
std::string key_of(std::string form) {
    for (auto open = form.find('{'); open != std::string::npos; open = form.find('{')) {
        const auto close = form.find('}', open);
        form.replace(open, close == std::string::npos ? close : close - open + 1, "first");
    }
    return form;
}

void canary(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    if (bench.manifest().secrets.empty()) {
        throw Skip("the manifest names no secret");
    }
    Rig rig(bench);
    const auto known = rig.host().secrets();
    for (const auto& secret : bench.manifest().secrets) {
        if (const auto key = key_of(secret.key); !known.contains(key)) {
            rig.host().put_secret(key, "canary-" + std::to_string(bench.random()()));
        }
    }
    rig.exercise();
    auto said = rig.recorder().texts();
    for (const auto& line : rig.host().log()) {
        said.push_back(line);
    }
    for (const auto& [key, value] : rig.host().state()) {
        said.push_back(value);
    }
    for (const auto& secret : rig.host().all_secrets()) {
        if (secret.size() < shortest_secret) {
            continue;
        }
        for (const auto& line : said) {
            const auto at = line.find(secret);
            expect(at == std::string::npos,
                   "a secret stands in what the plugin said or stored as state, after: " +
                       line.substr(0, std::min<std::size_t>(at, 60)));
        }
    }
}

} // namespace

std::vector<Test> secret_tests() {
    return {{"canary-secret",
             "No secret comes into a log, a property, an event, a text, a result or the state.",
             std::chrono::seconds{120}, canary}};
}

} // namespace check
