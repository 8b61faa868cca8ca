// What is installed is enough for a stranger: a plugin is built outside the tree, checked, and run.
#include "process.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>

namespace {

// Far beyond anything that is waited for: only a fault gets there.
constexpr std::chrono::seconds patience{200};

void run(const std::vector<std::string>& words) {
    test::Process process(words);
    std::string output;
    while (const auto line = process.read_line(patience)) {
        output += *line + '\n';
    }
    output += process.error_text();
    CAPTURE(words.front());
    CAPTURE(output);
    const auto ended = process.wait(patience);
    REQUIRE(ended);
    REQUIRE(ended->status == 0);
}

} // namespace

TEST_CASE("a stranger finds the package, builds a plugin, and it passes plugin-check; the importer runs it") {
    const test::TempDir folder;
    const auto prefix = (folder.path() / "prefix").string();
    const auto source = (folder.path() / "source").string();
    const auto build = (folder.path() / "build").string();
    run({"cmake", "--install", BUILD, "--prefix", prefix});
    std::filesystem::copy(PROJECT_SOURCE "/tests/plugin_check/stranger", source);
    run({"cmake", "-S", source, "-B", build, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix});
    run({"cmake", "--build", build});
    run({prefix + "/bin/plugin-check", build + "/plugins/lamp"});
    run({IMPORTER, build + "/plugins/lamp/lamp.so", "toggle"});
    CHECK(std::filesystem::exists(prefix + "/share/device-plugin/schema/manifest.schema.json"));
}

TEST_CASE("the importer runs the contact") {
    run({IMPORTER, PLUGINS "/contact/contact.so", "close"});
}

TEST_CASE("the importer waits for what a thread of the plugin completes") {
    run({IMPORTER, PLUGINS "/feedthrough/feedthrough.so", "tell"});
}

TEST_CASE("the importer says so when it is given something else") {
    test::Process process({IMPORTER, PROJECT_SOURCE "/README.md"});
    const auto ended = process.wait(patience);
    REQUIRE(ended);
    CHECK(ended->status == 2);
}
