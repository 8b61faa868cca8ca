// The driver's manifest against the driver.
#include "config.hpp"
#include "manifest_ids.hpp"
#include "property_map.hpp"

#include <doctest/doctest.h>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <fstream>

namespace {

Poco::JSON::Object::Ptr read_manifest() {
    std::ifstream in(PROJECT_SOURCE "/manifest.json");
    REQUIRE(in.good());
    return Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>();
}

} // namespace

TEST_CASE("each affordance has a title and a sentence") {
    const auto manifest = read_manifest();
    for (const char* kind : {"properties", "actions", "events"}) {
        const auto group = manifest->getObject(kind);
        for (const auto& id : group->getNames()) {
            CAPTURE(id);
            const auto one = group->getObject(id);
            CHECK_FALSE(one->optValue<std::string>("title", "").empty());
            CHECK(one->optValue<std::string>("description", "").ends_with('.'));
        }
    }
}

TEST_CASE("values have the types the manifest says") {
    const auto properties = read_manifest()->getObject("properties");
    spotify::View view;
    view.is_known = true;
    view.progress_at_ms = 1;
    view.rate_limited_until_ms = 1;
    view.status.text = "x";
    view.sign_in_url = spotify::SharedText("x");
    view.sign_in_ends_ms = 1;
    auto& item = view.player.item.own();
    item.content = spotify::player::Content::track;
    item.uri = item.name = item.album = item.artwork_url = item.url = "x";
    item.artists = {"a", "b"};
    item.duration_ms = view.player.progress_ms = 1;
    item.is_explicit = true;
    view.player.shuffle = true;
    view.player.repeat = "off";
    view.player.device = spotify::player::Device{"id", "name", "type", false, 1};
    view.player.context = spotify::player::Context{"x", "x"};
    view.account_name = std::string{"x"};
    view.queue = std::vector{spotify::api::QueueItem{}};
    view.devices = std::vector<spotify::player::Device>{};
    view.playlists = std::vector<spotify::api::Playlist>{};
    view.is_favorite = true;
    plugin::Zone zone;
    zone.last_action = plugin::LastAction{"pause", "ok", "", 1};
    for (std::size_t i = 0; i < manifest::property_ids.size(); ++i) {
        const std::string id{manifest::property_ids[i]};
        CAPTURE(id);
        const auto type = properties->getObject(id)->getValue<std::string>("type");
        const auto value = plugin::value_of(static_cast<manifest::Property>(i), view, zone);
        const auto expected = type == "string"    ? DP_TYPE_STRING
                              : type == "integer" ? DP_TYPE_INT
                              : type == "boolean" ? DP_TYPE_BOOL
                                                  : DP_TYPE_JSON;
        CHECK(dp::borrow(value).type == expected);
        if (properties->getObject(id)->has("enum")) {
            const auto allowed = properties->getObject(id)->getArray("enum");
            bool found = false;
            for (std::size_t n = 0; n < allowed->size(); ++n) {
                found = found || allowed->getElement<std::string>(static_cast<unsigned>(n)) ==
                                     std::get<std::string>(value);
            }
            CHECK(found);
        }
    }
}

TEST_CASE("before the first answer only the connection is known") {
    const spotify::View view;
    using enum manifest::Property;
    for (std::size_t i = 0; i < manifest::property_ids.size(); ++i) {
        const auto property = static_cast<manifest::Property>(i);
        const bool of_connection = property == status || property == status_text || property == is_stale ||
                                   property == presets || property == poll_interval_ms ||
                                   property == requests_today || property == requests_per_day;
        CAPTURE(manifest::property_ids[i]);
        CHECK((plugin::value_of(property, view, {}) != dp::Value{}) == of_connection);
    }
}

// Every key below `pace` that the manifest lists, at its minimum.
static std::string at_minimum(const Poco::JSON::Object& schema) {
    std::string all;
    for (const auto& key : schema.getObject("properties")->getNames()) {
        const auto entry = schema.getObject("properties")->getObject(key);
        all += (all.empty() ? "{\"" : ",\"") + key + "\":" +
               (entry->has("properties") ? at_minimum(*entry) : entry->getValue<std::string>("minimum"));
    }
    return all + "}";
}

static std::string pace_with_every_key() {
    return at_minimum(*read_manifest()->getObject("dp:config")->getObject("properties")->getObject("pace"));
}

TEST_CASE("every config key of the manifest is one the driver knows, and the other way round") {
    const auto keys = read_manifest()->getObject("dp:config")->getObject("properties")->getNames();
    std::string all = "{";
    for (const auto& key : keys) {
        const std::string value = key == "presets"            ? "[]"
                                  : key == "volume_limit"     ? "50"
                                  : key == "requests_per_day" ? "500"
                                  : key == "pace"             ? pace_with_every_key()
                                  : key.ends_with("_url") || key.ends_with("_uri")
                                      ? "\"https://127.0.0.1:1/v1\""
                                      : "\"x\"";
        all += (all.size() > 1 ? "," : "") + ("\"" + key + "\":" + value);
    }
    CHECK_NOTHROW(plugin::parse_config(all + "}", "lobby"));
    CHECK(keys.size() == 12);
}
