#include "metrics.hpp"
#include "metrics_text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

avhost::Figures figures() {
    avhost::Figures made;
    made.version = "1.2";
    made.uptime = 1.5;
    auto manifest = std::make_shared<host::Manifest>();
    const auto property = [&](const std::string& id, bool diagnostic, host::Role role) {
        host::PropertySpec spec;
        spec.id = id;
        spec.diagnostic = diagnostic;
        spec.role = role;
        manifest->properties.push_back(spec);
    };
    property("requests", true, host::Role::operate);
    property("stale", true, host::Role::operate);
    property("level", true, host::Role::operate);
    property("unknown", true, host::Role::operate);
    property("text", true, host::Role::operate);
    property("guarded", true, host::Role::set_up);
    property("volume", false, host::Role::operate);
    avhost::Observer::DeviceFigures seen;
    seen.health = host::HealthChange{"lobby", dp::Health::ready, "ok", ""};
    seen.revision = 7;
    seen.batches = 6;
    seen.events = 2;
    seen.values = {{"requests", std::int64_t{12}},
                   {"stale", true},
                   {"level", 0.25},
                   {"unknown", {}},
                   {"text", "x"},
                   {"guarded", std::int64_t{1}},
                   {"volume", std::int64_t{3}},
                   {"not_there", true}};
    made.devices = {{"lobby", manifest, seen}, {"do\"o\\r\n", nullptr, {}}};
    made.outcomes[DP_OK] = 5;
    made.outcomes[DP_FORBIDDEN] = 1;
    made.panel.browsers = 3;
    made.panel.wrong_keys = 9;
    made.process = avhost::ProcessFigures{1024, 11, 4, 0.5};
    return made;
}

} // namespace

TEST_CASE("the figures of a host stand in the text") {
    const auto text = avhost::metrics_text(figures());
    for (const std::string line : {"avhost_build_info{version=\"1.2\"} 1",
                                   "avhost_uptime_seconds 1.5",
                                   "avhost_devices{health=\"ready\"} 1",
                                   "avhost_devices{health=\"stopped\"} 1",
                                   "avhost_devices{health=\"failed\"} 0",
                                   "avhost_device_health{device=\"lobby\",health=\"ready\"} 1",
                                   "avhost_device_health{device=\"lobby\",health=\"degraded\"} 0",
                                   "avhost_device_revision{device=\"lobby\"} 7",
                                   "avhost_device_batches_total{device=\"lobby\"} 6",
                                   "avhost_device_events_total{device=\"lobby\"} 2",
                                   "avhost_device_property{device=\"lobby\",property=\"requests\"} 12",
                                   "avhost_device_property{device=\"lobby\",property=\"stale\"} 1",
                                   "avhost_device_property{device=\"lobby\",property=\"level\"} 0.25",
                                   "avhost_device_revision{device=\"do\\\"o\\\\r\\n\"} 0",
                                   "avhost_invocations_total{status=\"ok\"} 5",
                                   "avhost_invocations_total{status=\"forbidden\"} 1",
                                   "avhost_invocations_total{status=\"busy\"} 0",
                                   "avhost_panels_connected 3",
                                   "avhost_panel_wrong_keys_total 9",
                                   "avhost_process_resident_memory_bytes 1024",
                                   "avhost_process_open_fds 11",
                                   "avhost_process_threads 4",
                                   "avhost_process_cpu_seconds_total 0.5"}) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
    for (const std::string property : {"unknown", "text", "guarded", "volume", "not_there"}) {
        CAPTURE(property);
        CHECK(text.find("property=\"" + property) == std::string::npos);
    }
    CHECK(text.find("certificate") == std::string::npos);
}

// The rules of the text format 0.0.4 that a scraper would refuse it for.
TEST_CASE(
    "every line is in the form of the text format, and every metric is told of once, before its samples") {
    const auto text = avhost::metrics_text(figures());
    REQUIRE(text.ends_with('\n'));
    const std::regex help{"# HELP (avhost_[a-z_]+) .+"};
    const std::regex type{"# TYPE (avhost_[a-z_]+) (gauge|counter)"};
    const std::regex sample{
        R"re((avhost_[a-z_]+)(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? -?[0-9.e+-]+)re"};
    std::set<std::string> named;
    std::set<std::string> samples;
    std::string current;
    std::string kind;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        std::smatch found;
        if (std::regex_match(line, found, help)) {
            CHECK(named.insert(found.str(1)).second);
            current = found.str(1);
        } else if (std::regex_match(line, found, type)) {
            CHECK(found.str(1) == current);
            kind = found.str(2);
            CHECK(current.ends_with("_total") == (kind == "counter"));
        } else {
            REQUIRE(std::regex_match(line, found, sample));
            CHECK(found.str(1) == current);
            CHECK(samples.insert(line.substr(0, line.rfind(' '))).second);
        }
    }
    CHECK(named.size() > 15);
}

TEST_CASE("a broker has figures where the site names one") {
    avhost::mqtt::Counters counters;
    counters.is_connected = true;
    counters.connections = 3;
    counters.published = 17;
    counters.commands_refused = 2;
    auto made = figures();
    CHECK(metrics_text(made).find("avhost_mqtt") == std::string::npos);
    made.mqtt = &counters;
    const auto text = metrics_text(made);
    CHECK(has_line(text, "avhost_mqtt_connected 1"));
    CHECK(has_line(text, "avhost_mqtt_reconnects_total 2"));
    CHECK(has_line(text, "avhost_mqtt_published_total 17"));
    CHECK(has_line(text, "avhost_mqtt_folded_total 0"));
    CHECK(has_line(text, "avhost_mqtt_commands_total{done=\"refused\"} 2"));
}

TEST_CASE("numbers are whole where they are whole, and those that are none have their words") {
    avhost::MetricsText out;
    out.gauge("x", "X.");
    out.sample({}, 1764000000000);
    out.sample({}, -1);
    out.sample({}, 0.1);
    out.sample({}, std::numeric_limits<double>::infinity());
    out.sample({}, std::numeric_limits<double>::quiet_NaN());
    CHECK(out.text() == "# HELP x X.\n# TYPE x gauge\nx 1764000000000\nx -1\nx 0.1\nx +Inf\nx NaN\n");
}

TEST_CASE("the observer keeps what it hears, folded") {
    avhost::Observer observer;
    observer.on_happening(host::HealthChange{"d", dp::Health::degraded, "offline", "x"});
    observer.on_happening(host::Batch{"d", 4, 0, {{"a", true}, {"b", std::int64_t{1}}}});
    observer.on_happening(host::Batch{"d", 5, 0, {{"a", false}}});
    observer.on_happening(host::Event{"d", "e", 0, {}});
    const auto seen = observer.devices().at("d");
    CHECK(seen.health->health == dp::Health::degraded);
    CHECK(seen.revision == 5);
    CHECK(seen.batches == 2);
    CHECK(seen.events == 1);
    CHECK(seen.values.at("a") == dp::Value{false});
    CHECK(seen.values.at("b") == dp::Value{std::int64_t{1}});
}

TEST_CASE("the kernel's figures are those of a process that lives") {
    const auto now = avhost::process_figures();
    REQUIRE(now);
    CHECK(now->resident_bytes > 1'000'000);
    CHECK(now->open_files >= 3);
    CHECK(now->threads >= 1);
    CHECK(now->cpu_seconds > 0);
}
