// What the site file says of lines, and of keys and certificate for all faces.
#include "host/site_check.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

const std::string hash(64, 'a');
const std::string key = R"({"name":"wall","role":"operate","sha256":")" + hash + "\"}";
const std::string keys = R"("access":{"keys":[)" + key + "]}";
const std::string certificate = R"("tls":{"certificate":"c","key":"k"})";

std::string site(const std::string& more) {
    return R"({"devices":[],)" + more + "}";
}

std::vector<std::string> faults(const std::string& more) {
    try {
        host::parse_site(site(more), "s.json");
    } catch (const host::SiteError& error) {
        auto found = error.sentences();
        for (auto& sentence : found) {
            sentence.erase(0, sentence.find(": ") + 2); // the place, which one test looks at
        }
        return found;
    }
    return {};
}

std::string fault(const std::string& more) {
    const auto found = faults(more);
    return found.size() == 1 ? found.front() : std::to_string(found.size()) + " faults";
}

} // namespace

TEST_CASE("lines have an address, and TLS where it is said") {
    const auto plain = host::parse_site(site(R"("lines":{"listen":"127.0.0.1:4991"})"), "s.json");
    REQUIRE(plain.lines);
    CHECK(*plain.lines == host::LinesEntry{"127.0.0.1", 4991});
    const auto secure = host::parse_site(site(R"("access":{"keys":[)" + key + "]," + certificate +
                                              R"(},"lines":{"listen":"0.0.0.0:0","tls":true})"),
                                         "s.json");
    REQUIRE(secure.lines);
    CHECK(secure.lines->keys.size() == 1);
    CHECK(secure.lines->tls == host::TlsFiles{"c", "k"});
    const auto without = host::parse_site(
        site(R"("access":{)" + certificate + R"(},"lines":{"listen":"127.0.0.1:0","tls":false})"), "s.json");
    CHECK_FALSE(without.lines->tls);
}

TEST_CASE("keys and certificate are the panel's and the lines' alike, wherever they stand") {
    for (const std::string& more :
         {R"("access":{"keys":[)" + key + "]," + certificate + R"(},"panel":{"listen":"0.0.0.0:0"})",
          R"("panel":{"listen":"0.0.0.0:0","keys":[)" + key + "]," + certificate + "}",
          R"("access":{)" + certificate + R"(},"panel":{"listen":"0.0.0.0:0","keys":[)" + key + "]}"}) {
        CAPTURE(more);
        const auto read =
            host::parse_site(site(more + R"(,"lines":{"listen":"0.0.0.0:0","tls":true})"), "s.json");
        CHECK(read.panel->keys.size() == 1);
        CHECK(read.panel->tls == host::TlsFiles{"c", "k"});
        CHECK(read.lines->keys == read.panel->keys);
        CHECK(read.lines->tls == read.panel->tls);
    }
}

TEST_CASE("each fault of the lines and of the access has its sentence") {
    CHECK(fault(R"("lines":7)") == "/lines: expected an object with the key listen");
    CHECK(fault(R"("lines":{})") ==
          "/lines/listen: expected a text such as \"127.0.0.1:4991\"; it is missing");
    CHECK(fault(R"("lines":{"listen":"localhost:1"})") ==
          "/lines/listen: expected an IP address, one of IPv6 in brackets, and a port, such as "
          "\"127.0.0.1:4991\" or "
          "\"0.0.0.0:4991\"");
    CHECK(fault(R"("lines":{"listen":"0.0.0.0:4991"})") ==
          "/lines/listen: expected a loopback address, 127.x.x.x or [::1], and a port; to listen on any "
          "other one, access "
          "keys are needed first: avhost panel-key NAME makes one, and it goes under /access/keys");
    CHECK(fault(keys + R"(,"lines":{"listen":"0.0.0.0:4991"})") == "0 faults");
    CHECK(fault(R"("lines":{"listen":"127.0.0.1:0","tls":true})") ==
          "/lines/tls: expected false, or a certificate under /access/tls, which there is not");
    CHECK(fault(R"("lines":{"listen":"127.0.0.1:0","tls":{}})") ==
          "/lines/tls: expected true or false; the certificate stands under /access/tls");
    CHECK(fault(R"("lines":{"listen":"127.0.0.1:0","keys":[]})") ==
          "/lines/keys: expected one of the keys listen, tls");
    CHECK(fault(R"("access":7)") == "/access: expected an object with the keys keys and tls");
    CHECK(fault(R"("access":{"key":[]})") ==
          "/access/key: expected one of the keys keys, tls; did you mean keys?");
    CHECK(fault(R"("access":{"keys":[]})") ==
          "/access/keys: expected an array of 1 to 1000 access keys; without keys leave it out");
    CHECK(fault(R"("access":{"tls":{"certificate":"c"}})") ==
          "/access/tls/key: expected the path of a PEM file; it is missing");
    CHECK(fault(keys + R"(,"panel":{"listen":"127.0.0.1:0","keys":[)" + key + "]}") ==
          "/panel/keys: expected them once for all faces, under /access/keys, where they stand too");
    CHECK(
        fault(R"("access":{)" + certificate + R"(},"panel":{"listen":"127.0.0.1:0",)" + certificate + "}") ==
        "/panel/tls: expected them once for all faces, under /access/tls, where they stand too");
}

TEST_CASE("that keys cross the network in the clear is warned of at its place") {
    const auto warnings = [](const std::string& more) {
        return host::site_warnings(host::parse_site(site("\n" + more), "s.json"));
    };
    const auto plain = warnings(keys + R"(,"lines":{"listen":"0.0.0.0:0"})");
    REQUIRE(plain.size() == 1);
    CHECK(plain.front().starts_with("s.json:2:"));
    CHECK(plain.front().find("/lines/listen: warning: without \"tls\": true everybody on the network can "
                             "read the access keys") != std::string::npos);
    CHECK(warnings(keys + R"(,"lines":{"listen":"127.0.0.1:0"})").empty());
    CHECK(warnings(R"("access":{"keys":[)" + key + "]," + certificate +
                   R"(},"lines":{"listen":"0.0.0.0:0","tls":true})")
              .empty());
}

TEST_CASE("the certificate's files are beside the site file") {
    const test::TempDir folder;
    const auto file = folder.write("a/site.json", site(R"("access":{)" + certificate +
                                                       R"(},"lines":{"listen":"127.0.0.1:0","tls":true})"));
    const auto read = host::read_site(file);
    CHECK(read.access.tls->certificate == folder.path() / "a" / "c");
    CHECK(read.lines->tls->key == folder.path() / "a" / "k");
}
