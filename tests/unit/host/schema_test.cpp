#include "host/schema.hpp"

#include <doctest/doctest.h>

using dp::Status;
using host::read_json;
using host::Violation;

namespace {

host::Schema schema(const std::string& text) {
    std::vector<std::string> problems;
    auto result = host::read_schema(read_json(text, "schema"), "", problems);
    REQUIRE(problems.empty());
    return result;
}

std::vector<Violation> faults(const std::string& schema_text, const std::string& value) {
    return host::violations(schema(schema_text), read_json(value, "value"));
}

} // namespace

TEST_CASE("each type takes its own values and no others") {
    const std::vector<std::pair<std::string, std::string>> kinds{{"null", "null"}, {"boolean", "true"},
                                                                 {"integer", "5"}, {"string", "\"x\""},
                                                                 {"array", "[]"},  {"object", "{}"}};
    for (const auto& kind : kinds) {
        for (const auto& other : kinds) {
            const std::string& value = other.second;
            CAPTURE(kind.first);
            CAPTURE(value);
            CHECK(faults(R"({"type":")" + kind.first + "\"}", value).empty() == (value == kind.second));
        }
    }
    CHECK(faults(R"({"type":"number"})", "5").empty());
    CHECK(faults(R"({"type":"number"})", "5.5").empty());
    CHECK(faults(R"({"type":"integer"})", "5.0").empty());
    CHECK(faults(R"({"type":"integer"})", "5.5") ==
          std::vector<Violation>{{"", "an integer", Status::wrong_type}});
}

TEST_CASE("bounds are inclusive and have the status out_of_range") {
    const std::string volume = R"({"type":"integer","minimum":0,"maximum":100})";
    CHECK(faults(volume, "0").empty());
    CHECK(faults(volume, "100").empty());
    CHECK(faults(volume, "-1") == std::vector<Violation>{{"", "at least 0", Status::out_of_range}});
    CHECK(faults(volume, "101") == std::vector<Violation>{{"", "at most 100", Status::out_of_range}});
}

TEST_CASE("lengths count characters, not bytes") {
    const std::string two = R"({"type":"string","minLength":2,"maxLength":2})";
    CHECK(faults(two, "\"\xC3\xA9\xC3\xA9\"").empty());
    CHECK(faults(two, "\"\xC3\xA9\"").size() == 1);
    CHECK(faults(two, "\"abc\"").front().expected == "at most 2 characters");
}

TEST_CASE("a pattern covers what it says, a line end included") {
    const std::string name = R"({"type":"string","pattern":"^[a-z]+$"})";
    CHECK(faults(name, "\"abc\"").empty());
    CHECK(faults(name, "\"aBc\"").size() == 1);
    CHECK(faults(name, "\"abc\\n\"").size() == 1);
}

TEST_CASE("an enum names its values in the sentence") {
    CHECK(faults(R"({"enum":["off",1]})", "1.0").empty());
    CHECK(faults(R"({"enum":["off",1]})", "\"on\"").front().expected == "one of \"off\", 1");
}

TEST_CASE("a surplus member gets the name that may have been meant, and a placeholder is no value") {
    const std::string text = R"({"additionalProperties":false,"properties":{
        "client_id":{"type":"string","description":"From the dashboard.","dp:placeholder":"^(the|your)-"}}})";
    CHECK(faults(text, R"({"client-id":"x"})").front().expected ==
          "one of the keys client_id; did you mean client_id?");
    CHECK(faults(text, R"({"client_id":"thermostat"})").empty());
    for (const std::string value : {"the-id", "YOUR-ID"}) {
        CHECK(faults(text, R"({"client_id":")" + value + "\"}").front().expected ==
              "a value of this site in place of the example's \"" + value + "\": From the dashboard.");
    }
}

TEST_CASE("missing and surplus members are told by their place") {
    const std::string text =
        R"({"type":"object","required":["id"],"additionalProperties":false,"properties":{"id":{"type":"string"},
            "list":{"type":"array","items":{"type":"integer"}}}})";
    CHECK(faults(text, R"({"id":"x","list":[1,2]})").empty());
    const auto found = faults(text, R"({"list":[1,"b"],"a/b":1})");
    REQUIRE(found.size() == 3);
    CHECK(found[0] == Violation{"/id", "a text; it is missing", Status::bad_argument});
    CHECK(found[1] == Violation{"/list/1", "an integer", Status::wrong_type});
    CHECK(found[2] == Violation{"/a~1b", "one of the keys id, list", Status::bad_argument});
    CHECK(host::sentence(found[1], "site: /config") == "site: /config/list/1: expected an integer");
}

TEST_CASE("a schema that is none is told by its place") {
    std::vector<std::string> problems;
    host::read_schema(read_json(R"({"type":"float","enum":[],"minimum":"0","minLength":-1,"pattern":"(",
                                    "required":"id","additionalProperties":1,"properties":{"a":5},
                                    "dp:placeholder":"[","dp:from_config":{"list":"presets"}})",
                                "schema"),
                      "/config", problems);
    CHECK(problems.size() == 10);
    CHECK(problems.front().find("/config/type: expected one of") == 0);
    CHECK(problems.back().find("/config/properties/a: expected an object") == 0);
}

TEST_CASE("numbers take the form that the schema names") {
    CHECK(host::fitted(schema(R"({"type":"number"})"), read_json("5", "")) == dp::Value{5.0});
    CHECK(host::fitted(schema(R"({"type":"integer"})"), read_json("5.0", "")) == dp::Value{std::int64_t{5}});
    CHECK(host::fitted(schema("{}"), read_json("5", "")) == dp::Value{std::int64_t{5}});
}
