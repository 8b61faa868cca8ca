#include "mqtt/payloads.hpp"

#include <doctest/doctest.h>

using namespace avhost::mqtt;
using host::SchemaType;

TEST_CASE("payloads are JSON on one line") {
    CHECK(write_online("1.2", {"lobby", "bar"}, {}) ==
          R"({"status":"online","version":"1.2","devices":["lobby","bar"]})");
    CHECK(write_online("1.2", {}, {"bar"}) ==
          R"({"status":"online","version":"1.2","devices":[],"contested":["bar"]})");
    CHECK(write_offline() == R"({"status":"offline"})");
    CHECK(write_owner("rack-1") == R"({"host":"rack-1"})");
    CHECK(write_health({"lobby", dp::Health::degraded, "network", "no \"way\""}) ==
          R"({"health":"degraded","cause":"network","text":"no \"way\""})");
    CHECK(write_state(7, {{"a", true}, {"b", {}}}) == R"({"revision":7,"properties":{"a":true,"b":null}})");
    CHECK(write_event({"lobby", "told", 5, {{"x", std::int64_t{1}}}}) == R"({"at":5,"data":{"x":1}})");
    CHECK(write_firing({"r", 5, "door.closed became true", "does"}) ==
          R"({"rule":"r","at":5,"because":"door.closed became true","text":"does"})");
    CHECK(write_completion("action/pause", "", {"lobby", 3, dp::Status::ok, "", {}}) ==
          R"({"command":"action/pause","status":"ok","text":"","result":null})");
    CHECK(write_completion("property/volume", "c\n1",
                           {"lobby", 3, dp::Status::offline, "t", dp::Json{"[1]"}}) ==
          R"({"command":"property/volume","status":"offline","text":"t","result":[1],"correlation":"c\n1"})");
}

TEST_CASE("a device is online while it works, or is on the way with something to show") {
    using dp::Health;
    CHECK(is_available(Health::ready, false));
    CHECK(is_available(Health::degraded, false));
    CHECK(is_available(Health::connecting, true));
    CHECK_FALSE(is_available(Health::connecting, false));
    for (const auto health :
         {Health::stopped, Health::bad_config, Health::sign_in_required, Health::failed}) {
        CHECK_FALSE(is_available(health, true));
    }
}

TEST_CASE("what others say of hosts and devices is read, or passed over") {
    CHECK(read_status(write_online("1", {}, {})) == true);
    CHECK(read_status(write_offline()) == false);
    CHECK(read_owner(write_owner("a")) == "a");
    for (const std::string bad :
         {"", "x", "[]", "{}", R"({"status":1,"host":null})", "\xff", "{\"status\":"}) {
        CAPTURE(bad);
        CHECK_FALSE(read_status(bad));
        CHECK_FALSE(read_owner(bad));
    }
}

TEST_CASE("an invocation is empty or an object, whose one reserved member comes back") {
    CHECK(std::get<InvokeOrder>(read_invoke("")) == InvokeOrder{});
    CHECK(std::get<InvokeOrder>(read_invoke("{}")) == InvokeOrder{});
    CHECK(std::get<InvokeOrder>(read_invoke(R"({"volume":30,"$correlation":"c","uri":"x"})")) ==
          InvokeOrder{{{"volume", std::int64_t{30}}, {"uri", "x"}}, "c"});
    for (const std::string bad : {"PRESS", "[]", "5", "{\"a\":1,\"a\":2}", "{", "\xff", " ", "null"}) {
        CAPTURE(bad);
        CHECK(std::holds_alternative<Refusal>(read_invoke(bad)));
    }
    CHECK(std::get<Refusal>(read_invoke(R"({"$correlation":5})")).text.starts_with("$correlation: expected"));
    CHECK(std::get<Refusal>(read_invoke("{\"$correlation\":\"" + std::string(1025, 'c') + "\"}"))
              .text.starts_with("$correlation: expected"));
    CHECK(std::get<Refusal>(read_invoke("{\"a\":\"" + std::string(largest_command, 'x') + "\"}"))
              .text.find("64 KiB") != std::string::npos);
}

TEST_CASE("a value is JSON, and a text may come as it is") {
    CHECK(std::get<dp::Value>(read_write("42", SchemaType::integer)) == dp::Value{std::int64_t{42}});
    CHECK(std::get<dp::Value>(read_write("true", SchemaType::boolean)) == dp::Value{true});
    CHECK(std::get<dp::Value>(read_write("null", SchemaType::integer)) == dp::Value{});
    CHECK(std::get<dp::Value>(read_write(R"(["a"])", SchemaType::array)) == dp::Value{dp::Json{R"(["a"])"}});
    CHECK(std::holds_alternative<Refusal>(read_write("on", SchemaType::boolean)));
    CHECK(std::holds_alternative<Refusal>(read_write("", SchemaType::any)));

    CHECK(std::get<dp::Value>(read_write(R"("off")", SchemaType::string)) == dp::Value{"off"});
    CHECK(std::get<dp::Value>(read_write("off", SchemaType::string)) == dp::Value{"off"});
    CHECK(std::get<dp::Value>(read_write("42", SchemaType::string)) == dp::Value{"42"});
    CHECK(std::get<dp::Value>(read_write("", SchemaType::string)) == dp::Value{""});
    CHECK(std::holds_alternative<Refusal>(read_write("\xff", SchemaType::string)));
    CHECK(std::holds_alternative<Refusal>(
        read_write(std::string(largest_command + 1, 'x'), SchemaType::string)));
}
