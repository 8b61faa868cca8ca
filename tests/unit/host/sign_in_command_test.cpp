// avhost sign-in as a process: over pipes, and on a terminal, with a plugin whose names for the sign-in are
// its own.
#include "process.hpp"
#include "pseudo_terminal.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

using namespace std::chrono_literals;
using host_tests::PseudoTerminal;
using test::Process;

namespace {

constexpr auto patience = 20s;

struct Fixture {
    // The command line that signs `device` in.
    std::vector<std::string> command(const std::string& device, const std::string& mode = "") const {
        const std::string config = mode.empty() ? "{}" : R"({"mode":")" + mode + "\"}";
        const auto site = folder.write("site.json", R"({"devices":[{"id":"door","plugin":"recorder"},
            {"id":"lobby","plugin":"signer","config":)" +
                                                        config + "}]}");
        return {AVHOST,    "sign-in",      site.string(), device,
                "--state", state.string(), "--plugins",   TEST_PLUGINS};
    }

    // What the plugin takes for a browser that comes back.
    void browser_comes(const std::string& with) const {
        Process put{{AVHOST, "secret", "put", "signer", "browser", "--state", state.string(), "--plugins",
                     TEST_PLUGINS}};
        put.write_line(with);
        REQUIRE(status_of(put) == 0);
    }

    static bool hears(Process& process, const std::string& part) {
        return process
            .wait_for_line([&](const auto& line) { return line.find(part) != std::string::npos; }, patience)
            .has_value();
    }

    static bool hears_line(Process& process, const std::string& whole) {
        return process.wait_for_line([&](const auto& line) { return line == whole; }, patience).has_value();
    }

    // Closes stdin; the process has to end by itself.
    static int status_of(Process& process) {
        process.close_stdin();
        const auto ended = process.wait(patience);
        REQUIRE(ended);
        REQUIRE(ended->status);
        return *ended->status;
    }

    // Of a process that ends without its stdin being closed.
    static int status_by_itself(Process& process) {
        const auto ended = process.wait(patience);
        REQUIRE(ended);
        REQUIRE(ended->status);
        return *ended->status;
    }

    test::TempDir folder;
    std::filesystem::path state = folder.path() / "state";
};

const std::string first_link = "https://consent.example/start?n=1";
const std::string second_link = "https://consent.example/start?n=2";

// A program says what it says last before it ends, but the end of its output may be read later.
bool said_nothing_of(Process& process, const std::string& secret) {
    bool seen = process.error_text().find(secret) != std::string::npos;
    while (const auto line = process.read_line(1ms)) {
        seen = seen || line->find(secret) != std::string::npos;
    }
    return !seen;
}

} // namespace

TEST_CASE_FIXTURE(Fixture, "a person pastes, is refused, tries again, and is signed in") {
    Process avhost{command("lobby")};
    REQUIRE(hears(avhost, "lobby (Signer)"));
    REQUIRE(hears_line(avhost, first_link));
    avhost.write_line("nonsense");
    CHECK(hears_line(avhost, "An answer of 8 characters, and not the good one."));
    CHECK(hears_line(avhost, second_link));
    avhost.write_line("GOOD c4nary");
    CHECK(hears_line(avhost, "You are signed in as Pat."));
    CHECK(hears(avhost, "The sign-in ends on "));
    CHECK(status_by_itself(avhost) == 0);
    CHECK(said_nothing_of(avhost, "c4nary"));
    CHECK(avhost.error_text().find("No host runs on the state folder " + state.string() + " now") == 0);
    // The site's other device was left alone.
    CHECK(std::filesystem::exists(state / "secrets" / "signer"));
    CHECK_FALSE(std::filesystem::exists(state / "secrets" / "recorder"));
}

TEST_CASE_FIXTURE(Fixture, "an address in several lines is one address, and a browser need not come") {
    Process avhost{command("lobby", "paste")};
    REQUIRE(hears(avhost, "has to be pasted"));
    avhost.write_line("abc\ndef\n\nghi");
    CHECK(hears_line(avhost, "An answer of 12 characters, and not the good one."));
    // One read ends with a line end, and there is more to come.
    avhost.write_line(std::string(4095, 'a') + '\n' + std::string(1000, 'b'));
    CHECK(hears_line(avhost, "An answer of 5096 characters, and not the good one."));
    avhost.write_line("GOOD");
    CHECK(hears_line(avhost, "You are signed in as Pat."));
    CHECK(status_by_itself(avhost) == 0);
}

TEST_CASE_FIXTURE(Fixture, "the end of stdin ends the last paste, and then the program") {
    Process avhost{command("lobby", "paste")};
    avhost.write_line("GOOD");
    CHECK(status_of(avhost) == 0);
    Process other{command("lobby", "paste")};
    other.write_line("nonsense");
    CHECK(status_of(other) == 1);
    CHECK(hears(other, "An answer of 8 characters"));
    CHECK(other.error_text().find("the input ended before lobby was signed in") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a browser on this machine signs in while nothing can be pasted") {
    Process avhost{command("lobby")};
    REQUIRE(hears_line(avhost, first_link));
    avhost.close_stdin();
    REQUIRE(hears(avhost, "still waited for"));
    browser_comes("good");
    CHECK(hears_line(avhost, "You are signed in as Pat."));
    CHECK(status_by_itself(avhost) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a browser that brings a refusal leaves room for another try") {
    Process avhost{command("lobby")};
    REQUIRE(hears_line(avhost, first_link));
    browser_comes("bad");
    CHECK(hears_line(avhost, "Consent was refused."));
    CHECK(hears_line(avhost, second_link));
    browser_comes("good");
    CHECK(hears_line(avhost, "You are signed in as Pat."));
    CHECK(status_by_itself(avhost) == 0);
}

TEST_CASE_FIXTURE(Fixture, "no browser in time and no more input is the end, with status 1") {
    Process avhost{command("lobby")};
    REQUIRE(hears_line(avhost, first_link));
    avhost.close_stdin();
    REQUIRE(hears(avhost, "still waited for"));
    browser_comes("late");
    CHECK(status_by_itself(avhost) == 1);
    CHECK(avhost.error_text().find("lobby was not signed in") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "signals end it cleanly with status 1") {
    for (const int number : {SIGINT, SIGTERM}) {
        Process avhost{command("lobby")};
        REQUIRE(hears_line(avhost, first_link));
        avhost.send_signal(number);
        CHECK(status_by_itself(avhost) == 1);
        CHECK(avhost.error_text().find("lobby was not signed in") != std::string::npos);
    }
}

TEST_CASE_FIXTURE(Fixture, "a device that cannot bring a link says why, with status 1") {
    Process avhost{command("lobby", "misconfigured")};
    CHECK(status_by_itself(avhost) == 1);
    CHECK(avhost.error_text().find("lobby: The config lacks a chimney.") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a running host does not hinder it") {
    auto words = command("lobby", "paste");
    words[1] = "run";
    words.erase(words.begin() + 3); // the device
    words.push_back("--stdio");
    Process running{words};
    REQUIRE(hears(running, R"("health":"sign_in_required")"));
    Process avhost{command("lobby", "paste")};
    avhost.write_line("GOOD");
    CHECK(status_of(avhost) == 0);
    CHECK(avhost.error_text().empty());
    CHECK(status_of(running) == 0);
}

TEST_CASE_FIXTURE(Fixture, "what cannot be signed in gets a sentence and status 2, and nothing is started") {
    const auto says = [](std::vector<std::string> words, const std::string& sentence) {
        Process process{words};
        CHECK(status_of(process) == 2);
        CAPTURE(process.error_text());
        CHECK(process.error_text().find(sentence) != std::string::npos);
    };
    says(command("attic"), "expected a device attic; there is only door, lobby");
    says(command("door"), "recorder needs no sign-in");
    says(command("lobby", "magic"), ": /devices/1/config/mode: expected");
    auto no_device = command("lobby");
    no_device.erase(no_device.begin() + 3);
    says(no_device, "sign-in: expected a device after it");
    auto no_site = command("lobby");
    no_site[2] = "/nowhere/site.json";
    says(no_site, "/nowhere/site.json");
    auto no_plugins = command("lobby");
    no_plugins.back() = folder.path().string();
    says(no_plugins, ": /devices/1/plugin: expected a plugin that there is; there is no signer in ");
    CHECK_FALSE(std::filesystem::exists(state));
}

TEST_CASE_FIXTURE(Fixture, "describe says how a plugin's devices are signed in") {
    Process describe{{AVHOST, "describe", "signer", "--plugins", TEST_PLUGINS}};
    CHECK(hears(describe, "Sign-in"));
    CHECK(hears(describe, "consent_page"));
    CHECK(hears(describe, "finish(answer)"));
    CHECK(hears(describe, "forget"));
    CHECK(hears(describe, "ends_at"));
    CHECK(hears(describe, "Any other answer is refused."));
    CHECK(status_of(describe) == 0);
}

TEST_CASE_FIXTURE(Fixture, "on a terminal a paste of 8,000 characters arrives whole and unseen") {
    PseudoTerminal terminal{command("lobby", "paste")};
    REQUIRE(terminal.shows("has to be pasted", patience));
    CHECK_FALSE(terminal.is_usual());
    const std::string paste(8000, 'q');
    REQUIRE(terminal.type(paste + '\n', patience));
    CHECK(terminal.shows("An answer of 8000 characters, and not the good one.", patience));
    CHECK(terminal.screen().find("qqqq") == std::string::npos);
    REQUIRE(terminal.type("GOOF\x7F"
                          "D\r",
                          patience));
    CHECK(terminal.shows("You are signed in as Pat.", patience));
    CHECK(terminal.status(patience) == 0);
    CHECK(terminal.is_usual());
}

TEST_CASE_FIXTURE(Fixture, "Ctrl-C and Ctrl-D on a terminal end it and leave the terminal as it was") {
    for (const std::string key : {"\x03", "\x04"}) {
        PseudoTerminal terminal{command("lobby", "paste")};
        REQUIRE(terminal.shows("has to be pasted", patience));
        REQUIRE(terminal.type(key, patience));
        CHECK(terminal.status(patience) == 1);
        CHECK(terminal.is_usual());
    }
}
