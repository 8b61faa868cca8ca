#include "host/json_text.hpp"

#include <doctest/doctest.h>

#include <limits>

using host::Comments;
using host::read_json;
using host::write_json;

namespace {

std::string again(const std::string& text) {
    return write_json(read_json(text, "file"));
}

std::string fault(const std::string& text, Comments comments = Comments::refused) {
    try {
        read_json(text, "file", comments);
    } catch (const host::JsonError& problem) {
        return problem.what();
    }
    return "";
}

} // namespace

TEST_CASE("what is read is written the same, in its order") {
    CHECK(again(R"({ "z" : 1, "a" : [true, null, -5, "x"], "m" : {} })") ==
          R"({"z":1,"a":[true,null,-5,"x"],"m":{}})");
    CHECK(again("9223372036854775807") == "9223372036854775807");
    CHECK(again("-9223372036854775808") == "-9223372036854775808");
    CHECK(again("2.5") == "2.5");
    CHECK(again("30.0") == "30.0");
}

TEST_CASE("a text that is not one whole JSON value is refused with its line") {
    CHECK(fault("{\n\n\"a\":}").find("file:3:5: expected a value") == 0);
    CHECK_FALSE(fault("").empty());
    CHECK_FALSE(fault("{} {}").empty());
    CHECK_FALSE(fault("[1,]").empty());
    CHECK_FALSE(fault(std::string(200, '[') + std::string(200, ']')).empty());
}

TEST_CASE("a key twice in one object is refused, in two objects it is not") {
    CHECK(fault(R"({"a":1,"b":{"a":1,"a":2}})") == "file:1:21: \"a\": expected each key once in an object");
    CHECK(again(R"([{"a":1},{"a":2}])") == R"([{"a":1},{"a":2}])");
}

TEST_CASE("zero characters and bytes that are not UTF-8 are refused") {
    CHECK_FALSE(fault(R"({"a\u0000b":1})").empty());
    CHECK_FALSE(fault("\"\xFF\"").empty());
    CHECK(again(R"("a\\u0000")") == R"("a\\u0000")"); // a backslash and letters, no zero
}

TEST_CASE("comments are allowed where asked for, and lines are counted through them") {
    const std::string text = "{ // one\n/* two\n \" */ \"a\": \"// no comment\" }";
    CHECK(write_json(read_json(text, "file", Comments::allowed)) == R"({"a":"// no comment"})");
    CHECK_FALSE(fault(text).empty());
    CHECK(fault("// x\n/* y\n */ {\"a\" 1}", Comments::allowed).find("file:3:10: ") != std::string::npos);
    CHECK_FALSE(fault("{} /* open", Comments::allowed).empty());
}

TEST_CASE("written text is one line of valid UTF-8") {
    CHECK(host::json_quoted("a\"b\\c\n\t\x01\x7F") == R"("a\"b\\c\n\t\u0001\u007f")");
    CHECK(host::json_quoted("\xC3\xA9\xFF") == "\"\xC3\xA9\xEF\xBF\xBD\"");
    CHECK(host::valid_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // a surrogate
    CHECK(host::is_valid_utf8("\xF0\x9F\x8E\xB5"));
    CHECK_FALSE(host::is_valid_utf8("\xC0\xAF")); // overlong
    CHECK_FALSE(host::is_valid_utf8("\xF0\x9F\x8E"));
}

TEST_CASE("text is cut between characters") {
    CHECK(host::cut("a\xC3\xA9", 2) == "a");
    CHECK(host::cut("a\xC3\xA9", 3) == "a\xC3\xA9");
    CHECK(host::cut("abc", 2) == "ab");
}

TEST_CASE("values keep their kinds on the way to JSON and back") {
    const std::vector<dp::Value> values{
        std::monostate{}, true, std::int64_t{5}, 5.0, std::string{""}, dp::Json{R"({"b":[1],"a":2})"}};
    for (const auto& value : values) {
        CHECK(host::to_value(host::to_json(value)) == value);
        CHECK(host::to_value(read_json(write_json(value), "file")) == value);
    }
    CHECK(write_json(dp::Value{std::numeric_limits<double>::infinity()}) == "null");
    CHECK(write_json(std::vector<dp::NamedValue>{{"b", true}, {"a", std::int64_t{1}}}) ==
          R"({"b":true,"a":1})");
}

TEST_CASE("values from a plugin are made fit to be sent on") {
    CHECK(host::normalized(dp::Json{"[ 1,\n 2 ]"}) == dp::Value{dp::Json{"[1,2]"}});
    CHECK(host::normalized(std::string{"\xFF"}) == dp::Value{std::string{"\xEF\xBF\xBD"}});
    CHECK(host::normalized(std::numeric_limits<double>::quiet_NaN()) == dp::Value{});
    CHECK_THROWS_AS(host::normalized(dp::Json{"{x"}), host::JsonError);
}

TEST_CASE("1 and 1.0 are the same, null and empty text are not") {
    CHECK(host::same(std::int64_t{1}, 1.0));
    CHECK(host::same(1.0, std::int64_t{1}));
    CHECK_FALSE(host::same(std::int64_t{1}, true));
    CHECK_FALSE(host::same(dp::Value{}, std::string{}));
}
