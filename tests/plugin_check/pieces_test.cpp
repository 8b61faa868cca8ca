// The rooms of plugin-check alone: command line, profile, samples, mutations, and what it says.
#include "check/mutate.hpp"
#include "check/options.hpp"
#include "check/profile.hpp"
#include "check/sample.hpp"
#include "host/text_file.hpp"
#include "plugin_check.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace plugin_check_tests;

namespace {

check::Options options(std::vector<std::string_view> words) {
    return check::parse_options(words);
}

host::Schema schema(const std::string& json) {
    std::vector<std::string> problems;
    return host::read_schema(host::read_json(json, "schema"), "", problems);
}

} // namespace

TEST_CASE("the command line") {
    const auto all = options({"folder", "--profile", "p.json", "--json", "-", "--only", "a", "--only", "b",
                              "--reproduce", "7", "--jobs", "3", "--patience", "100"});
    CHECK(all.folder == "folder");
    CHECK(all.profile == "p.json");
    CHECK(all.json == "-");
    CHECK(all.only == std::vector<std::string>{"a", "b"});
    CHECK(all.seed == 7);
    CHECK(all.jobs == 3);
    CHECK(all.patience == std::chrono::milliseconds{100});
    CHECK(options({"--list"}).list);
    CHECK_THROWS_WITH_AS(options({}), "expected the folder of a plugin", check::UsageError);
    CHECK_THROWS_AS(options({"a", "b"}), check::UsageError);
    CHECK_THROWS_AS(options({"a", "--only"}), check::UsageError);
    CHECK_THROWS_AS(options({"a", "--reproduce", "x"}), check::UsageError);
    CHECK_THROWS_AS(options({"a", "--nothing"}), check::UsageError);
}

TEST_CASE("a profile is read whole, and what is wrong with one is said with file and key") {
    const test::TempDir folder;
    const auto good = folder.write("p.json", R"({"service":{"command":["a","${bin}/b"]},"config":{"x":"${y}"},
        "secrets":{"k":"v"},"parameters":{"go":{"n":1}},"silent":{"config":{"x":"${silent}"}}})");
    const auto profile = check::read_profile(good);
    CHECK(profile.command == std::vector<std::string>{"a", "${bin}/b"});
    CHECK(profile.config == R"({"x":"${y}"})");
    CHECK(profile.secrets.at(0).at("k") == "v");
    CHECK(profile.parameters.at("go") == R"({"n":1})");
    CHECK(profile.silent_config == R"({"x":"${silent}"})");
    CHECK(profile.folder == folder.path());
    CHECK_THROWS_WITH_AS(check::read_profile(folder.write("q.json", R"({"confg":{}})")),
                         doctest::Contains("q.json: /confg: expected one of the keys"), check::ProfileError);
    CHECK_THROWS_WITH_AS(check::read_profile(folder.write("r.json", R"({"service":{}})")),
                         doctest::Contains("/service/command: expected an array"), check::ProfileError);
    CHECK_THROWS_AS(check::read_profile(folder.path() / "none.json"), check::ProfileError);
}

TEST_CASE("names of a profile are put in, and one that stands for nothing is an error") {
    CHECK(check::replaced("a${x}b${x}", {{"x", "1"}}) == "a1b1");
    CHECK(check::replaced("${", {}) == "${");
    CHECK_THROWS_WITH_AS(check::replaced("${z}", {}), doctest::Contains("${z}"), check::ProfileError);
}

TEST_CASE("samples fit their schema, or do not in the way that is asked for") {
    check::Random random(1);
    for (const std::string text :
         {R"({"type":"integer","maximum":-1})", R"({"type":"number","maximum":-5000.5})",
          R"({"type":"integer","minimum":0.5,"maximum":1.5})", R"({"type":"integer","minimum":-1e300})",
          R"({"type":"boolean"})", R"({"type":"integer","minimum":-3,"maximum":3})",
          R"({"type":"number","minimum":0,"maximum":1})", R"({"type":"string","minLength":2,"maxLength":4})",
          R"({"type":"string","enum":["a","b"]})", R"({"type":"array","items":{"type":"string"}})",
          R"({"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}})"}) {
        CAPTURE(text);
        const auto wanted = schema(text);
        for (int i = 0; i < 20; ++i) {
            const auto value = check::fitting(wanted, random);
            REQUIRE(value);
            CHECK(host::violations(wanted, host::to_json(*value)).empty());
        }
        const auto other = check::of_other_type(wanted);
        REQUIRE(other);
        CHECK(host::violations(wanted, host::to_json(*other)).front().status == dp::Status::wrong_type);
        if (const auto outside = check::out_of_bounds(wanted)) {
            CHECK(host::violations(wanted, host::to_json(*outside)).front().status ==
                  dp::Status::out_of_range);
        }
    }
    CHECK_FALSE(check::fitting(schema(R"({"type":"integer","minimum":0.2,"maximum":0.8})"), random));
    CHECK_FALSE(check::fitting(schema(R"({"type":"string","pattern":"^[0-9]{9}$"})"), random));
}

TEST_CASE("the same seed gives the same mutations, and they are mutations") {
    check::Random one(5);
    check::Random two(5);
    const std::string text = R"({"a":1,"b":"x"})";
    int same = 0;
    for (int i = 0; i < 200; ++i) {
        const auto changed = check::mutated(text, one);
        CHECK(changed == check::mutated(text, two));
        same += changed == text ? 1 : 0;
    }
    CHECK(same < 20);
}

TEST_CASE("what it says: the list, a failure with its seed, and what is wrong with a call") {
    const auto list = run_plainly({"--list"});
    CHECK(list.status == 0);
    CHECK(list.output.find("load-unload: After hundreds of lives") != std::string::npos);
    const auto failed = run_plainly(
        {std::string{BROKEN_PLUGINS} + "/config_internal", "--only", "config-fuzz", "--reproduce", "4711"});
    CHECK(failed.status == 1);
    CHECK(failed.output.find("FAILED   config-fuzz: A config with anything wrong") != std::string::npos);
    CHECK(failed.output.find("0 passed, 1 failed, 0 skipped (seed 4711)") != std::string::npos);
    const auto again = run_plainly(
        {std::string{BROKEN_PLUGINS} + "/config_internal", "--only", "config-fuzz", "--reproduce", "4711"});
    CHECK(again.output == failed.output); // the same config is refused
    CHECK(run_plainly({}).status == 2);
    CHECK(run_plainly({"/nowhere"}).status == 2);
    const auto nothing = run_plainly({std::string{BROKEN_PLUGINS} + "/none", "--only", "nothing"});
    CHECK(nothing.status == 2);
    CHECK(nothing.output.find("there is no nothing") != std::string::npos);
}

TEST_CASE("a test that crashes or hangs has failed, with the reason") {
    const auto crashed =
        plugin_check_tests::run(std::string{BROKEN_PLUGINS} + "/null_device", {"--only", "arguments-null"});
    REQUIRE(crashed);
    CHECK(crashed->tests.front().verdict == "failed");
    CHECK(crashed->tests.front().text.find("signal") != std::string::npos);
}

TEST_CASE("an action that no parameters are known for is no pass, and is named") {
    const test::TempDir folder;
    const std::string none = std::string{BROKEN_PLUGINS} + "/none";
    auto manifest = host::read_text_file(none + "/manifest.json", 1U << 20U);
    const std::string number = R"("level": { "type": "integer", "minimum": 0, "maximum": 10 },)";
    const auto at = manifest.rfind(number);
    REQUIRE(at != std::string::npos);
    manifest.replace(at, number.size(), R"("level": { "type": "string", "pattern": "^[0-9]{9}$" },)");
    folder.write("manifest.json", manifest);
    std::filesystem::copy_file(none + "/none.so", folder.path() / "none.so");
    const auto run = plugin_check_tests::run(folder.path().string(), {"--only", "actions-valid"});
    REQUIRE(run);
    CHECK(run->tests.front().verdict == "skipped");
    CHECK(run->tests.front().text.find("set") != std::string::npos);
}
