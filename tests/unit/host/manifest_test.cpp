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
    CHECK(read.properties_json.starts_with(
        R"({"closed":{"title":"Contact","type":"boolean","readOnly":false)"));
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

TEST_CASE("roles and diagnostic properties are read, and what is neither role is refused") {
    const auto read = host::parse_manifest(
        manifest(
            R"(,"properties":{"a":{"type":"string","dp:role":"set_up"},"b":{"type":"integer","dp:diagnostic":true}},
                    "actions":{"x":{"dp:role":"set_up"},"y":{"dp:role":"operate"},"z":{}})"),
        "m.json");
    CHECK(read.property("a")->role == host::Role::set_up);
    CHECK_FALSE(read.property("a")->diagnostic);
    CHECK(read.property("b")->role == host::Role::operate);
    CHECK(read.property("b")->diagnostic);
    CHECK(read.action("x")->role == host::Role::set_up);
    CHECK(read.action("y")->role == host::Role::operate);
    CHECK(read.action("z")->role == host::Role::operate);
    const auto found = faults(manifest(R"(,"properties":{"a":{"type":"string","dp:role":"admin"}},
                                          "actions":{"x":{"dp:role":1}})"));
    CHECK(has(found, "m.json: /properties/a/dp:role: expected operate or set_up"));
    CHECK(has(found, "m.json: /actions/x/dp:role: expected operate or set_up"));
}

TEST_CASE("what holds after an action is read, and names a property and a value that it may have") {
    const std::string properties =
        R"(,"properties":{"on":{"type":"boolean"},"level":{"type":"number","maximum":10}})";
    const auto effect = [&](const std::string& text) {
        return manifest(properties + R"(,"actions":{"go":{"dp:effect":)" + text + R"(},"stop":{}})");
    };
    const auto read =
        host::parse_manifest(effect(R"({"property":"level","value":5,"words":"Half"})"), "m.json");
    CHECK(read.action("go")->effect == host::EffectSpec{"level", 5.0, "Half"});
    CHECK_FALSE(read.action("stop")->effect);
    const auto fault_of = [&](const std::string& text) { return faults(effect(text)); };
    const std::string at = "m.json: /actions/go/dp:effect";
    CHECK(has(fault_of("true"), at + ": expected an object"));
    CHECK(has(fault_of(R"({"property":"off","value":true,"words":"x"})"),
              at + "/property: expected the name of a property; off is none"));
    CHECK(has(fault_of(R"({"property":"on","value":1,"words":"x"})"),
              at + "/value: expected a value that on may have"));
    CHECK(
        has(fault_of(R"({"property":"on","words":"x"})"), at + "/value: expected a value that on may have"));
    CHECK(has(fault_of(R"({"property":"level","value":11,"words":"x"})"), at + "/value: expected"));
    CHECK(has(fault_of(R"({"property":"on","value":true})"), at + "/words: expected a text; it is missing"));
}

TEST_CASE("a library outside the manifest's folder is refused") {
    for (const std::string name : {"../x.so", "/x.so", ".."}) {
        const auto text = R"({"title":"T","dp:type":"t","dp:abi":{"major":1,"min_minor":0},"dp:library":{")" +
                          std::string{host::platform()} + "\":\"" + name + "\"}}";
        CHECK(has(faults(text), "m.json: /dp:library/"));
    }
}

TEST_CASE("what is not JSON, not an object or not there gets a sentence") {
    CHECK(has(faults("hello"), "m.json:1:1: expected a value; a text stands in quotation marks: \"hello\""));
    CHECK(has(faults("[]"), "m.json: expected a JSON object"));
    CHECK(has(faults("// no comments here\n{}"), "m.json:1:1: "));
    const test::TempDir folder;
    CHECK_THROWS_AS(host::read_manifest(folder.path()), host::ManifestError);
}

namespace {

// A manifest with everything that dp:sign_in may name, and `sign_in` as that entry.
std::string with_sign_in(const std::string& sign_in) {
    return manifest(R"(,"properties":{"link":{"type":"string"},"ends":{"type":"integer"}},
        "actions":{"finish":{"input":{"properties":{"answer":{"type":"string"},"count":{"type":"integer"}}}},
                   "needs":{"input":{"required":["x"],"properties":{"x":{"type":"string"}}}},
                   "forget":{}},
        "dp:sign_in":)" +
                    sign_in);
}

} // namespace

TEST_CASE("dp:sign_in is read whole, and told to panels as it was checked") {
    const auto read = host::parse_manifest(
        with_sign_in(
            R"({"url":"link","action":"finish","parameter":"answer","sign_out":"forget","expires":"ends",
                "hints":["Say \"please\"."],"later":1})"),
        "m.json");
    REQUIRE(read.sign_in);
    CHECK(*read.sign_in ==
          host::SignInSpec{"link", "finish", "answer", "forget", "ends", {"Say \"please\"."}});
    CHECK(
        read.sign_in_json ==
        R"({"url":"link","action":"finish","parameter":"answer","sign_out":"forget","expires":"ends","hints":["Say \"please\"."]})");
}

TEST_CASE("signing out, its end and hints may be left out of dp:sign_in, and all of it") {
    const auto read = host::parse_manifest(
        with_sign_in(R"({"url":"link","action":"finish","parameter":"answer"})"), "m.json");
    REQUIRE(read.sign_in);
    CHECK(read.sign_in->sign_out.empty());
    CHECK(read.sign_in->expires.empty());
    CHECK(read.sign_in_json == R"({"url":"link","action":"finish","parameter":"answer","hints":[]})");
    const auto without = host::parse_manifest(manifest(""), "m.json");
    CHECK_FALSE(without.sign_in);
    CHECK(without.sign_in_json.empty());
}

TEST_CASE("each name in dp:sign_in has to be of the right kind") {
    const auto fault_of = [](const std::string& sign_in) {
        const auto found = faults(with_sign_in(sign_in));
        REQUIRE(found.size() == 1);
        return found.front();
    };
    CHECK(fault_of("[]") == "m.json: /dp:sign_in: expected an object");
    CHECK(fault_of(R"({"action":"finish","parameter":"answer"})") ==
          "m.json: /dp:sign_in/url: expected a text; it is missing");
    CHECK(fault_of(R"({"url":"ends","action":"finish","parameter":"answer"})") ==
          "m.json: /dp:sign_in/url: expected the name of a text property; ends is none");
    CHECK(fault_of(R"({"url":"nothing","action":"finish","parameter":"answer"})") ==
          "m.json: /dp:sign_in/url: expected the name of a text property; nothing is none");
    CHECK(fault_of(R"({"url":"link","action":"begin","parameter":"answer"})") ==
          "m.json: /dp:sign_in/action: expected the name of an action without required parameters; "
          "begin is none");
    CHECK(fault_of(R"({"url":"link","action":"needs","parameter":"x"})") ==
          "m.json: /dp:sign_in/action: expected the name of an action without required parameters; "
          "needs is none");
    CHECK(fault_of(R"({"url":"link","action":"finish"})") ==
          "m.json: /dp:sign_in/parameter: expected a text; it is missing");
    CHECK(fault_of(R"({"url":"link","action":"finish","parameter":"count"})") ==
          "m.json: /dp:sign_in/parameter: expected the name of a text parameter of finish; count is none");
    CHECK(fault_of(R"({"url":"link","action":"finish","parameter":"word"})") ==
          "m.json: /dp:sign_in/parameter: expected the name of a text parameter of finish; word is none");
    CHECK(fault_of(R"({"url":"link","action":"finish","parameter":"answer","sign_out":"needs"})") ==
          "m.json: /dp:sign_in/sign_out: expected the name of an action without required parameters; "
          "needs is none");
    CHECK(fault_of(R"({"url":"link","action":"finish","parameter":"answer","expires":"link"})") ==
          "m.json: /dp:sign_in/expires: expected the name of an integer property; link is none");
    CHECK(fault_of(R"({"url":"link","action":"finish","parameter":"answer","hints":"x"})") ==
          "m.json: /dp:sign_in/hints: expected a list of texts");
    CHECK(fault_of(R"({"url":"link","action":"finish","parameter":"answer","hints":["a",2]})") ==
          "m.json: /dp:sign_in/hints/1: expected a text");
}

TEST_CASE("a plugin that needs a later host is refused when its manifest is read") {
    const auto found = faults(R"({"dp:abi":{"major":1,"min_minor":5}})");
    CHECK(has(found, "m.json: /dp:abi: expected version 1.0 of the plugin ABI to be enough"));
}
