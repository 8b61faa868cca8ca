// avhost with its panel, as a process: keys, roles, figures, support bundle and certificate end to end.
#include "avhost_fixture.hpp"
#include "browser_client.hpp"
#include "panel_key.hpp"
#include "raw_client.hpp"

#include "host/json_text.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <regex>

namespace {

const std::string wall = "wall-key-1";
const std::string office = "office-key-2";

std::string site(const std::string& panel_more = "") {
    return R"({"devices":[{"id":"s","plugin":"signer"}],"panel":{"listen":"127.0.0.1:0","keys":[)" +
           avhost::panel_key_entry("wall", host::Role::operate, wall) + "," +
           avhost::panel_key_entry("office", host::Role::set_up, office) + "]" + panel_more + "}}";
}

struct WithPanel : host_tests::AvhostFixture {
    std::vector<std::string> words() const {
        return {AVHOST,      "run",       folder.path() / "site.json", "--state", state.string(),
                "--plugins", TEST_PLUGINS};
    }

    // Waits for the line that tells the port.
    static std::uint16_t port_of(test::Process& process) { return port_after(process, 0); }

    // The same behind the first `told` bytes of what the process says.
    static std::uint16_t port_after(test::Process& process, std::size_t told) {
        static const std::regex line{"panel: http://127\\.0\\.0\\.1:([0-9]+)/\n"};
        std::smatch found;
        std::string text = process.error_text().substr(told);
        while (!std::regex_search(text, found, line)) {
            REQUIRE(process.wait_for_error_text("/\n", host_tests::patience));
            text = process.error_text().substr(told);
        }
        return static_cast<std::uint16_t>(std::stoi(found.str(1)));
    }

    static std::string get_with(std::uint16_t port, const std::string& path, const std::string& key) {
        return get(port, path, "Authorization: Bearer " + key + "\r\n");
    }

    // The first line that has this in it.
    static std::string read_until(BrowserClient& browser, const std::string& part) {
        std::string line = browser.read();
        while (line.find(part) == std::string::npos) {
            line = browser.read();
        }
        return line;
    }
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_FIXTURE(WithPanel, "keys open what their role may see, and no key is ever told") {
    folder.write("site.json", site());
    test::Process process{words()};
    const auto port = port_of(process);
    CHECK(get(port, "/").starts_with("HTTP/1.1 401"));
    CHECK(get_with(port, "/", wall).starts_with("HTTP/1.1 200"));
    CHECK(get_with(port, "/support-bundle", wall).starts_with("HTTP/1.1 403"));

    BrowserClient operating{port, "av_key=" + wall};
    CHECK(has(operating.read(), R"("role":"operate","keys":true,"version":")"));
    operating.send(R"({"device":"s","invoke":"forget","token":1})");
    CHECK(has(read_until(operating, "completed"), R"("status":"forbidden")"));
    operating.send(R"({"device":"s","snapshot":true})");
    CHECK(has(read_until(operating, "snapshot"), R"("consent_page":null)"));

    BrowserClient setting_up{port, "av_key=" + office};
    CHECK(has(read_until(setting_up, "snapshot"), R"("consent_page":"https:)"));
    setting_up.send(R"({"log":true})");
    CHECK(has(read_until(setting_up, R"("level":"info")"), R"({"log":{"at":)"));

    const auto metrics = get_with(port, "/metrics", wall);
    CHECK(has(metrics, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    CHECK(has(metrics, "\navhost_device_health{device=\"s\",health=\"sign_in_required\"} 1\n"));
    CHECK(has(metrics, "\navhost_panels_connected 2\n"));
    CHECK(has(metrics, "\navhost_invocations_total{status=\"forbidden\"} 1\n"));

    const auto bundle = get_with(port, "/support-bundle", office);
    const auto json = host::as_object(host::read_json(bundle.substr(bundle.find("\r\n\r\n") + 4), "bundle"));
    REQUIRE_FALSE(json.isNull());
    CHECK(host::as_array(json->get("devices"))->size() == 1);
    CHECK(has(bundle, "avhost_build_info"));
    CHECK(has(bundle, R"-("sha256":"(left out)")-"));

    process.send_signal(SIGTERM);
    CHECK(process.wait(host_tests::patience)->status == 0);
    for (const auto& text : {bundle, metrics, process.error_text()}) {
        CHECK_FALSE(has(text, wall));
        CHECK_FALSE(has(text, office));
        CHECK_FALSE(has(text, "consent.example")); // the link
    }
}

TEST_CASE_FIXTURE(WithPanel, "a certificate that is not there ends the run with a sentence") {
    folder.write("site.json", site(R"(,"tls":{"certificate":"cert.pem","key":"key.pem"})"));
    test::Process process{words()};
    CHECK(status_of(process) == 1);
    CHECK(has(process.error_text(), "/panel/tls/certificate: " + (folder.path() / "cert.pem").string() +
                                        ": expected a file that can be read"));
}

TEST_CASE_FIXTURE(WithPanel, "a key that is new counts after a reload, and one that is gone does not") {
    const auto site_of = [](const std::string& name, const std::string& key) {
        return R"({"devices":[],"panel":{"listen":"127.0.0.1:0","keys":[)" +
               avhost::panel_key_entry(name, host::Role::operate, key) + "]}}";
    };
    folder.write("site.json", site_of("wall", wall));
    test::Process process{words()};
    const auto before = port_of(process);
    CHECK(get_with(before, "/", wall).starts_with("HTTP/1.1 200"));
    CHECK(get_with(before, "/", office).starts_with("HTTP/1.1 401"));
    folder.write("site.json", site_of("office", office));
    const auto told = process.error_text().size();
    process.send_signal(SIGHUP);
    const auto port = port_after(process, told);
    CHECK(get_with(port, "/", office).starts_with("HTTP/1.1 200"));
    CHECK(get_with(port, "/", wall).starts_with("HTTP/1.1 401"));
    process.send_signal(SIGTERM);
    CHECK(process.wait(host_tests::patience)->status == 0);
}

TEST_CASE_FIXTURE(WithPanel, "a reload whose panel cannot be opened leaves the one that was there") {
    folder.write("site.json", site());
    test::Process process{words()};
    port_of(process);
    folder.write("site.json", site(R"(,"tls":{"certificate":"cert.pem","key":"key.pem"})"));
    const auto told = process.error_text().size();
    process.send_signal(SIGHUP);
    REQUIRE(process.wait_for_error_text("/panel/tls/certificate", host_tests::patience));
    const auto port = port_after(process, told);
    CHECK(get_with(port, "/", wall).starts_with("HTTP/1.1 200"));
    process.send_signal(SIGTERM);
    CHECK(process.wait(host_tests::patience)->status == 0);
}
