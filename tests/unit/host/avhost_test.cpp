// The program as a process: command line, pipes, signals, exit codes.
#include "avhost_fixture.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

using namespace std::chrono_literals;
using test::Process;

namespace {

using host_tests::contact_site;
using host_tests::patience;
using Fixture = host_tests::AvhostFixture;

} // namespace

TEST_CASE_FIXTURE(Fixture, "run --stdio speaks lines from the first happening to the last") {
    Process avhost{run(contact_site)};
    CHECK(avhost.read_line(patience) == R"({"device":"door","health":"ready","cause":"ok","text":""})");
    CHECK(hears(avhost, R"({"device":"relay","revision":1,"at":)"));
    avhost.write_line(R"({"device":"door","invoke":"close","token":7})");
    CHECK(hears(avhost, R"({"device":"door","completed":7,"status":"ok","text":"","result":null})"));
    CHECK(hears(avhost, R"("properties":{"closed":true}})")); // the rule
    avhost.write_line(R"({"quit":true})");
    CHECK(hears(avhost, R"({"device":"relay","health":"stopped","cause":"ok","text":""})"));
    const auto ended = avhost.wait(patience); // with stdin still open
    REQUIRE(ended);
    CHECK(ended->status == 0);
}

TEST_CASE_FIXTURE(Fixture, "the end of stdin ends the host, a last line without an end included") {
    Process avhost{run(contact_site)};
    avhost.write_line("nonsense");
    CHECK(hears(avhost, R"("line":"nonsense"})"));
    CHECK(status_of(avhost) == 0);
    CHECK(hears(avhost, R"({"device":"relay","health":"stopped")"));
}

TEST_CASE_FIXTURE(Fixture, "SIGTERM and SIGINT end the host with status 0") {
    for (const int number : {SIGTERM, SIGINT}) {
        Process avhost{run(contact_site)};
        REQUIRE(hears(avhost, R"("health":"ready")"));
        avhost.send_signal(number);
        const auto ended = avhost.wait(patience);
        REQUIRE(ended);
        CHECK(ended->status == 0);
        CHECK(avhost.wait_for_error_text("ends: a signal", patience));
    }
}

TEST_CASE_FIXTURE(Fixture,
                  "a second run on a state folder refuses, and the next one after the first does not") {
    Process first{run(contact_site)};
    REQUIRE(hears(first, R"("health":"ready")"));
    Process second{run(contact_site)};
    CHECK(status_of(second) == 3);
    CHECK(second.error_text().find(state.string()) != std::string::npos);
    CHECK(status_of(first) == 0);
    Process third{run(contact_site)};
    CHECK(status_of(third) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a reader that goes away ends the host, and not by a signal") {
    const auto script = folder.write(
        "short_reader.sh",
        "rm -f \"$1.status\"\n"
        "mkfifo \"$1.in\"\n"
        "( exec 3<>\"$1.in\"; env --default-signal=PIPE \"$2\" run \"$1\" --stdio --state \"$3\" "
        "--plugins \"$4\" <&3; echo $? > \"$1.status\" ) | head -n 1\n"
        "while [ ! -s \"$1.status\" ]; do read -r -t 1 x <> \"$1.in\"; done\n"
        "cat \"$1.status\"\n");
    const auto site = folder.write("site.json", contact_site);
    Process shell{{"/bin/bash", script.string(), site.string(), AVHOST, state.string(), PLUGINS}};
    CHECK(shell.read_line(patience) == R"({"device":"door","health":"ready","cause":"ok","text":""})");
    CHECK(shell.read_line(patience) == "0");
    CHECK(shell.error_text().find("stdout is not read any more") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "all faults of a site are said, and nothing is run") {
    const std::string bad = R"({"devices":[{"id":"a","plugin":"contact"},{"id":"a","plugin":5}],"mqtt":{}})";
    Process run_it{run(bad)};
    CHECK(status_of(run_it) == 2);
    Process check_it{command({"check", folder.write("site.json", bad).string()})};
    CHECK(status_of(check_it) == 2);
    for (Process* process : {&run_it, &check_it}) {
        const std::string text = process->error_text();
        CHECK(text.find("/devices/1/id: expected") != std::string::npos);
        CHECK(text.find("/devices/1/plugin: expected") != std::string::npos);
        CHECK(text.find("/mqtt/broker: expected") != std::string::npos);
        CHECK_FALSE(process->read_line(1ms));
    }
    CHECK_FALSE(std::filesystem::exists(state));
    Process good{command({"check", folder.write("site.json", contact_site).string()})};
    CHECK(status_of(good) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a secret goes from stdin to a private file, and is seen nowhere") {
    Process put{command({"secret", "put", "spotify", "account/a/refresh_token"})};
    put.write_line("s3cret");
    CHECK(status_of(put) == 0);
    const auto file = state / "secrets" / "spotify" / "account~a~refresh_token";
    CHECK(test::read_file(file) == "s3cret");
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(put.error_text().find("s3cret") == std::string::npos);
    CHECK(put.read_line(patience) == "stored account/a/refresh_token of spotify in " + state.string() +
                                         ", protected by file permissions only; a host that runs on this "
                                         "state folder takes it up at once");
    CHECK_FALSE(put.read_line(patience));
}

TEST_CASE_FIXTURE(Fixture, "a secret is refused when it is empty, too long, or for nobody") {
    Process empty{command({"secret", "put", "feedthrough", "note"})};
    empty.write_line("");
    CHECK(status_of(empty) == 2);
    Process nobody{command({"secret", "put", "nobody", "k"})};
    CHECK(status_of(nobody) == 1);
    CHECK(nobody.error_text().find("there is no nobody in ") != std::string::npos);
    Process bad_key{command({"secret", "put", "spotify", "account/../k/refresh_token"})};
    bad_key.write_line("x");
    CHECK(status_of(bad_key) == 2);
    Process long_one{command({"secret", "put", "feedthrough", "note"})};
    long_one.write_line(std::string(64 * 1024 + 1, 'x'));
    CHECK(status_of(long_one) == 2);
    CHECK_FALSE(std::filesystem::exists(state / "secrets" / "feedthrough" / "note"));
}

TEST_CASE_FIXTURE(Fixture,
                  "describe shows a manifest, and the wrong command line gets a sentence and status 2") {
    Process describe{command({"describe", "contact"})};
    CHECK(hears(describe, "example.contact"));
    CHECK(hears(describe, "closed  boolean, can be written"));
    CHECK(status_of(describe) == 0);
    const std::vector<std::vector<std::string>> wrong{{},
                                                      {"fly"},
                                                      {"run"},
                                                      {"run", "a", "b"},
                                                      {"run", "a", "--wings"},
                                                      {"check"},
                                                      {"check", "a", "--stdio"},
                                                      {"secret"},
                                                      {"secret", "put", "contact"},
                                                      {"describe", "../x"}};
    for (const auto& words : wrong) {
        Process process{command(words)};
        CHECK(status_of(process) == 2);
        CHECK(process.error_text().find("expected") != std::string::npos);
    }
    Process wings{command({"describe", "contact", "--wings"})};
    CHECK(status_of(wings) == 2);
    CHECK(wings.error_text().find("--wings") != std::string::npos);
    Process version{{AVHOST, "--version"}};
    CHECK(hears(version, "avhost "));
    for (const char* const word : {"--help", "help"}) {
        Process help{{AVHOST, word}};
        CHECK(hears(help, "avhost run SITE.json"));
        CHECK(status_of(help) == 0);
    }
}

TEST_CASE_FIXTURE(Fixture, "plugins come from several folders, the first that has one") {
    const auto site = folder.write("site.json", R"({"devices":[{"id":"door","plugin":"contact"},
        {"id":"tape","plugin":"recorder"}]})");
    const auto run_with = [&](const std::vector<std::string>& folders) {
        std::vector<std::string> words{AVHOST, "check", site.string()};
        for (const auto& one : folders) {
            words.insert(words.end(), {"--plugins", one});
        }
        Process process{words};
        const int status = status_of(process);
        return std::pair{status, process.error_text()};
    };
    CHECK(run_with({PLUGINS, TEST_PLUGINS}).first == 0);
    CHECK(run_with({TEST_PLUGINS, PLUGINS}).first == 0);
    const auto [status, said] = run_with({PLUGINS});
    CHECK(status == 2);
    CHECK(said.find("there is no recorder in " PLUGINS ";") != std::string::npos);
    folder.write("own/contact/manifest.json", "{}");
    CHECK(run_with({(folder.path() / "own").string(), PLUGINS, TEST_PLUGINS})
              .second.find((folder.path() / "own/contact/manifest.json").string() + ": ") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the panel says where it is") {
    Process avhost{run(R"({"devices":[],"panel":{"listen":"127.0.0.1:0"}})")};
    CHECK(avhost.wait_for_error_text("panel: http://127.0.0.1:", patience));
    CHECK(status_of(avhost) == 0);
}
