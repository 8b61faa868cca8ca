// The broker's part of a site file: every mistake is told with its place.
#include "host/site_check.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

std::vector<std::string> faults(const std::string& mqtt) {
    try {
        host::parse_site(R"({"devices":[],"mqtt":)" + mqtt + "}", "s.json");
    } catch (const host::SiteError& error) {
        return error.sentences();
    }
    return {};
}

std::string fault(const std::string& mqtt) {
    const auto found = faults(mqtt);
    return found.empty() ? "" : found.front();
}

std::string broker_fault(const std::string& broker) {
    return fault(R"({"site":"hq","broker":")" + broker + "\"}");
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

host::MqttEntry entry(const std::string& mqtt) {
    return *host::parse_site(R"({"devices":[],"mqtt":)" + mqtt + "}", "s.json").mqtt;
}

} // namespace

TEST_CASE("a broker is read whole") {
    CHECK_FALSE(host::parse_site(R"({"devices":[]})", "s.json").mqtt);
    const auto small = entry(R"({"broker":"mqtt://127.0.0.1","site":"hq"})");
    CHECK(small == host::MqttEntry{"127.0.0.1", 1883, false, "av", "hq", "", "", "", "", "", ""});
    const auto large =
        entry(R"({"broker":"mqtts://b.example:8884","prefix":"a/b","site":"hq","host":"rack-1","user":"u",
        "ca_file":"ca.pem","certificate":"c.pem","key":"k.pem","discovery":"homeassistant"})");
    CHECK(large == host::MqttEntry{"b.example", 8884, true, "a/b", "hq", "rack-1", "u", "ca.pem", "c.pem",
                                   "k.pem", "homeassistant"});
    CHECK(entry(R"({"broker":"mqtts://[::1]","site":"hq","discovery":false})") ==
          host::MqttEntry{"::1", 8883, true, "av", "hq", "", "", "", "", "", ""});
}

TEST_CASE("mistakes have a line, a column and an expectation") {
    const auto found = faults(R"({
  "prefix": "Av", "site": "h q", "host": 5, "user": "",
  "discovery": true, "brokr": 1, "password": "SECRET"
})");
    const std::vector<std::string> expected{
        "s.json:1:15: /mqtt/broker: expected the broker's address, such as \"mqtt://127.0.0.1:1883\"",
        "s.json:2:3: /mqtt/prefix: expected names of a-z",
        "s.json:2:19: /mqtt/site: expected a name of a-z",
        "s.json:2:34: /mqtt/host: expected a name of a-z",
        "s.json:2:45: /mqtt/user: expected a user's name",
        "s.json:3:3: /mqtt/discovery: expected Home Assistant's discovery prefix",
        "s.json:3:22: /mqtt/brokr: expected one of the keys broker, prefix, site",
        "s.json:3:34: /mqtt/password: expected no password here; it goes into the secret store: avhost "
        "secret put mqtt password",
    };
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(found[i]);
        CHECK(found[i].starts_with(expected[i]));
        CHECK_FALSE(has(found[i], "SECRET"));
    }
    CHECK(has(found[6], "did you mean broker?"));
    CHECK(has(fault("5"), "/mqtt: expected an object"));
    CHECK(has(fault(R"({"broker":"mqtt://127.0.0.1"})"),
              "/mqtt/site: expected a name of a-z, 0-9, _ and -, of at "
              "most 64 characters, for the place where the devices are; it is missing"));
}

TEST_CASE("an address that is none is refused, and what may be a password is not repeated") {
    for (const std::string bad :
         {"127.0.0.1:1883", "tcp://127.0.0.1", "mqtt://", "mqtt://:1883", "mqtt://a:0", "mqtt://a:65536",
          "mqtt://a:x", "mqtt://a:", "mqtt://a b", "mqtt://[::1", "mqtt://[127.0.0.1]", "mqtt://::1",
          "mqtt://a/b", "mqtt://-a"}) {
        CAPTURE(bad);
        CHECK(has(broker_fault(bad), "/mqtt/broker: expected the broker's address"));
    }
    const auto with_user = broker_fault("mqtt://me:SECRET@127.0.0.1:1883");
    CHECK(has(with_user, "expected an address without a user"));
    CHECK_FALSE(has(with_user, "SECRET"));
    for (const std::string good :
         {"mqtt://localhost", "mqtts://b-1.example.com:443", "mqtt://10.0.0.1:1", "mqtt://[fe80::1]:2"}) {
        CAPTURE(good);
        CHECK(broker_fault(good).empty());
    }
}

TEST_CASE("certificates belong to TLS, and come with their key") {
    CHECK(has(fault(R"({"broker":"mqtt://127.0.0.1","site":"hq","ca_file":"ca.pem"})"),
              "/mqtt/ca_file: expected a broker with TLS for it"));
    CHECK(has(fault(R"({"broker":"mqtts://127.0.0.1","site":"hq","certificate":"c.pem"})"),
              "/mqtt/certificate: expected certificate and key, both or neither"));
    CHECK(has(fault(R"({"broker":"mqtts://127.0.0.1","site":"hq","certificate":"c.pem","key":""})"),
              "/mqtt/key: expected the path of a PEM file"));
}

TEST_CASE("paths are relative to the site file") {
    const test::TempDir folder;
    const auto file =
        folder.write("s.json", R"({"devices":[],"mqtt":{"broker":"mqtts://127.0.0.1","site":"hq",
        "ca_file":"ca.pem","certificate":"/etc/c.pem","key":"k.pem"}})");
    const auto mqtt = host::read_site(file).mqtt;
    CHECK(mqtt->ca_file == folder.path() / "ca.pem");
    CHECK(mqtt->certificate == "/etc/c.pem");
    CHECK(mqtt->key == folder.path() / "k.pem");
}

TEST_CASE("a broker beyond this machine without TLS is warned of") {
    const auto warnings = [](const std::string& broker) {
        return host::site_warnings(host::parse_site(
            "{\"devices\":[],\n\"mqtt\":{\"site\":\"hq\",\"broker\":\"" + broker + "\"}}", "s.json"));
    };
    for (const std::string quiet :
         {"mqtt://127.0.0.1", "mqtt://127.8.8.8:9", "mqtt://[::1]", "mqtts://b.example"}) {
        CAPTURE(quiet);
        CHECK(warnings(quiet).empty());
    }
    for (const std::string open :
         {"mqtt://localhost", "mqtt://10.0.0.1", "mqtt://127.0.0.1.example", "mqtt://[fe80::1]"}) {
        CAPTURE(open);
        REQUIRE(warnings(open).size() == 1);
        CHECK(warnings(open)[0].starts_with("s.json:2:21: /mqtt/broker: warning: without TLS everybody"));
    }
}
