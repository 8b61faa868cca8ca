// What Home Assistant is told, against a table of its documented keys (tests/fixtures/home_assistant).
#include "mqtt/discovery.hpp"

#include "host/json_text.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace avhost::mqtt;
using host::as_array;
using host::as_object;
using host::JsonObject;

namespace {

const Topics topics{"av/x", "hq", "rack-1"};

JsonObject table() {
    static const auto read = as_object(host::read_json(
        test::read_file(PROJECT "/tests/fixtures/home_assistant/discovery_keys.json"), "table"));
    return read;
}

std::set<std::string> words(const JsonObject& in, const std::string& key) {
    std::set<std::string> found;
    const auto list = as_array(in->get(key));
    REQUIRE_FALSE(list.isNull());
    for (unsigned i = 0; i < list->size(); ++i) {
        found.insert(list->getElement<std::string>(i));
    }
    return found;
}

JsonObject discovery(const host::Manifest& manifest, std::string_view name = "lobby") {
    return as_object(host::read_json(write_discovery({topics, "av/x", "hq", "1.2"}, "lobby", name, manifest),
                                     "discovery"));
}

JsonObject component(const JsonObject& message, const std::string& name) {
    const auto found = as_object(as_object(message->get("components"))->get(name));
    REQUIRE_FALSE(found.isNull());
    return found;
}

std::string text(const JsonObject& in, const std::string& key) {
    return in->has(key) ? in->getValue<std::string>(key) : "";
}

void check_keys(const JsonObject& object, const std::set<std::string>& known) {
    for (const auto& key : object->getNames()) {
        CAPTURE(key);
        CHECK(known.count(key) == 1);
    }
}

host::Manifest manifest_of(const std::string& folder) {
    return host::read_manifest(folder);
}

const host::Manifest player = manifest_of(PROJECT);
const host::Manifest feedthrough = manifest_of(PROJECT "/sdk-shim/examples/feedthrough");

} // namespace

TEST_CASE("every key is one that Home Assistant documents, and none that it requires is missing") {
    const auto required = as_object(table()->get("required"));
    for (const auto* const manifest : {&player, &feedthrough}) {
        CAPTURE(manifest->file);
        const auto message = discovery(*manifest);
        check_keys(message, words(table(), "top"));
        check_keys(as_object(message->get("device")), words(table(), "device"));
        check_keys(as_object(message->get("origin")), words(table(), "origin"));
        const auto availability = as_array(message->get("availability"));
        for (unsigned i = 0; i < availability->size(); ++i) {
            check_keys(availability->getObject(i), words(table(), "availability"));
        }
        CHECK(words(table(), "availability_modes").count(text(message, "availability_mode")) == 1);
        for (const auto& key : words(required, "top")) {
            CHECK(message->has(key));
        }
        const auto components = as_object(message->get("components"));
        CHECK(components->size() > 10);
        std::set<std::string> ids;
        for (const auto& name : components->getNames()) {
            CAPTURE(name);
            const auto one = component(message, name);
            const auto platform = text(one, "platform");
            CAPTURE(platform);
            check_keys(one, words(as_object(table()->get("components")), platform));
            for (const auto& key : words(required, platform)) {
                CAPTURE(key);
                CHECK(one->has(key));
            }
            CHECK(ids.insert(text(one, "unique_id")).second);
        }
    }
}

TEST_CASE("a device goes by its name, and by the same ids whatever that is") {
    const auto named = discovery(player, "Lobby \"West\"");
    CHECK(text(as_object(named->get("device")), "name") == "Lobby \"West\"");
    CHECK(text(as_object(named->get("device")), "model") == "Spotify player");
    const auto id = [](const JsonObject& message) {
        return as_array(as_object(message->get("device"))->get("identifiers"))->getElement<std::string>(0);
    };
    CHECK(id(named) == id(discovery(player)));
    CHECK(text(component(named, "property_volume"), "unique_id") ==
          text(component(discovery(player), "property_volume"), "unique_id"));
}

TEST_CASE("what a property is decides what it is shown as") {
    const auto message = discovery(player);
    const auto platform = [&](const std::string& id) { return text(component(message, id), "platform"); };
    CHECK(platform("property_track_name") == "sensor");
    CHECK(platform("property_is_playing") == "binary_sensor");
    CHECK(platform("property_shuffle") == "switch");
    CHECK(platform("property_volume") == "number");
    CHECK(platform("property_progress_ms") == "sensor"); // no upper bound
    CHECK(platform("property_repeat") == "select");
    CHECK(platform("property_artwork_url") == "image");
    CHECK(platform("property_queue") == "sensor");
    CHECK(platform("action_pause") == "button");
    CHECK(platform("action_volume_up") == "button"); // its step has a default

    const auto volume = component(message, "property_volume");
    CHECK(text(volume, "state_topic") == "av/x/hq/device/lobby/property/volume");
    CHECK(text(volume, "command_topic") == "av/x/hq/device/lobby/property/volume/set");
    CHECK(volume->getValue<int>("min") == 0);
    CHECK(volume->getValue<int>("max") == 100);
    CHECK(text(volume, "unit_of_measurement") == "%");
    CHECK(text(volume, "unique_id") == "av_x_hq_lobby_property_volume");
    CHECK(words(component(message, "property_repeat"), "options") ==
          std::set<std::string>{"off", "context", "track"});
    CHECK(text(component(message, "action_pause"), "command_topic") ==
          "av/x/hq/device/lobby/action/pause/invoke");
    CHECK(text(component(message, "action_pause"), "payload_press") == "{}");
    CHECK(text(component(message, "property_artwork_url"), "url_topic") ==
          "av/x/hq/device/lobby/property/artwork_url");
    CHECK(text(component(message, "property_requests_today"), "entity_category") == "diagnostic");
    CHECK(text(component(message, "property_sign_in_expires"), "device_class") == "timestamp");
    CHECK(component(message, "property_next_track")->getValue<bool>("enabled_by_default") == false);
    CHECK_FALSE(component(message, "property_track_name")->has("enabled_by_default"));
}

TEST_CASE("what is for those who set the system up is not there, nor what needs parameters") {
    const auto components = as_object(discovery(player)->get("components"));
    for (const auto* const name : {"property_sign_in_url", "action_sign_out", "action_diagnostics",
                                   "action_sign_in", "action_seek", "action_play_uri"}) {
        CAPTURE(name);
        CHECK_FALSE(components->has(name));
    }
}

TEST_CASE("the host and the device both have to be there") {
    const auto list = as_array(discovery(feedthrough)->get("availability"));
    REQUIRE(list->size() == 2);
    CHECK(text(list->getObject(0), "topic") == topics.status());
    CHECK(text(list->getObject(0), "value_template") == "{{ value_json.status }}");
    CHECK(text(list->getObject(1), "topic") == topics.availability("lobby"));
    CHECK(text(list->getObject(1), "payload_available") == "online");
}
