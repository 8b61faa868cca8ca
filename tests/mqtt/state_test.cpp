// What lies on the broker is what the host has, and nothing comes twice.
#include "bridged_host.hpp"
#include "broker.hpp"
#include "peer.hpp"

#include <set>

using namespace mqtt_tests;

namespace {

// Every retained topic of the device against the host's own snapshot.
void check_equal(Peer& peer, BridgedHost& host, const std::string& device) {
    const auto snapshot = host.snapshot(device);
    const std::string root = "av/hq/device/" + device + '/';
    for (const auto& property : snapshot.values) {
        CAPTURE(property.name);
        CHECK(peer.last(root + "property/" + property.name) == host::write_json(property.value));
    }
    CHECK(peer.last(root + "state") == "{\"revision\":" + std::to_string(snapshot.revision) +
                                           ",\"properties\":" + host::write_json(snapshot.values) + '}');
}

// Feedthrough tells its attention in a batch of its own, soon after the first.
void wait_for_start(Peer& peer) {
    REQUIRE(peer.wait_for("av/hq/device/hall/availability", "online"));
    REQUIRE(peer.wait([&] {
        const auto state = peer.last("av/hq/device/hall/state");
        return state.find(R"("attention":)") != std::string::npos &&
               state.find(R"("attention":null)") == std::string::npos;
    }));
}

} // namespace

TEST_CASE("who comes later finds everything lying there, as the host has it") {
    const Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    Peer first{broker.port()};
    REQUIRE(first.wait_for_part("av/hq/host/rack-1/status", R"("devices":["door","hall"])"));
    REQUIRE(first.wait_for("av/hq/device/door/availability", "online"));
    wait_for_start(first);
    REQUIRE(host.write("hall", "notes", dp::Json{R"(["a","b"])"}).status == dp::Status::ok);
    REQUIRE(host.write("hall", "ratio", 0.5).status == dp::Status::ok);
    REQUIRE(host.write("door", "closed", true).status == dp::Status::ok);
    REQUIRE(first.wait_for("av/hq/device/hall/property/ratio", "0.5"));
    REQUIRE(first.wait_for("av/hq/device/door/property/closed", "true"));
    REQUIRE(first.wait_for_part("av/hq/device/hall/state", R"("ratio":0.5)"));
    REQUIRE(first.wait_for_part("av/hq/device/door/state", R"("closed":true)"));

    Peer later{broker.port()};
    REQUIRE(later.wait_for("av/hq/device/hall/availability", "online"));
    REQUIRE(later.wait_for("av/hq/device/door/availability", "online"));
    REQUIRE(later.wait([&] { return !later.last("av/hq/device/hall/state").empty(); }));
    REQUIRE(later.wait([&] { return !later.last("av/hq/device/hall/property/attention").empty(); }));
    REQUIRE(later.wait([&] { return !later.last("av/hq/device/door/state").empty(); }));
    for (const auto& one : later.came()) {
        CHECK(one.retain);
    }
    check_equal(later, host, "hall");
    check_equal(later, host, "door");
    CHECK(later.last("av/hq/device/door/health") == R"({"health":"ready","cause":"ok","text":""})");
    CHECK(later.last("av/hq/device/door/owner") == R"({"host":"rack-1"})");
    CHECK(host.counters.is_connected);
    CHECK(host.counters.driven == 2);
}

TEST_CASE("a batch comes in its order, the whole device behind it, and events where they happened") {
    const Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    Peer peer{broker.port(), "av/hq/device/hall/#"};
    wait_for_start(peer);
    peer.forget();
    peer.publish("av/hq/device/hall/action/set/invoke", R"({"label":"x","count":7,"flag":true})");
    REQUIRE(peer.wait_for_part("av/hq/device/hall/completion", "action/set"));
    peer.publish("av/hq/device/hall/action/tell/invoke", "");
    REQUIRE(peer.wait_for_part("av/hq/device/hall/completion", "action/tell"));
    std::vector<std::string> topics;
    for (const auto& one : peer.came()) {
        const std::string rest = one.topic.substr(std::string{"av/hq/device/hall/"}.size());
        if (!rest.ends_with("/invoke")) {
            topics.push_back(rest);
        }
    }
    REQUIRE(topics.size() == 7);
    CHECK(std::set<std::string>(topics.begin(), topics.begin() + 3) ==
          std::set<std::string>{"property/label", "property/count", "property/flag"});
    CHECK(std::vector<std::string>(topics.begin() + 3, topics.end()) ==
          std::vector<std::string>{"state", "completion", "event/told", "completion"});
    const auto event = peer.last("av/hq/device/hall/event/told");
    CHECK(event.find(R"("count":7)") != std::string::npos);
    CHECK(event.starts_with(R"({"at":)"));
}

TEST_CASE("what did not change is not published again, not after a reload either") {
    const Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    Peer peer{broker.port()};
    REQUIRE(peer.wait_for_part("av/hq/host/rack-1/status", R"("devices":["door","hall"])"));
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    wait_for_start(peer);
    peer.forget();
    REQUIRE(host.host.reload(host::parse_site(door_and_hall, "site.json")).ok);
    REQUIRE(host.write("door", "closed", false).status == dp::Status::ok); // as it is
    REQUIRE(host.write("door", "closed", true).status == dp::Status::ok);
    REQUIRE(peer.wait_for_part("av/hq/device/door/state", R"("closed":true)"));
    std::vector<std::string> topics;
    for (const auto& one : peer.came()) {
        topics.push_back(one.topic);
    }
    CHECK(topics == std::vector<std::string>{"av/hq/device/door/property/closed", "av/hq/device/door/state"});
}

TEST_CASE("a device that leaves is taken away, and one that comes is there") {
    const Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    Peer peer{broker.port()};
    REQUIRE(peer.wait_for("av/hq/device/hall/availability", "online"));
    REQUIRE(host.host
                .reload(host::parse_site(
                    R"({"devices":[{"id":"door","plugin":"contact"},{"id":"gate","plugin":"contact"}]})",
                    "s.json"))
                .ok);
    REQUIRE(peer.wait_for("av/hq/device/gate/availability", "online"));
    REQUIRE(peer.wait_for_part("av/hq/host/rack-1/status", R"("devices":["door","gate"])"));
    Peer later{broker.port()};
    REQUIRE(later.wait_for("av/hq/device/gate/availability", "online"));
    for (const auto& one : later.came()) {
        CAPTURE(one.topic);
        CHECK(one.topic.find("/hall/") == std::string::npos);
    }
    later.publish("av/hq/device/gate/property/closed/set", "true");
    CHECK(later.wait_for("av/hq/device/gate/property/closed", "true"));
}

TEST_CASE("a clean end says that host and devices are gone") {
    const Broker broker;
    Peer peer{broker.port()};
    {
        BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
        REQUIRE(peer.wait_for("av/hq/device/hall/availability", "online"));
        REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    }
    CHECK(peer.wait_for("av/hq/host/rack-1/status", R"({"status":"offline"})"));
    CHECK(peer.wait_for("av/hq/device/hall/availability", "offline"));
    CHECK(peer.wait_for("av/hq/device/door/availability", "offline"));
}

TEST_CASE("a rule that fires is heard") {
    const Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"),
                     R"({"devices":[{"id":"door","plugin":"contact"},{"id":"relay","plugin":"contact"}],
                         "rules":[{"name":"Closing","when":{"property":"door.closed","becomes":true},
                                   "do":{"invoke":"relay.close"}}]})"};
    Peer peer{broker.port()};
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    REQUIRE(peer.wait_for("av/hq/device/relay/availability", "online"));
    peer.publish("av/hq/device/door/action/close/invoke", "");
    CHECK(peer.wait_for_part("av/hq/host/rack-1/rule", R"("because":"door.closed became true")"));
    CHECK(peer.last("av/hq/host/rack-1/rule").starts_with(R"({"rule":"Closing","at":)"));
    CHECK(peer.wait_for("av/hq/device/relay/property/closed", "true"));
}

TEST_CASE("what is for those who set the system up never reaches the broker") {
    const Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"),
                     R"({"devices":[{"id":"s","plugin":"signer"}],
                         "rules":[{"name":"tells","when":{"property":"s.consent_page","changes":true},
                                   "do":{"invoke":"s.finish"}}]})",
                     TEST_PLUGINS};
    Peer peer{broker.port()};
    REQUIRE(peer.wait_for("av/hq/device/s/property/ends_at", "null"));
    REQUIRE(peer.wait_for("av/hq/device/s/availability", "offline")); // sign-in is needed
    const auto link = host.snapshot("s").values.front();
    REQUIRE(link.name == "consent_page");
    const auto* const secret = std::get_if<std::string>(&link.value);
    REQUIRE(secret != nullptr);
    REQUIRE_FALSE(secret->empty());
    peer.publish("av/hq/device/s/action/forget/invoke", "");
    CHECK(peer.wait_for_part("av/hq/device/s/completion", R"("status":"forbidden")"));
    peer.publish("av/hq/device/s/property/consent_page/set", "x");
    CHECK(peer.wait_for_part("av/hq/device/s/completion",
                             R"("command":"property/consent_page","status":"forbidden")"));
    for (const auto& one : peer.came()) {
        CAPTURE(one.topic);
        CHECK((one.topic.find("consent_page") == std::string::npos || one.topic.ends_with("/set")));
        CHECK(one.payload.find(*secret) == std::string::npos);
        CHECK(one.payload.find("consent.example") == std::string::npos);
    }
}
