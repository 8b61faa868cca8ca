#include "support_bundle.hpp"

#include "site_copy.hpp"

#include "recorder.hpp"

#include "host/json_text.hpp"

#include <doctest/doctest.h>

#include <future>

namespace {

std::string gathered(host::Host& host, avhost::BundleFrame frame) {
    auto given = std::make_shared<std::promise<std::string>>();
    auto future = given->get_future();
    avhost::gather_bundle(host, std::move(frame),
                          [given](std::string text) { given->set_value(std::move(text)); });
    REQUIRE(future.wait_for(host_tests::patience) == std::future_status::ready);
    return future.get();
}

avhost::BundleFrame frame() {
    avhost::BundleFrame made;
    made.version = "1.2";
    made.site_json = R"({"devices":[]})";
    made.metrics = "m 1\n";
    made.log = {{0, {dp::LogLevel::warning, "host", "a line"}}};
    return made;
}

struct WithSigner : host_tests::RunningHost {
    WithSigner()
        : RunningHost{R"({"devices":[{"id":"s","plugin":"signer"},{"id":"gone","plugin":"nope"}]})",
                      TEST_PLUGINS} {}
};

} // namespace

TEST_CASE("a bundle of a site without devices is complete at once") {
    const test::TempDir folder;
    host_tests::LogKeeper log;
    host::Host host{{PLUGINS, folder.path() / "state", "test", log.log()},
                    host::parse_site(R"({"devices":[]})", "s.json")};
    host.start();
    const auto text = gathered(host, frame());
    const auto json = host::as_object(host::read_json(text, "bundle"));
    REQUIRE_FALSE(json.isNull());
    CHECK(json->get("version").toString() == "1.2");
    CHECK(host::write_json(json->get("site")) == R"({"devices":[]})");
    CHECK(host::write_json(json->get("log")) == R"(["1970-01-01T00:00:00.000Z warning host: a line"])");
    CHECK(json->get("metrics").toString() == "m 1\n");
}

TEST_CASE_FIXTURE(WithSigner,
                  "each device is in it, with what one sees who operates and what it says of itself") {
    auto with_health = frame();
    with_health.health["s"] = host::HealthChange{"s", dp::Health::sign_in_required, "sign_in", "Please."};
    const auto text = gathered(host, with_health);
    const auto json = host::as_object(host::read_json(text, "bundle"));
    REQUIRE_FALSE(json.isNull());
    const auto devices = host::as_array(json->get("devices"));
    REQUIRE(devices->size() == 2);
    const auto signer = host::as_object(devices->get(0));
    CHECK(signer->get("type").toString() == "test.signer");
    CHECK(host::as_object(signer->get("health"))->get("health").toString() == "sign_in_required");
    const auto state = host::as_object(host::as_object(signer->get("state"))->get("snapshot"));
    CHECK(state->get("consent_page").isEmpty());
    CHECK(text.find("consent.example") == std::string::npos); // the link
    CHECK(host::as_object(devices->get(1))->get("id").toString() == "gone");
}

TEST_CASE("the rules are in it") {
    host_tests::RunningHost running{R"({"devices":[{"id":"door","plugin":"contact"}],
        "rules":[{"name":"Shut","when":{"property":"door.closed","becomes":false},
                  "do":[{"invoke":"door.close"}]}]})"};
    const auto json = host::as_object(host::read_json(gathered(running.host, frame()), "bundle"));
    REQUIRE_FALSE(json.isNull());
    const auto rules = host::as_array(json->get("rules"));
    REQUIRE(rules->size() == 1);
    CHECK(host::as_object(rules->get(0))->get("name").toString() == "Shut");
    CHECK(host::as_object(rules->get(0))->get("fired").convert<int>() == 0);
}

TEST_CASE("a host that ends meanwhile gives a bundle all the same") {
    auto given = std::make_shared<std::promise<std::string>>();
    auto future = given->get_future();
    {
        host_tests::RunningHost running{R"({"devices":[{"id":"door","plugin":"contact"}]})"};
        running.host.stop();
        avhost::gather_bundle(running.host, frame(),
                              [given](std::string text) { given->set_value(std::move(text)); });
    }
    REQUIRE(future.wait_for(std::chrono::seconds{0}) == std::future_status::ready);
    CHECK(future.get().find("\"id\":\"door\"") != std::string::npos);
}

TEST_CASE("a site is shown without comments and without what speaks of a secret") {
    CHECK(
        avhost::shown_site(R"({ // mine
        "devices": [{"id":"a","config":{"client_id":"x","client_secret":"SECRET"}}],
        "panel": {"keys":[{"name":"n","sha256":"SECRET"}]},
        "mqtt": {"broker":"mqtt://u:SECRET@h/x","pin":"SECRET","at":["https://h/u@v","http://u:SECRET@h"],"Password":"SECRET","list":[[{"refresh_token":{"a":"SECRET"}}]]}
    })",
                           "s.json") ==
        R"-({"devices":[{"id":"a","config":{"client_id":"x","client_secret":"(left out)"}}],)-"
        R"-("panel":{"keys":[{"name":"n","sha256":"(left out)"}]},)-"
        R"-("mqtt":{"broker":"(left out)","pin":"(left out)","at":["https://h/u@v","(left out)"],"Password":"(left out)","list":[[{"refresh_token":"(left out)"}]]}})-");
    CHECK_THROWS_AS(avhost::shown_site("{", "s.json"), host::JsonError);
}
