#include "host/schema_check.hpp"

#include "host/manifest.hpp"
#include "host/site.hpp"
#include "host/site_check.hpp"
#include "host/text_file.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

host::Json contact() {
    return host::read_json(host::read_text_file(std::string{PLUGINS} + "/contact/manifest.json", 1U << 20U),
                           "m");
}

std::vector<std::string> sentences(const std::vector<host::Violation>& found) {
    std::vector<std::string> all;
    for (const auto& one : found) {
        all.push_back(host::sentence(one, ""));
    }
    return all;
}

// The manifest of the contact with one thing changed, read from a folder as a host does it.
std::vector<std::string> read_changed(const std::string& from, const std::string& to) {
    auto text = host::read_text_file(std::string{PLUGINS} + "/contact/manifest.json", 1U << 20U);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const test::TempDir folder;
    folder.write("manifest.json", text);
    try {
        host::read_manifest(folder.path());
    } catch (const host::ManifestError& error) {
        return error.sentences();
    }
    return {};
}

bool has(const std::vector<std::string>& all, const std::string& part) {
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& one) { return one.find(part) != std::string::npos; });
}

} // namespace

TEST_CASE("the manifests of this project fit both schemas") {
    for (const std::string plugin : {"contact", "feedthrough", "spotify"}) {
        CAPTURE(plugin);
        const auto json = host::read_json(
            host::read_text_file(std::string{PLUGINS} + '/' + plugin + "/manifest.json", 1U << 20U), "m");
        CHECK(sentences(host::schema_violations(host::PublishedSchema::thing_model, json)).empty());
        CHECK(sentences(host::schema_violations(host::PublishedSchema::manifest, json)).empty());
    }
}

TEST_CASE("a manifest that is no Thing Model is refused with pointer and sentence") {
    const auto found = read_changed("tm:ThingModel", "Thing");
    CHECK(has(found, "manifest.json: /@type: expected "));
    CHECK(has(found, std::string{host::said_by_schema}));
}

TEST_CASE("a dp: term that nobody knows is refused where it stands") {
    CHECK(
        has(read_changed("dp:widget", "dp:wodget"), ": /properties/closed/dp:wodget: expected no such key"));
    CHECK(has(read_changed("dp:secrets", "dp:secret"), ": /dp:secret: expected no such key"));
    CHECK(has(read_changed("\"toggle\"", "\"lever\""),
              ": /properties/closed/dp:widget: expected one of the values that are listed"));
}

TEST_CASE("what the hand-written checks find is said in their words alone") {
    const auto found = read_changed("\"title\": \"Virtual contact\"", "\"title\": 5");
    REQUIRE(found.size() == 1);
    CHECK(found.front().ends_with("/title: expected a text"));
}

TEST_CASE("a dp:config that is no JSON Schema is the manifest's fault") {
    const auto found = read_changed(R"("additionalProperties": false,
    "properties")",
                                    R"("additionalProperties": false, "minProperties": "many",
    "properties")");
    CHECK(has(found, "/dp:config: expected a JSON Schema"));
}

TEST_CASE("a config is held to every word of its schema, ours first") {
    auto manifest = host::read_manifest(std::string{PLUGINS} + "/contact");
    manifest.config_json = R"({"type":"object","maxProperties":1})";
    manifest.config.additional = true;
    const auto site = host::parse_site(
        R"({"devices":[{"id":"a","plugin":"contact","config":{"closed":true,"more":1}}]})", "site.json");
    const auto found = host::config_mistakes(site, site.devices[0], manifest);
    REQUIRE(found.size() == 1);
    CHECK(found.front().pointer == "/devices/0/config");
    CHECK(found.front().text.ends_with(std::string{host::said_by_schema}));
    const auto ours =
        host::parse_site(R"({"devices":[{"id":"a","plugin":"contact","config":{"closed":5}}]})", "site.json");
    CHECK(host::config_mistakes(ours, ours.devices[0], manifest) ==
          std::vector<host::Mistake>{{"/devices/0/config/closed", "expected true or false", {1, 52}}});
}

TEST_CASE("the site's schema finds what it finds at the place where it is") {
    const auto json = host::read_json(
        R"({"devices":[{"id":"a b","plugin":"x"},{"id":"a"}],"panel":{"listen":""},"more":1})", "site");
    const auto found = sentences(host::schema_violations(host::PublishedSchema::site, json));
    CHECK(has(found, "/devices/0/id: expected a text of another form"));
    CHECK(has(found, "/devices/1/plugin: expected a value; it is missing"));
    CHECK(found.size() >= 3);
    CHECK(host::schema_violations(
              host::PublishedSchema::site,
              host::read_json(R"({"devices":[{"id":"a","plugin":"x","config":{}}]})", "site"))
              .empty());
}

TEST_CASE("places are JSON pointers, and only the innermost is told") {
    const auto found =
        host::schema_violations(R"({"properties":{"a/b":{"properties":{"c~d":{"type":"integer"}}}}})",
                                host::read_json(R"({"a/b":{"c~d":"x"}})", "value"));
    REQUIRE(found.size() == 1);
    CHECK(found.front().key == "/a~1b/c~0d");
    CHECK(found.front().expected == "a value of another type " + std::string{host::said_by_schema});
    CHECK_THROWS_AS(host::schema_violations(R"({"type":7})", contact()), host::JsonError);
}

TEST_CASE("a key that is missing, or that nobody knows, is named in the pointer") {
    const std::string schema = R"({"type":"object","required":["a"],"additionalProperties":false,
        "properties":{"a":{"type":"number","multipleOf":5},"b":{"type":"string","minLength":3}}})";
    const auto found = [&](const std::string& text) {
        return sentences(host::schema_violations(schema, host::read_json(text, "x")));
    };
    CHECK(has(found(R"({})"), "/a: expected a value; it is missing"));
    CHECK(has(found(R"({"a":5,"c":1})"), "/c: expected no such key"));
    CHECK(has(found(R"({"a":6})"), "/a: expected a multiple of 5"));
    CHECK(has(found(R"({"a":5,"b":"x"})"), "/b: expected a text that is no fewer than 3 characters"));
}

TEST_CASE("a text that is too long for a pattern ends nothing") {
    const std::string schema =
        R"({"properties":{"a":{"type":"string","pattern":"^[a-z]*$"},"b":{"type":"integer"}}})";
    const auto found = [&](std::size_t length, const std::string& b) {
        const auto text = R"({"a":")" + std::string(length, 'X') + R"(","b":)" + b + '}';
        return sentences(host::schema_violations(schema, host::read_json(text, "value")));
    };
    CHECK(has(found(2000, "1"), "/a: expected a text of another form"));
    CHECK(found(200'000, "1").empty());
    CHECK(has(found(200'000, "\"x\""), "/b: expected a value of another type"));
}
