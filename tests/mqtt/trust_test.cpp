// Certificates, users and passwords, and that none of it is seen.
#include "avhost_fixture.hpp"
#include "bridged_host.hpp"
#include "broker.hpp"
#include "certificates.hpp"
#include "peer.hpp"

#include <csignal>

using namespace mqtt_tests;
using host_tests::AvhostFixture;
using test::Process;

namespace {

const std::string password = "correct-horse-7";

// Certificates of broker and clients, each signed by an authority of its own.
struct Papers {
    explicit Papers(const std::vector<std::string>& names = {"127.0.0.1", "localhost"})
        : broker{sim::make_server_identity(names)} {
        folder.write("broker-ca.pem", broker.ca_pem);
        folder.write("broker.pem", broker.certificate_pem);
        folder.write("broker.key", broker.key_pem);
        folder.write("client-ca.pem", client.ca_pem);
        folder.write("client.pem", client.certificate_pem);
        folder.write("client.key", client.key_pem);
        folder.write("other-ca.pem", broker.other_ca_pem);
    }
    std::string at(const std::string& name) const { return (folder.path() / name).string(); }
    std::string listener(bool wants_certificate) const {
        return "cafile " + at("client-ca.pem") + "\ncertfile " + at("broker.pem") + "\nkeyfile " +
               at("broker.key") + "\nrequire_certificate " + (wants_certificate ? "true\n" : "false\n");
    }
    const sim::ServerIdentity broker;
    const sim::ServerIdentity client = sim::make_server_identity({"rack-1"});
    test::TempDir folder;
};

// mosquitto_passwd's own hash form is not ours to make: a plugin-free broker reads plain ones too, which it
// hashes itself with -U. So the file is made by it.
std::string password_file(const test::TempDir& folder) {
    std::string text;
    for (const std::string user : {"controller", "rack-1", "panel", "wallboard"}) {
        text += user + ':' + password + '\n';
    }
    const auto file = folder.write("passwords", text).string();
    Process hash{{"mosquitto_passwd", "-U", file}};
    REQUIRE(hash.wait(patience)->status == 0);
    return file;
}

std::string site(std::uint16_t port, const std::string& scheme, const std::string& more) {
    return R"({"devices":[{"id":"door","plugin":"contact"}],"mqtt":{"broker":")" + scheme +
           "://127.0.0.1:" + std::to_string(port) + R"(","site":"hq","host":"rack-1")" + more + "}}";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_FIXTURE(AvhostFixture, "TLS with a client's certificate, a user and a password") {
    const Papers papers;
    const Broker broker{{.listener = papers.listener(true) + "allow_anonymous false\npassword_file " +
                                     password_file(papers.folder) + "\n"}};
    const std::string paths = R"(,"ca_file":")" + papers.at("broker-ca.pem") + R"(","certificate":")" +
                              papers.at("client.pem") + R"(","key":")" + papers.at("client.key") + "\"";
    Process put{command({"secret", "put", "mqtt", "password"})};
    put.write_line(password);
    REQUIRE(status_of(put) == 0);
    Process process{run(site(broker.port(), "mqtts", paths + R"(,"user":"controller")"))};
    Peer peer{broker.port(),
              "#",
              {"controller", password, papers.at("broker-ca.pem"), papers.at("client.pem"),
               papers.at("client.key")}};
    REQUIRE(peer.wait_for("av/hq/device/door/availability", "online"));
    peer.publish("av/hq/device/door/action/close/invoke", "");
    CHECK(peer.wait_for("av/hq/device/door/property/closed", "true"));
    process.send_signal(SIGTERM);
    CHECK(process.wait(patience)->status == 0);
    CHECK(peer.wait_for("av/hq/host/rack-1/status", R"({"status":"offline"})"));
    CHECK_FALSE(has(process.error_text(), password));
    for (const auto& one : peer.came()) {
        CHECK_FALSE(has(one.payload, password));
    }
}

TEST_CASE_FIXTURE(AvhostFixture, "a wrong password is told without telling it, and a right one is taken up") {
    const test::TempDir papers;
    const Broker broker{{.listener = "allow_anonymous false\npassword_file " + password_file(papers) + "\n"}};
    const auto put = [&](const std::string& value) {
        Process process{command({"secret", "put", "mqtt", "password"})};
        process.write_line(value);
        REQUIRE(status_of(process) == 0);
    };
    put("wrong-one");
    Process process{run(site(broker.port(), "mqtt", R"(,"user":"controller")"))};
    REQUIRE(process.wait_for_error_text("the broker refuses the connection: ", patience));
    CHECK_FALSE(has(process.error_text(), "wrong-one"));
    put(password);
    Peer peer{broker.port(), "#", {"controller", password}};
    CHECK(peer.wait_for("av/hq/device/door/availability", "online"));
    Process other{command({"secret", "put", "mqtt", "key"})};
    other.write_line("x");
    CHECK(status_of(other) == 2);
}

TEST_CASE("the example of access rules lets a host work, and a panel do no more than command") {
    const test::TempDir papers;
    const Broker broker{{.listener = "allow_anonymous false\npassword_file " + password_file(papers) +
                                     "\nacl_file " EXAMPLES "/mqtt/mosquitto.acl\n"}};
    auto entry = entry_for(broker.port(), "rack-1");
    entry.user = "rack-1";
    entry.discovery = "homeassistant";
    BridgedHost host{entry, door_and_hall, PLUGINS, password};
    Peer panel{broker.port(), "av/hq/#", {"panel", password}};
    REQUIRE(panel.wait_for("av/hq/device/door/availability", "online"));
    Peer wallboard{broker.port(), "av/hq/#", {"wallboard", password}};
    REQUIRE(wallboard.wait_for("av/hq/device/door/property/closed", "false"));

    wallboard.publish("av/hq/device/door/action/close/invoke", "");
    wallboard.publish("av/hq/device/door/property/closed", "true", {true, {}, {}});
    panel.publish("av/hq/device/door/property/closed", "true", {true, {}, {}});
    panel.publish("av/hq/host/rack-1/status", "{}", {true, {}, {}});
    panel.publish("av/hq/device/hall/action/echo/invoke", R"({"label":"hello"})");
    REQUIRE(panel.wait_for_part("av/hq/device/hall/completion", "hello"));
    CHECK(panel.last("av/hq/device/door/property/closed") == "false");
    CHECK(has(panel.last("av/hq/host/rack-1/status"), "online"));
    CHECK(host.completed() == 1);

    Peer answered{broker.port(), "replies/panel/#", {"panel", password}};
    answered.publish("av/hq/device/door/action/close/invoke", "", {false, "replies/panel/1", "c"});
    CHECK(answered.wait_for_part("replies/panel/1", "ok"));
    CHECK_FALSE(host.log.has("see its access rules"));
}

TEST_CASE("what a broker forbids is told") {
    const test::TempDir papers;
    const Broker broker{{.listener = "allow_anonymous false\npassword_file " + password_file(papers) +
                                     "\nacl_file " EXAMPLES "/mqtt/mosquitto.acl\n"}};
    auto entry = entry_for(broker.port(), "rack-7");
    entry.user = "panel";
    const BridgedHost host{entry, door_and_hall, PLUGINS, password};
    CHECK(soon([&] { return host.log.has("see its access rules"); }));
}

TEST_CASE("a broker that another authority vouches for, or of another name, is not trusted") {
    std::vector<std::string> names{"127.0.0.1"};
    std::string authority;
    SUBCASE("authority") {
        authority = "other-ca.pem";
    }
    SUBCASE("the system's authorities") {}
    SUBCASE("name") {
        names = {"127.0.0.2", "elsewhere.example"};
        authority = "broker-ca.pem";
    }
    const Papers papers{names};
    const Broker broker{{.listener = papers.listener(false)}};
    auto entry = entry_for(broker.port(), "rack-1");
    entry.tls = true;
    entry.ca_file = authority.empty() ? "" : papers.at(authority);
    const BridgedHost host{entry, door_and_hall};
    CHECK(soon([&] { return host.log.has("it is tried again"); }));
    CHECK(host.log.has("certificate verify failed"));
    CHECK(host.counters.connections == 0);
}

TEST_CASE("a broker's name works as well as its number") {
    const Papers papers;
    const Broker broker{{.listener = papers.listener(false)}};
    auto entry = entry_for(broker.port(), "rack-1");
    entry.tls = true;
    entry.ca_file = papers.at("broker-ca.pem");
    entry.address = "localhost"; // in both worlds, and the broker listens in one
    const BridgedHost host{entry, door_and_hall};
    Peer peer{broker.port(), "#", {"", "", papers.at("broker-ca.pem"), "", ""}};
    CHECK(peer.wait_for("av/hq/device/door/availability", "online"));
}
