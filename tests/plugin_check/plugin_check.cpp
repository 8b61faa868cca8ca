#include "plugin_check.hpp"

#include "process.hpp"

#include <doctest/doctest.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

namespace plugin_check_tests {

namespace {

// Far beyond anything that is waited for: only a fault gets there.
constexpr std::chrono::seconds patience{280};

} // namespace

std::vector<std::string> Run::ids(const std::string& verdict) const {
    std::vector<std::string> found;
    for (const auto& one : tests) {
        if (one.verdict == verdict) {
            found.push_back(one.id);
        }
    }
    return found;
}

const Found* Run::test(const std::string& id) const {
    const auto found = std::ranges::find(tests, id, &Found::id);
    return found == tests.end() ? nullptr : &*found;
}

Run run_plainly(const std::vector<std::string>& words) {
    std::vector<std::string> all{PLUGIN_CHECK};
    all.insert(all.end(), words.begin(), words.end());
    test::Process process(all);
    Run run;
    while (const auto line = process.read_line(patience)) {
        run.output += *line + '\n';
    }
    if (const auto ended = process.wait(patience); ended && ended->status) {
        run.status = *ended->status;
    }
    run.output += process.error_text();
    return run;
}

std::optional<Run> run(const std::string& folder, const std::vector<std::string>& more) {
    std::vector<std::string> words{folder, "--json", "-"};
    words.insert(words.end(), more.begin(), more.end());
    auto run = run_plainly(words);
    INFO(run.output);
    if (run.output.empty() || run.output.front() != '{') {
        return std::nullopt;
    }
    const auto report = Poco::JSON::Parser().parse(run.output).extract<Poco::JSON::Object::Ptr>();
    const auto tests = report->getArray("tests");
    for (unsigned i = 0; i < tests->size(); ++i) {
        const auto one = tests->getObject(i);
        run.tests.push_back({one->getValue<std::string>("id"), one->getValue<std::string>("verdict"),
                             one->getValue<std::string>("text")});
    }
    return run;
}

} // namespace plugin_check_tests
