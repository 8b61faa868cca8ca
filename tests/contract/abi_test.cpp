#include "device_plugin.h"
#include "dp/status.hpp"
#include "dp/value.hpp"

#include <doctest/doctest.h>

extern "C" {
std::uint64_t abi_size_of_value_in_c(void);
std::uint64_t abi_size_of_plugin_in_c(void);
std::uint64_t abi_size_of_host_in_c(void);
std::uint64_t abi_size_of_callbacks_in_c(void);
int abi_has_in_c(const dp_plugin* plugin);
}

TEST_CASE("C and C++ agree on the tables") {
    CHECK(sizeof(dp_value) == abi_size_of_value_in_c());
    CHECK(sizeof(dp_plugin) == abi_size_of_plugin_in_c());
    CHECK(sizeof(dp_host) == abi_size_of_host_in_c());
    CHECK(sizeof(dp_device_callbacks) == abi_size_of_callbacks_in_c());
    CHECK(sizeof(dp_value) == 24); // it travels in arrays and never changes
    CHECK(sizeof(dp_named_value) == 40);
}

TEST_CASE("DP_HAS asks for size and for null, in both languages") {
    dp_plugin plugin{};
    plugin.size = sizeof plugin;
    CHECK_FALSE(DP_HAS(&plugin, secret_changed)); // long enough, but null
    CHECK(abi_has_in_c(&plugin) == 0);
    plugin.secret_changed = [](dp_instance*, dp_string) {};
    CHECK(DP_HAS(&plugin, secret_changed));
    CHECK(abi_has_in_c(&plugin) == 1);
    plugin.size = offsetof(dp_plugin, secret_changed) + 1; // cut inside the member
    CHECK_FALSE(DP_HAS(&plugin, secret_changed));
    CHECK(abi_has_in_c(&plugin) == 0);
}

TEST_CASE("every value survives the way through the door") {
    for (const dp::Value& value :
         std::initializer_list<dp::Value>{std::monostate{}, true, false, std::int64_t{-7}, 1.5, std::string{},
                                          std::string{"a\0b", 3}, dp::Json{"[1]"}}) {
        CHECK(dp::own(dp::borrow(value)) == value);
    }
    CHECK(dp::borrow(dp::Value{}).type == DP_TYPE_NULL);
    CHECK(dp::borrow(dp::Value{true}).type == DP_TYPE_BOOL);
    CHECK(dp::borrow(dp::Value{std::int64_t{1}}).type == DP_TYPE_INT);
    CHECK(dp::borrow(dp::Value{1.0}).type == DP_TYPE_DOUBLE);
    CHECK(dp::borrow(dp::Value{std::string{"x"}}).type == DP_TYPE_STRING);
    CHECK(dp::borrow(dp::Value{dp::Json{"{}"}}).type == DP_TYPE_JSON);
    dp_value unknown{};
    unknown.type = 99;
    CHECK(dp::own(unknown) == dp::Value{});
}

TEST_CASE("codes in words, and unknown codes as internal") {
    CHECK(dp::word(dp::Status::ok) == "ok");
    CHECK(dp::word(dp::Status::sign_in_needed) == "sign_in_needed");
    CHECK(dp::word(dp::Status::internal) == "internal");
    CHECK(dp::status_of(DP_RATE_LIMITED) == dp::Status::rate_limited);
    CHECK(dp::status_of(-1) == dp::Status::internal);
    CHECK(dp::status_of(4711) == dp::Status::internal);
    CHECK(dp::word(dp::Health::sign_in_required) == "sign_in_required");
    CHECK(dp::health_of(99) == dp::Health::failed);
}
