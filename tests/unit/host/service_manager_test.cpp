// What the service manager hears, on a socket of the test's own; and the unit that is installed.
#include "heartbeat.hpp"
#include "service_manager.hpp"

#include "avhost_fixture.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <future>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

using namespace std::chrono_literals;
using host_tests::patience;
using test::Process;

namespace {

// Receives datagrams at a path, or at an abstract name with @ in front.
class Manager {
public:
    explicit Manager(const std::string& name)
        : socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') {
            address.sun_path[0] = '\0';
        }
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0);
    }

    // Nothing when none comes in time.
    std::string next(std::chrono::milliseconds time = patience) {
        pollfd waiting{socket_.get(), POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(time.count())) != 1) {
            return {};
        }
        std::array<char, 4096> room{};
        const auto got = ::recv(socket_.get(), room.data(), room.size(), 0);
        return {room.data(), static_cast<std::size_t>(got < 0 ? 0 : got)};
    }

    // The next that is no heartbeat.
    std::string news() {
        std::string text = next();
        while (text == "WATCHDOG=1") {
            text = next();
        }
        return text;
    }

private:
    host::Descriptor socket_;
};

struct Service : host_tests::AvhostFixture {
    Process::Options options(const std::string& more_usec = "") const {
        Process::Options options;
        options.environment = {{"NOTIFY_SOCKET", socket}};
        if (!more_usec.empty()) {
            options.environment.emplace_back("WATCHDOG_USEC", more_usec);
        }
        return options;
    }

    std::string socket = (folder.path() / "notify").string();
    Manager manager{socket};
};

} // namespace

TEST_CASE_FIXTURE(Service, "the manager hears of the start, of reloads and of the end") {
    Process avhost{run(host_tests::contact_site), options()};
    CHECK(manager.next() ==
          "READY=1\nSTATUS=runs 2 devices and 1 rules of " + (folder.path() / "site.json").string());
    folder.write("site.json", R"({"devices":[{"id":"door","plugin":"contact"}]})");
    avhost.send_signal(SIGHUP);
    const std::string reloading = manager.next();
    CHECK(reloading.find("RELOADING=1\nMONOTONIC_USEC=") == 0);
    CHECK(std::stoll(reloading.substr(reloading.find("USEC=") + 5)) > 0);
    CHECK(manager.next().find("READY=1\nSTATUS=runs 1 devices and 0 rules") == 0);
    folder.write("site.json", "{");
    avhost.send_signal(SIGHUP);
    CHECK(manager.next().find("RELOADING=1\n") == 0);
    CHECK(manager.next().ends_with("; the last reload failed, see the log"));
    avhost.send_signal(SIGTERM);
    CHECK(manager.next() == "STOPPING=1\nSTATUS=stops the devices");
    const auto ended = avhost.wait(patience);
    REQUIRE(ended);
    CHECK(ended->status == 0);
}

TEST_CASE_FIXTURE(Service, "the watchdog is fed at half its time, as long as the host thinks") {
    Process avhost{run(host_tests::contact_site), options("100000")};
    REQUIRE(manager.news().find("READY=1") == 0);
    for (int beat = 0; beat < 3; ++beat) {
        CHECK(manager.next() == "WATCHDOG=1");
    }
    CHECK(status_of(avhost) == 0);
}

TEST_CASE_FIXTURE(Service,
                  "while the site is read again the watchdog waits for all devices that may have to end") {
    Process avhost{run(host_tests::contact_site), options("60000000")};
    REQUIRE(manager.news().ends_with("\nWATCHDOG_USEC=60000000"));
    avhost.send_signal(SIGHUP);
    CHECK(manager.news().ends_with("\nWATCHDOG_USEC=90000000")); // two devices, 15 s each
    CHECK(manager.news().ends_with("\nWATCHDOG_USEC=60000000"));
    CHECK(status_of(avhost) == 0);
}

TEST_CASE_FIXTURE(Service, "a host that is stuck feeds no watchdog") {
    host_tests::RunningHost running{R"({"devices":[]})"};
    const avhost::ServiceManager notifies{socket, 20ms};
    avhost::Heartbeat heartbeat{running.host, notifies};
    heartbeat.beat();
    CHECK(manager.next() == "WATCHDOG=1");
    std::promise<void> may_go;
    running.host.ask_for_life([waits = may_go.get_future().share()] { waits.wait(); });
    for (int i = 0; i < 3; ++i) {
        ::poll(nullptr, 0, heartbeat.wait()); // as the main thread does
        heartbeat.beat();
    }
    CHECK(manager.next(0ms).empty());
    may_go.set_value();
    CHECK(manager.next() == "WATCHDOG=1");
    running.host.stop();
    CHECK(manager.next(0ms).empty()); // one for all that were owed
}

TEST_CASE("a manager may listen at an abstract name, and may not be there at all") {
    const std::string name = "@avhost-test-" + std::to_string(::getpid());
    Manager manager{name};
    avhost::ServiceManager{name, {}}.status("two\nlines");
    CHECK(manager.next() == "STATUS=two lines");
    avhost::ServiceManager{"", 10ms}.alive();
    avhost::ServiceManager{"/nowhere/notify", {}}.alive();
    avhost::ServiceManager{"relative", {}}.alive();
    avhost::ServiceManager{'/' + std::string(200, 'x'), {}}.alive();
    CHECK_FALSE(avhost::ServiceManager{"", 10ms}.heartbeat()); // nobody to be told
    CHECK(avhost::ServiceManager{name, 10ms}.heartbeat() == 5ms);
    CHECK_FALSE(avhost::ServiceManager{name, {}}.heartbeat());
}

TEST_CASE_FIXTURE(host_tests::AvhostFixture,
                  "the unit that is installed starts the program below the same prefix") {
    const auto script = std::filesystem::path{SERVICE_UNIT}.parent_path() / "cmake_install.cmake";
    for (const std::string name : {"usr", "opt/av"}) {
        const auto prefix = (folder.path() / name).string();
        Process install{{"cmake", "-DCMAKE_INSTALL_PREFIX=" + prefix, "-P", script.string()}};
        REQUIRE(status_of(install) == 0);
        const auto unit = test::read_file(prefix + "/lib/systemd/system/avhost.service");
        CHECK(unit.find("\nExecStart=" + prefix + "/bin/avhost run ") != std::string::npos);
    }
}

TEST_CASE_FIXTURE(host_tests::AvhostFixture,
                  "the unit is one that systemd takes, and leaves the host little") {
    std::string unit = test::read_file(SERVICE_UNIT);
    for (const std::string line :
         {"Type=notify", "WatchdogSec=30", "Restart=on-failure", "ProtectSystem=strict",
          "CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "AmbientCapabilities=CAP_NET_BIND_SERVICE",
          "NoNewPrivileges=yes", "ExecReload=kill -HUP $MAINPID", "StateDirectory=avhost"}) {
        CAPTURE(line);
        CHECK(unit.find('\n' + line + '\n') != std::string::npos);
    }
    if (!std::filesystem::exists("/usr/bin/systemd-analyze")) {
        MESSAGE("systemd-analyze is not there; the unit is read and not verified");
        return;
    }
    // Where the program is now, in place of where it will be installed.
    const auto begin = unit.find("ExecStart=") + 10;
    unit.replace(begin, unit.find(" run ", begin) - begin, AVHOST);
    const auto file = folder.write("avhost.service", unit).string();
    Process verify{{"/usr/bin/systemd-analyze", "verify", "--man=no", file}};
    CHECK(status_of(verify) == 0);
    CHECK(verify.error_text().find(file) == std::string::npos); // where its complaints begin
    // In tenths: 2.0 of 10 is "OK"; without the sandbox it would be 96.
    Process security{
        {"/usr/bin/systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold=20", file}};
    CHECK(status_of(security) == 0);
}
