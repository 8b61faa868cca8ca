// Rooms of a few lines each: keys, names, log lines, lines out of a pipe, the dispatcher.
#include "host/clock.hpp"
#include "host/dispatcher.hpp"
#include "host/json_text.hpp"
#include "host/line_buffer.hpp"
#include "host/log.hpp"
#include "host/names.hpp"
#include "host/store_key.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

TEST_CASE("keys are what the ABI says") {
    for (const std::string good : {"a", "account/main/refresh_token", "A.b-c_9", "...", "a/.b"}) {
        CAPTURE(good);
        CHECK(host::is_store_key(good));
        CHECK(host::key_of(host::file_name_of(good)) == good);
    }
    for (const std::string bad :
         {"", "/a", "a/", "a//b", "a/./b", "..", "a/..", "a b", "a~b", "\xC3\xA9", "a\n"}) {
        CAPTURE(bad);
        CHECK_FALSE(host::is_store_key(bad));
    }
    CHECK(host::is_store_key(std::string(200, 'a')));
    CHECK_FALSE(host::is_store_key(std::string(201, 'a')));
    CHECK_FALSE(host::is_store_key(std::string("a\0b", 3)));
}

TEST_CASE("two keys never share a file, and temporary files belong to none") {
    CHECK(host::file_name_of("a/b") != host::file_name_of("a.b"));
    CHECK(host::file_name_of("a/b").find('/') == std::string::npos);
    CHECK_FALSE(host::key_of("~12-0"));
}

TEST_CASE("names of devices and plugins lead nowhere else") {
    CHECK(host::is_device_id("Lobby-2_x"));
    CHECK_FALSE(host::is_device_id("_x"));
    CHECK_FALSE(host::is_device_id("a.b"));
    CHECK_FALSE(host::is_device_id(""));
    CHECK_FALSE(host::is_device_id(std::string(65, 'a')));
    CHECK(host::is_plugin_name("a.b-c"));
    CHECK_FALSE(host::is_plugin_name(".."));
    CHECK_FALSE(host::is_plugin_name("a/b"));
}

TEST_CASE("a log line is one line, whatever is in it") {
    CHECK(host::log_line({dp::LogLevel::warning, "contact/config", "a\nb\x1B[2J"}, 1795479480123) ==
          "2026-11-24T00:18:00.123Z warning contact/config: a b [2J");
    CHECK(host::is_valid_utf8(host::log_line({dp::LogLevel::info, "x", "\xFF"}, 0)));
    CHECK(host::log_line({dp::LogLevel::info, "x", std::string(100'000, 'y')}, 0).size() < 4100);
}

TEST_CASE("a time is written in UTC with milliseconds") {
    CHECK(host::utc_text(0) == "1970-01-01T00:00:00.000Z");
    CHECK(host::utc_text(1764000000007) == "2025-11-24T16:00:00.007Z");
}

TEST_CASE("lines come out of chunks as they were sent") {
    host::LineBuffer buffer{10};
    CHECK(buffer.add("ab").empty());
    CHECK(buffer.add("c\n\nde\nf") == std::vector<std::string>{"abc", "", "de"});
    CHECK(buffer.rest() == "f");
}

TEST_CASE("of a line that is too long only the beginning is kept") {
    host::LineBuffer buffer{4};
    CHECK(buffer.add("abcdef").empty());
    CHECK(buffer.add("ghi\nxy\n") == std::vector<std::string>{"abcd", "xy"});
}

TEST_CASE("the dispatcher runs tasks in order, and one that throws does not end it") {
    std::vector<int> order;
    std::vector<std::string> logged;
    {
        host::Dispatcher dispatcher{[&](const host::LogRecord& record) { logged.push_back(record.text); }};
        dispatcher.post([&] { order.push_back(1); });
        dispatcher.post([] { throw std::runtime_error{"broken"}; });
        dispatcher.post([&] {
            order.push_back(2);
            dispatcher.post([&] { order.push_back(3); });
        });
        dispatcher.drain();
    }
    CHECK(order == std::vector<int>{1, 2, 3});
    CHECK(logged == std::vector<std::string>{"a task failed: broken"});
}
