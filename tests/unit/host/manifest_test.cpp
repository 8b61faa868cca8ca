#include "host/manifest.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

std::string library() {
    return "\"dp:library\":{\"" + std::string{host::platform()} + "\":\"x.so\"}";
}

std::string manifest(const std::string& more) {
    return R"({"title":"T","dp:type":"t.t","dp:abi":{"major":1,"min_minor":0},)" + library() + more + "}";
}

std::vector<std::string> faults(const std::string& text) {
    try {
        host::parse_manifest(text, "m.json");
    } catch (const host::ManifestError& error) {
        return error.sentences();
    }
    return {};
}

bool has(const std::vector<std::string>& sentences, const std::string& beginning) {
    return std::any_of(sentences.begin(), sentences.end(),
                       [&](const auto& sentence) { return sentence.starts_with(beginning); });
}

} // namespace

TEST_CASE("the manifest of the contact is read whole") {
    const auto read = host::read_manifest(std::string{PLUGINS} + "/contact");
    CHECK(read.type_id == "example.contact");
    CHECK(read.library == "contact.so");
    CHECK(read.abi_major == 1);
    REQUIRE(read.property("closed") != nullptr);
    CHECK_FALSE(read.property("closed")->read_only);
    CHECK(read.property("open") == nullptr);
    REQUIRE(read.actions.size() == 2);
    CHECK(read.actions[0].id == "open");
    CHECK_FALSE(read.actions[0].input.additional);
    CHECK(
        read.properties_json.starts_with(R"({"closed":{"title":"Closed","type":"boolean","readOnly":false)"));
    CHECK(read.actions_json.starts_with(R"({"open":{"title":"Open")"));
}

TEST_CASE("a property is writable unless it says readOnly, as in WoT") {
    const auto read =
        host::parse_manifest(manifest(R"(,"properties":{"a":{},"b":{"readOnly":true}})"), "m.json");
    CHECK_FALSE(read.property("a")->read_only);
    CHECK(read.property("b")->read_only);
}

TEST_CASE("everything that is wrong is said at once, with file and key") {
    const auto found = faults(R"({"title":5,"dp:abi":{"major":-1},"dp:library":{},"properties":{"Bad id":{}},
        "actions":{"go":{"input":{"type":"string"}}},"events":[]})");
    CHECK(has(found, "m.json: /title: expected a text"));
    CHECK(has(found, "m.json: /dp:type: expected a text; it is missing"));
    CHECK(has(found, "m.json: /dp:abi/major: expected an integer"));
    CHECK(has(found, "m.json: /dp:abi/min_minor: expected"));
    CHECK(has(found,
              "m.json: /dp:library/" + std::string{host::platform()} + ": expected a text; it is missing"));
    CHECK(has(found, "m.json: /properties/Bad id: expected an id"));
    CHECK(has(found, "m.json: /actions/go/input/type: expected \"object\""));
    CHECK(has(found, "m.json: /events: expected an object"));
    CHECK(found.size() == 8);
}

TEST_CASE("a library outside the manifest's folder is refused") {
    for (const std::string name : {"../x.so", "/x.so", ".."}) {
        const auto text = R"({"title":"T","dp:type":"t","dp:abi":{"major":1,"min_minor":0},"dp:library":{")" +
                          std::string{host::platform()} + "\":\"" + name + "\"}}";
        CHECK(has(faults(text), "m.json: /dp:library/"));
    }
}

TEST_CASE("what is not JSON, not an object or not there gets a sentence") {
    CHECK(has(faults("hello"), "m.json: line 1: expected JSON"));
    CHECK(has(faults("[]"), "m.json: expected a JSON object"));
    CHECK(has(faults("// no comments here\n{}"), "m.json: line 1"));
    const test::TempDir folder;
    CHECK_THROWS_AS(host::read_manifest(folder.path()), host::ManifestError);
}
