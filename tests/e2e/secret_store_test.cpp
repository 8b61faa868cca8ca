// An account whose secrets are sealed: the token is on the disk in no readable form, survives rotation and
// restarts, and a host without the key leaves it alone.
#include "host_process.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace e2e;
using namespace std::string_literals;

namespace {

// For the programs that are started as long as it lives.
class Variable {
public:
    Variable(const char* name, const std::string& value)
        : name_(name) {
        REQUIRE(::setenv(name, value.c_str(), 1) == 0);
    }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

struct Sealed {
    Sealed() {
        test::Process made({AVHOST, "secret", "key", key_file()});
        made.close_stdin();
        const auto ended = made.wait(patience);
        REQUIRE(ended);
        REQUIRE(ended->status == 0);
    }

    std::string key_file() const { return (keys.path() / "avhost.key").string(); }
    std::string token_file() const { return folder.state() + "/secrets/spotify/account~demo~refresh_token"; }

    // Whether a file below the state folder holds this text. A host may run meanwhile: the files in which it
    // writes what is new are gone when that is complete.
    bool is_on_disk(const std::string& text) const {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.state())) {
            if (!entry.is_regular_file()) {
                continue;
            }
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string found{std::istreambuf_iterator<char>(in), {}};
            if (found.find(text) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    test::TempDir keys;
    test::Simulator simulator;
    std::string token = simulator.grant("demo");
    SiteFolder folder{lobby_site(spotify_config(simulator, "demo-client", "demo"))};
};

} // namespace

TEST_CASE("a sealed token: online, rotated and online again, and never readable on the disk") {
    Sealed lobby;
    const Variable key("AVHOST_KEY_FILE", lobby.key_file());
    lobby.simulator.change_tokens("demo", R"({"rotation":"always"})");
    lobby.folder.put_secret("account/demo/refresh_token", lobby.token);
    const auto first = test::read_file(lobby.token_file());
    for (int start = 0; start < 2; ++start) {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "online"s));
        CHECK(host.quit() == 0);
        CHECK(host.process().error_text().find("secrets are encrypted with the key in") != std::string::npos);
    }
    CHECK(test::read_file(lobby.token_file()) != first); // the new token
    CHECK_FALSE(lobby.is_on_disk(lobby.token));
    CHECK(lobby.simulator.stats().dead_token_requests == 0);
}

TEST_CASE("a token from before the key is taken over, and a host without the key leaves it alone") {
    Sealed lobby;
    lobby.folder.put_secret("account/demo/refresh_token", lobby.token);
    REQUIRE(lobby.is_on_disk(lobby.token));
    {
        const Variable key("AVHOST_KEY_FILE", lobby.key_file());
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "online"s));
        CHECK_FALSE(lobby.is_on_disk(lobby.token));
        CHECK(host.quit() == 0);
    }
    const auto sealed = test::read_file(lobby.token_file());
    const auto requests = lobby.simulator.requests().size();
    {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "failed"s));
        CHECK(host.process().wait_for_error_text(lobby.token_file() + ": this secret is sealed", patience));
        CHECK(host.quit() == 0);
    }
    CHECK(test::read_file(lobby.token_file()) == sealed);
    CHECK(lobby.simulator.requests().size() == requests);
    const Variable key("AVHOST_KEY_FILE", lobby.key_file());
    HostProcess host(lobby.folder);
    CHECK(host.wait_property("lobby", "status", "online"s));
}
