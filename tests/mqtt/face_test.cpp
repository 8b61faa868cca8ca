// The broker as an installer meets it: site file, check, reload, figures, support bundle, Home Assistant.
#include "avhost_fixture.hpp"
#include "bridged_host.hpp"
#include "broker.hpp"
#include "peer.hpp"
#include "raw_client.hpp"

#include <csignal>
#include <regex>

using namespace mqtt_tests;
using host_tests::AvhostFixture;
using test::Process;

namespace {

std::string mqtt(std::uint16_t port, const std::string& site, const std::string& more = "") {
    return R"("mqtt":{"broker":"mqtt://127.0.0.1:)" + std::to_string(port) + R"(","site":")" + site + "\"" +
           more + "}";
}

std::string site(const std::string& more) {
    return R"({"devices":[{"id":"door","plugin":"contact"}])" + (more.empty() ? "" : "," + more) + "}";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string config_topic = "homeassistant/device/hq_door/config";

} // namespace

TEST_CASE_FIXTURE(AvhostFixture, "a host without a name makes one and keeps it") {
    const Broker broker;
    Peer peer{broker.port(), "av/hq/host/+/status"};
    std::string topic;
    for (int round = 0; round < 2; ++round) {
        peer.forget();
        Process process{run(site(mqtt(broker.port(), "hq")))};
        REQUIRE(
            peer.wait([&] { return !peer.came().empty() && has(peer.came().back().payload, "\"door\""); }));
        CHECK(
            std::regex_match(peer.came().back().topic, std::regex{"av/hq/host/avhost-[0-9a-f]{12}/status"}));
        CHECK((topic.empty() || topic == peer.came().back().topic));
        topic = peer.came().back().topic;
        CHECK(status_of(process) == 0);
        CHECK(peer.wait_for(topic, R"({"status":"offline"})"));
    }
}

TEST_CASE_FIXTURE(AvhostFixture, "check tells of mistakes and of what is not wise") {
    Process good{command({"check", folder.write("s.json", site(mqtt(1883, "hq"))).string()})};
    CHECK(status_of(good) == 0);
    CHECK(good.error_text().empty());
    Process open{command(
        {"check",
         folder.write("s.json", site(R"("mqtt":{"broker":"mqtt://b.example","site":"hq"})")).string()})};
    CHECK(status_of(open) == 0);
    CHECK(has(open.error_text(), ":1:55: /mqtt/broker: warning: without TLS everybody"));
    Process bad{command(
        {"check",
         folder.write("s.json", site(R"("mqtt":{"broker":"mqtt://b.example","site":"HQ"})")).string()})};
    CHECK(status_of(bad) == 2);
    CHECK(has(bad.error_text(), "/mqtt/site: expected a name of a-z"));
}

TEST_CASE_FIXTURE(AvhostFixture, "a reload takes up another broker, another name, and none") {
    const Broker first;
    const Broker second;
    Peer at_first{first.port()};
    Peer at_second{second.port()};
    Process process{run(site(mqtt(first.port(), "hq", R"(,"host":"rack-1")")))};
    REQUIRE(at_first.wait_for("av/hq/device/door/availability", "online"));
    folder.write("site.json", site(mqtt(second.port(), "lab", R"(,"host":"rack-1")")));
    process.send_signal(SIGHUP);
    CHECK(at_first.wait_for("av/hq/device/door/availability", "offline"));
    CHECK(at_first.wait_for("av/hq/host/rack-1/status", R"({"status":"offline"})"));
    CHECK(at_second.wait_for("av/lab/device/door/availability", "online"));
    folder.write("site.json", site(""));
    process.send_signal(SIGHUP);
    CHECK(at_second.wait_for("av/lab/host/rack-1/status", R"({"status":"offline"})"));
    CHECK(status_of(process) == 0);
}

TEST_CASE_FIXTURE(AvhostFixture, "figures and support bundle speak of the broker, and of no password") {
    const Broker broker;
    Process put{command({"secret", "put", "mqtt", "password"})};
    put.write_line("hush-hush-9");
    REQUIRE(status_of(put) == 0);
    Process process{run(site(mqtt(broker.port(), "hq", R"(,"host":"rack-1","user":"me")") +
                             R"(,"panel":{"listen":"127.0.0.1:0"})"))};
    REQUIRE(process.wait_for_error_text("/\n", host_tests::patience));
    std::smatch found;
    const std::string text = process.error_text();
    REQUIRE(std::regex_search(text, found, std::regex{"panel: http://127\\.0\\.0\\.1:([0-9]+)/\n"}));
    const auto port = static_cast<std::uint16_t>(std::stoi(found.str(1)));
    Peer peer{broker.port()};
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    peer.publish("av/hq/device/door/action/close/invoke", "");
    REQUIRE(peer.wait_for("av/hq/device/door/property/closed", "true"));
    REQUIRE(peer.wait_for_part("av/hq/device/door/completion", "ok"));
    peer.publish("av/hq/device/door/action/close/invoke", "PRESS");
    REQUIRE(peer.wait_for_part("av/hq/device/door/completion", "bad_argument"));
    const auto metrics = get(port, "/metrics");
    CHECK(has(metrics, "\navhost_mqtt_connected 1\n"));
    CHECK(has(metrics, "\navhost_mqtt_reconnects_total 0\n"));
    CHECK(has(metrics, "\navhost_mqtt_devices_driven 1\n"));
    CHECK(has(metrics, "\navhost_mqtt_commands_total{done=\"run\"} 1\n"));
    CHECK(has(metrics, "\navhost_mqtt_commands_total{done=\"refused\"} 1\n"));
    CHECK(std::regex_search(metrics, std::regex{"\navhost_mqtt_published_total [1-9][0-9]+\n"}));
    const auto bundle = get(port, "/support-bundle");
    CHECK(has(bundle, "avhost_mqtt_connected"));
    CHECK(has(bundle, R"("user":"me")"));
    for (const auto& told : {metrics, bundle, process.error_text()}) {
        CHECK_FALSE(has(told, "hush-hush-9"));
    }
    CHECK(status_of(process) == 0);
}

TEST_CASE_FIXTURE(AvhostFixture,
                  "Home Assistant hears what a device is called, and that it is called otherwise") {
    const Broker broker;
    Peer peer{broker.port()};
    const auto named = [&](const std::string& name) {
        return R"({"devices":[{"id":"door","name":")" + name + R"(","plugin":"contact"}],)" +
               mqtt(broker.port(), "hq", R"(,"host":"rack-1","discovery":"homeassistant")") + "}";
    };
    Process process{run(named("Back door"))};
    REQUIRE(peer.wait_for_part(config_topic, R"("name":"Back door")"));
    folder.write("site.json", named("Garden door"));
    process.send_signal(SIGHUP);
    CHECK(peer.wait_for_part(config_topic, R"("name":"Garden door")"));
    CHECK(status_of(process) == 0);
}

TEST_CASE_FIXTURE(AvhostFixture, "Home Assistant is told of a device, and that it is gone") {
    const Broker broker;
    Peer peer{broker.port()};
    const std::string on = R"(,"host":"rack-1","discovery":"homeassistant")";
    {
        Process process{run(site(mqtt(broker.port(), "hq", on)))};
        REQUIRE(peer.wait_for_part(config_topic, R"("platform":"switch")"));
        folder.write("site.json", site(mqtt(broker.port(), "hq", R"(,"host":"rack-1","discovery":false)")));
        process.send_signal(SIGHUP);
        CHECK(peer.wait([&] { return peer.last(config_topic).empty(); }));
        folder.write("site.json", site(mqtt(broker.port(), "hq", on)));
        process.send_signal(SIGHUP);
        CHECK(peer.wait_for_part(config_topic, R"("platform":"switch")"));
        CHECK(status_of(process) == 0);
    }
    CHECK_FALSE(peer.last(config_topic).empty()); // a host that ends comes again
    CHECK(peer.last(config_topic).find(R"("name":"door")") != std::string::npos);
    Process without{run(site(mqtt(broker.port(), "hq", R"(,"host":"rack-1")")))}; // switched off meanwhile
    CHECK(peer.wait([&] { return peer.last(config_topic).empty(); }));
    CHECK(status_of(without) == 0);
    Process other{
        run(R"({"devices":[{"id":"gate","plugin":"contact"}],)" + mqtt(broker.port(), "hq", on) + "}")};
    CHECK(peer.wait_for_part("homeassistant/device/hq_gate/config", "switch"));
    folder.write("site.json", R"({"devices":[],)" + mqtt(broker.port(), "hq", on) + "}");
    other.send_signal(SIGHUP);
    CHECK(peer.wait([&] { return peer.last("homeassistant/device/hq_gate/config").empty(); }));
}
