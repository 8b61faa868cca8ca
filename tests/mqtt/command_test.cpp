// Commands over a real broker.
#include "bridged_host.hpp"
#include "broker.hpp"
#include "peer.hpp"

using namespace mqtt_tests;

namespace {

struct House {
    House() {
        REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
        REQUIRE(peer.wait_for("av/hq/device/hall/availability", "online"));
    }
    // The one completion that holds this.
    std::string outcome(const std::string& part) {
        const std::string topic = "av/hq/device/hall/completion";
        REQUIRE(peer.wait_for_part(topic, part));
        return peer.last(topic);
    }
    void say(const std::string& rest, const std::string& payload, const Peer::More& more = {}) {
        peer.publish("av/hq/device/hall/" + rest, payload, more);
    }

    Broker broker;
    BridgedHost host{entry_for(broker.port(), "rack-1"), door_and_hall};
    Peer peer{broker.port()};
};

} // namespace

TEST_CASE_FIXTURE(House, "actions and writes run, and are answered with what came of them") {
    say("action/echo/invoke", R"({"label":"hello","$correlation":"one"})");
    CHECK(outcome("one") ==
          R"({"command":"action/echo","status":"ok","text":"","result":"hello","correlation":"one"})");
    say("property/count/set", "42");
    CHECK(outcome("property/count").find(R"("status":"ok")") != std::string::npos);
    CHECK(peer.wait_for("av/hq/device/hall/property/count", "42"));
    say("property/mode/set", "fast"); // a text as a person types it
    CHECK(peer.wait_for("av/hq/device/hall/property/mode", R"("fast")"));
    say("property/count/set", "101");
    CHECK(outcome("out_of_range").find("count: expected") != std::string::npos);
    say("property/nothing/set", "1");
    CHECK(outcome("property/nothing").find(R"("status":"unsupported")") != std::string::npos);
    say("action/burn/invoke", "");
    CHECK(outcome("action/burn").find(R"("status":"unknown_id")") != std::string::npos);
    say("action/set/invoke", "[]");
    CHECK(outcome("bad_argument").find("expected no payload, or a JSON object") != std::string::npos);
    CHECK(host.counters.commands_run == 6);
    CHECK(host.counters.commands_refused == 1);
}

TEST_CASE_FIXTURE(House, "MQTT 5's response topic gets the outcome with its correlation data") {
    say("action/echo/invoke", R"({"label":"hello"})", {false, "replies/7", std::string{"\0\x01", 2}});
    REQUIRE(peer.wait_for_part("replies/7", R"("result":"hello")"));
    const auto& came = peer.came();
    const auto answer =
        std::find_if(came.begin(), came.end(), [](const auto& one) { return one.topic == "replies/7"; });
    CHECK(answer->correlation == std::string{"\0\x01", 2});
    CHECK_FALSE(answer->retain);
    REQUIRE(peer.wait_for_part("av/hq/device/hall/completion", R"("result":"hello")"));
}

TEST_CASE_FIXTURE(House, "a command that its sender repeats is run once and answered again") {
    const auto before = host.completed();
    const Peer::More more{false, "replies/7", "c"};
    say("action/tell/invoke", "", more);
    REQUIRE(peer.wait_for_part("replies/7", "ok"));
    say("action/tell/invoke", "", more);
    REQUIRE(peer.wait([&] { return peer.all("replies/7").size() == 2; }));
    say("action/echo/invoke", R"({"label":"end"})"); // behind both
    outcome("end");
    CHECK(host.completed() == before + 2);
    CHECK(peer.all("av/hq/device/hall/event/told").size() == 1);
    CHECK(host.counters.commands_repeated == 1);
}

TEST_CASE_FIXTURE(House, "a retained command is refused at once, and again when it is found lying") {
    const auto before = host.completed();
    say("action/tell/invoke", "", {}); // not retained: it runs
    REQUIRE(peer.wait_for_part("av/hq/device/hall/completion", R"("status":"ok")"));
    say("property/count/set", "5", {true, {}, {}});
    CHECK(outcome("property/count").find("a retained command is not run") != std::string::npos);
    peer.forget();
    host.open(entry_for(broker.port(), "rack-1")); // a new connection finds it
    CHECK(peer.wait([&] { return !peer.all("av/hq/device/hall/completion").empty(); }));
    CHECK(peer.last("av/hq/device/hall/completion").find("a retained command is not run") !=
          std::string::npos);
    say("property/count/set", "", {true, {}, {}}); // taken away
    say("action/echo/invoke", R"({"label":"end"})");
    outcome("end");
    CHECK(host.completed() == before + 2);
    CHECK(host::write_json(host.snapshot("hall").values[1].value) != "5");
}

TEST_CASE_FIXTURE(House, "what waits when the host ends is told as canceled") {
    say("action/wait/invoke", R"({"$correlation":"w"})");
    say("action/echo/invoke", R"({"label":"behind"})");
    outcome("behind");
    host.face.reset();
    CHECK(outcome(R"("correlation":"w")").find(R"("status":"canceled","text":"the host ends")") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(House, "who hails a host is answered") {
    peer.forget();
    peer.publish("av/hq/host/rack-1/hail", "");
    CHECK(peer.wait([&] { return !peer.all("av/hq/host/rack-1/status").empty(); }));
}
