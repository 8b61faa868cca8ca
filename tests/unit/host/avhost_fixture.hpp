// avhost as a process, on a state folder of its own.
#pragma once

#include "process.hpp"
#include "recorder.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace host_tests {

inline const std::string contact_site = R"({ // a door
    "devices": [{"id":"door","plugin":"contact"}, {"id":"relay","plugin":"contact"}],
    "rules": [{"name":"r","when":{"property":"door.closed","becomes":true},"do":[{"invoke":"relay.close"}]}] })";

struct AvhostFixture {
    std::vector<std::string> command(std::vector<std::string> words) const {
        words.insert(words.begin(), AVHOST);
        words.insert(words.end(), {"--state", state.string(), "--plugins", PLUGINS});
        return words;
    }

    std::vector<std::string> run(const std::string& text) const {
        return command({"run", folder.write("site.json", text).string(), "--stdio"});
    }

    // Exit status; the process has to end by itself.
    static int status_of(test::Process& process) {
        process.close_stdin();
        const auto ended = process.wait(patience);
        REQUIRE(ended);
        REQUIRE(ended->status);
        return *ended->status;
    }

    static bool hears(test::Process& process, const std::string& part) {
        return process
            .wait_for_line([&](const auto& line) { return line.find(part) != std::string::npos; }, patience)
            .has_value();
    }

    test::TempDir folder;
    std::filesystem::path state = folder.path() / "state";
};

} // namespace host_tests
