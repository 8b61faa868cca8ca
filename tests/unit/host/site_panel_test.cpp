#include "host/site.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

const std::string hash(64, 'a');

std::vector<std::string> placed_faults(const std::string& panel) {
    try {
        host::parse_site(R"({"devices":[],"panel":)" + panel + "}", "s.json");
    } catch (const host::SiteError& error) {
        return error.sentences();
    }
    return {};
}

// Without line and column, which one test looks at.
std::vector<std::string> faults(const std::string& panel) {
    auto found = placed_faults(panel);
    for (auto& sentence : found) {
        sentence.erase(6, sentence.find(": ") - 6);
    }
    return found;
}

std::string listen_fault(const std::string& listen, const std::string& more = "") {
    const auto found = faults(R"({"listen":")" + listen + "\"" + more + "}");
    return found.empty() ? "" : found.front();
}

std::string entry(const std::string& name, const std::string& role, const std::string& sha256) {
    return R"({"name":")" + name + R"(","role":")" + role + R"(","sha256":")" + sha256 + "\"}";
}

std::string keys(const std::string& list) {
    return R"({"listen":"0.0.0.0:8080","keys":)" + list + "}";
}

bool has(const std::vector<std::string>& sentences, const std::string& beginning) {
    return std::any_of(sentences.begin(), sentences.end(),
                       [&](const auto& sentence) { return sentence.starts_with(beginning); });
}

} // namespace

TEST_CASE("without keys a panel listens on loopback only") {
    CHECK(listen_fault("127.0.0.1:0").empty());
    CHECK(listen_fault("127.8.8.8:65535").empty());
    CHECK(listen_fault("[::1]:80").empty());
    for (const std::string open : {"0.0.0.0:80", "192.168.1.5:80", "[::]:80", "[fe80::1]:80"}) {
        CAPTURE(open);
        CHECK(listen_fault(open).find("access keys are needed first: avhost panel-key") != std::string::npos);
        CHECK(listen_fault(open, R"(,"keys":[)" + entry("a", "operate", hash) + "]").empty());
    }
    for (const std::string name : {"localhost:80", "127.0.0.1.example:80", "::1:80", "[127.0.0.1]:80"}) {
        CAPTURE(name);
        CHECK(listen_fault(name).find("expected an IP address, one of IPv6 in brackets") !=
              std::string::npos);
    }
    for (const std::string bad : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:8x", ""}) {
        CAPTURE(bad);
        CHECK(listen_fault(bad).find("an address and a port") != std::string::npos);
    }
}

TEST_CASE("keys and certificate are read whole") {
    const auto site = host::parse_site(R"({"devices":[],"panel":{"listen":"[::]:443","keys":[)" +
                                           entry("lobby wall", "operate", hash) + "," +
                                           entry("office", "set_up", "00FF" + std::string(60, 'b')) +
                                           R"(],"tls":{"certificate":"cert.pem","key":"/etc/key.pem"}}})",
                                       "s.json");
    REQUIRE(site.panel);
    CHECK(site.panel->address == "::");
    CHECK(site.panel->port == 443);
    REQUIRE(site.panel->keys.size() == 2);
    CHECK(site.panel->keys[0].name == "lobby wall");
    CHECK(site.panel->keys[0].role == host::Role::operate);
    CHECK(site.panel->keys[0].sha256.front() == 0xaa);
    CHECK(site.panel->keys[0].sha256.back() == 0xaa);
    CHECK(site.panel->keys[1].role == host::Role::set_up);
    CHECK(site.panel->keys[1].sha256[0] == 0);
    CHECK(site.panel->keys[1].sha256[1] == 0xff);
    CHECK(site.panel->tls == host::TlsFiles{"cert.pem", "/etc/key.pem"});
}

TEST_CASE("each fault of a key has its sentence, and the key is in none") {
    CHECK(has(faults(keys("{}")), "s.json: /panel/keys: expected an array of 1 to 1000 access keys"));
    CHECK(has(faults(keys("[]")), "s.json: /panel/keys: expected an array of 1 to 1000 access keys"));
    CHECK(has(faults(keys("[7]")), "s.json: /panel/keys/0: expected an object with the keys name, role"));
    const auto found = faults(keys("[" + entry("a", "operate", hash) + "," + entry("a", "admin", hash) +
                                   R"(,{"key":"plain-text-key","sha256":"plain-text-key"},)" +
                                   entry("a\\nb", "set_up", std::string(63, 'a')) + "," +
                                   entry("", "set_up", std::string(63, 'a') + "g") + "]"));
    for (const std::string expected :
         {"s.json: /panel/keys/1/name: expected a name that no other key has; \"a\" is there already",
          "s.json: /panel/keys/1/role: expected operate or set_up",
          "s.json: /panel/keys/1/sha256: expected a key of its own; another entry has the same",
          "s.json: /panel/keys/2/key: expected one of the keys name, role, sha256",
          "s.json: /panel/keys/2/name: expected a name for whoever has the key, such as \"lobby wall\"; it "
          "is",
          "s.json: /panel/keys/2/role: expected operate or set_up; it is missing",
          "s.json: /panel/keys/2/sha256: expected the SHA-256 of the key in 64 hex digits",
          "s.json: /panel/keys/3/name: expected a name of 1 to 100 characters on one line",
          "s.json: /panel/keys/3/sha256: expected the SHA-256 of the key in 64 hex digits",
          "s.json: /panel/keys/4/name: expected a name of 1 to 100 characters on one line",
          "s.json: /panel/keys/4/sha256: expected the SHA-256 of the key in 64 hex digits"}) {
        CAPTURE(expected);
        CHECK(has(found, expected));
    }
    CHECK(found.size() == 11);
    CHECK(std::none_of(found.begin(), found.end(), [](const auto& sentence) {
        return sentence.find("plain-text-key") != std::string::npos;
    }));
}

TEST_CASE("each fault of the certificate's entry has its sentence") {
    const auto with = [](const std::string& tls) {
        return faults(R"({"listen":"127.0.0.1:0","tls":)" + tls + "}");
    };
    CHECK(with(R"({"certificate":"c","key":"k"})").empty());
    CHECK(has(with("true"), "s.json: /panel/tls: expected an object with the keys certificate and key"));
    CHECK(has(with("{}"), "s.json: /panel/tls/certificate: expected the path of a PEM file; it is missing"));
    CHECK(has(with(R"({"certificate":"","key":7})"),
              "s.json: /panel/tls/key: expected the path of a PEM file"));
    CHECK(has(with(R"({"certificate":"","key":"k"})"), "s.json: /panel/tls/certificate: expected the path"));
    CHECK(has(with(R"({"certificate":"c","key":"k","ca":"x"})"),
              "s.json: /panel/tls/ca: expected one of the keys"));
}

TEST_CASE("the panel's files are beside the site file") {
    const test::TempDir folder;
    const auto file = folder.write(
        "a/site.json",
        R"({"devices":[],"panel":{"listen":"127.0.0.1:0","pages":"pages","tls":{"certificate":"c","key":"/k"}}})");
    const auto panel = *host::read_site(file).panel;
    CHECK(panel.pages == folder.path() / "a" / "pages");
    CHECK(panel.tls->certificate == folder.path() / "a" / "c");
    CHECK(panel.tls->key == "/k");
}

TEST_CASE("a panel that is no object gets one sentence") {
    CHECK(faults("7") == std::vector<std::string>{"s.json: /panel: expected an object with the key listen"});
}

TEST_CASE("each fault of the panel says line and column, and a key that is none what was meant") {
    const auto found = placed_faults(R"({
  "listen": "0.0.0.0:8080",
  "keys": [
    {"name":"a","role":"operate","sha265":""}
  ],
  "tls": {"certificate":"c"}
})");
    const std::vector<std::string> expected{
        "s.json:4:5: /panel/keys/0/sha256: expected the SHA-256 of the key in 64 hex digits",
        "s.json:4:34: /panel/keys/0/sha265: expected one of the keys name, role, sha256; did you mean "
        "sha256?",
        "s.json:6:3: /panel/tls/key: expected the path of a PEM file; it is missing"};
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(found[i]);
        CHECK(found[i].starts_with(expected[i]));
    }
}
