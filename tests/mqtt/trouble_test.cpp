// Brokers that die and hang, hosts that die, several hosts: nothing that lies there is lost, nothing runs
// twice, and one drives.
#include "avhost_fixture.hpp"
#include "bridged_host.hpp"
#include "broker.hpp"
#include "peer.hpp"

#include <csignal>
#include <thread>

using namespace mqtt_tests;
using host_tests::AvhostFixture;
using test::Process;

namespace {

std::string site_with(std::uint16_t port, const std::string& devices, const std::string& more) {
    return R"({"devices":)" + devices + R"(,"mqtt":{"broker":"mqtt://127.0.0.1:)" + std::to_string(port) +
           R"(","site":"hq")" + more + "}}";
}

const std::string door_only = R"([{"id":"door","plugin":"contact"}])";

// Writes to the hall for as long as it lives.
class Load {
public:
    explicit Load(BridgedHost& host)
        : thread_{[this, &host] {
            const auto asker = std::make_shared<host_tests::Recorder>();
            for (std::int64_t i = 1; !ends_; ++i) {
                host.host.write({asker, i}, "hall", "count", std::int64_t{i % 101}, 0);
                asker->outcome(i);
                ++written_;
            }
        }} {}
    ~Load() {
        ends_ = true;
        thread_.join();
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    std::int64_t written() const { return written_; }

private:
    std::atomic<bool> ends_{false};
    std::atomic<std::int64_t> written_{0};
    std::thread thread_;
};

void die_and_come_back(bool persists) {
    Broker broker{{.persists = persists}};
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    const Peer::More named{false, "replies/7", "once"};
    {
        Peer before{broker.port()};
        REQUIRE(before.wait_for("av/hq/device/hall/availability", "online"));
        before.publish("av/hq/device/hall/action/tell/invoke", "", named);
        REQUIRE(before.wait_for_part("replies/7", R"("status":"ok")"));
    }
    {
        const Load load{host};
        REQUIRE(soon([&] { return load.written() > 200; }));
        broker.kill();
        const auto at_death = load.written();
        REQUIRE(soon([&] { return !host.counters.is_connected; }));
        REQUIRE(soon([&] { return load.written() > at_death + 200; })); // the host goes on
        broker.start();
        REQUIRE(soon([&] { return host.counters.connections == 2; }));
        REQUIRE(soon([&] { return host.counters.is_connected && load.written() > at_death + 400; }));
    }
    REQUIRE(host.write("hall", "label", "the end").status == dp::Status::ok);
    Peer after{broker.port()};
    REQUIRE(after.wait_for("av/hq/device/hall/property/label", R"("the end")"));
    REQUIRE(after.wait_for_part("av/hq/device/hall/state", "the end"));
    REQUIRE(after.wait_for("av/hq/device/hall/availability", "online"));
    REQUIRE(after.wait_for_part("av/hq/host/rack-1/status", R"("devices":["door","hall"])"));
    const auto snapshot = host.snapshot("hall");
    CHECK(after.last("av/hq/device/hall/state") ==
          "{\"revision\":" + std::to_string(snapshot.revision) +
              ",\"properties\":" + host::write_json(snapshot.values) + '}');
    for (const auto& property : snapshot.values) {
        CAPTURE(property.name);
        CHECK(after.last("av/hq/device/hall/property/" + property.name) == host::write_json(property.value));
    }
    // Its sender heard no acknowledgment and says it again.
    const auto completed = host.completed();
    after.publish("av/hq/device/hall/action/tell/invoke", "", named);
    CHECK(after.wait_for_part("replies/7", R"("status":"ok")"));
    CHECK(host.completed() == completed);
    CHECK(host.counters.commands_repeated == 1);
    CHECK(after.all("av/hq/device/hall/event/told").empty());
}

} // namespace

TEST_CASE("a broker is killed under load and comes back with nothing") {
    die_and_come_back(false);
}

TEST_CASE("a broker is killed under load and comes back with what it kept") {
    die_and_come_back(true);
}

TEST_CASE("a host may come before its broker") {
    Broker broker;
    broker.kill();
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    REQUIRE(host.write("door", "closed", true).status == dp::Status::ok);
    REQUIRE(soon([&] { return host.log.has("it is tried again"); }));
    broker.start();
    REQUIRE(soon([&] { return host.counters.is_connected.load(); }));
    Peer peer{broker.port()};
    CHECK(peer.wait_for("av/hq/device/door/property/closed", "true"));
}

TEST_CASE_FIXTURE(AvhostFixture, "a host that is killed is told to be offline by the broker") {
    const Broker broker;
    Peer peer{broker.port()};
    Process process{run(site_with(broker.port(), door_only, R"(,"host":"rack-1")"))};
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    process.send_signal(SIGKILL);
    CHECK(peer.wait_for("av/hq/host/rack-1/status", R"({"status":"offline"})"));
    CHECK(process.wait(patience)->signal == SIGKILL);
}

TEST_CASE_FIXTURE(AvhostFixture,
                  "of two hosts with one device one drives, both are told, and the other takes over") {
    const Broker broker;
    Peer peer{broker.port()};
    Process first{run(site_with(broker.port(), door_only, R"(,"host":"rack-1")"))};
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    BridgedHost second{entry_for(broker.port(), "rack-2"), door_and_hall};
    REQUIRE(peer.wait_for_part("av/hq/host/rack-2/status", R"("devices":["hall"],"contested":["door"])"));
    CHECK(second.log.has("door: the host rack-1 drives a device of this name on the broker"));
    CHECK(peer.last("av/hq/device/door/owner") == R"({"host":"rack-1"})");
    CHECK(second.counters.contested == 1);

    peer.publish("av/hq/device/door/property/closed/set", "true");
    REQUIRE(peer.wait_for("av/hq/device/door/property/closed", "true"));
    REQUIRE(peer.wait_for_part("av/hq/device/door/completion", "ok"));
    CHECK(second.write("door", "closed", true).status == dp::Status::ok); // its own goes on, unheard
    CHECK(second.write("door", "closed", false).status == dp::Status::ok);
    peer.publish("av/hq/device/hall/action/echo/invoke", R"({"label":"behind"})");
    REQUIRE(peer.wait_for_part("av/hq/device/hall/completion", "behind"));
    CHECK(peer.last("av/hq/device/door/property/closed") == "true");
    CHECK(peer.all("av/hq/device/door/completion").size() == 1);

    first.send_signal(SIGKILL);
    REQUIRE(peer.wait_for_part("av/hq/host/rack-2/status", R"("devices":["door","hall"]})"));
    CHECK(peer.wait_for("av/hq/device/door/owner", R"({"host":"rack-2"})"));
    CHECK(peer.wait_for("av/hq/device/door/property/closed", "false"));
    peer.publish("av/hq/device/door/action/close/invoke", "");
    CHECK(peer.wait_for("av/hq/device/door/property/closed", "true"));
    CHECK(second.log.has("door: is driven by this host now"));
}

TEST_CASE("two hosts that come at once agree on one") {
    const Broker broker;
    BridgedHost first{entry_for(broker.port(), "rack-1"), door_and_hall};
    BridgedHost second{entry_for(broker.port(), "rack-2"), door_and_hall};
    REQUIRE(soon([&] {
        return first.counters.driven + second.counters.driven == 2 &&
               first.counters.contested + second.counters.contested == 2;
    }));
    Peer peer{broker.port()};
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    peer.publish("av/hq/device/door/action/close/invoke", "");
    REQUIRE(peer.wait_for("av/hq/device/door/property/closed", "true"));
    REQUIRE(
        soon([&] { return first.completed() + second.completed() >= 1; })); // it is told after the property
    CHECK(first.completed() + second.completed() == 1);
}

TEST_CASE("a second host of the same name is told why it is sent away") {
    const Broker broker;
    BridgedHost first{entry_for(broker.port(), "rack-1"), door_and_hall};
    BridgedHost second{entry_for(broker.port(), "rack-1"), door_and_hall};
    CHECK(soon([&] {
        return first.log.has("two hosts of one site must not have the same name") ||
               second.log.has("two hosts of one site must not have the same name");
    }));
}

TEST_CASE("a broker that hangs does not keep a host from ending, and neither does one that never answers") {
    Broker broker;
    Peer peer{broker.port()};
    auto host = std::make_unique<BridgedHost>(entry_for(broker.port(), "rack-1"), door_and_hall);
    REQUIRE(peer.wait_for("av/hq/device/hall/availability", "online"));
    broker.signal(SIGSTOP);
    host.reset();
    // The kernel of a stopped broker takes connections all the same.
    const auto unheard = std::make_unique<BridgedHost>(entry_for(broker.port(), "rack-2"), door_and_hall);
    unheard->face.reset();
    broker.signal(SIGCONT);
    CHECK(peer.wait_for("av/hq/host/rack-1/status", R"({"status":"offline"})"));
}
