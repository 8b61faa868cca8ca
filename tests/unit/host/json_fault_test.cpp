// Texts that are no JSON, and what is said of them.
#include "host/json_fault.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

std::string fault(const std::string& text) {
    const auto found = host::find_json_fault(text);
    return found ? std::to_string(found->offset) + ' ' + found->sentence : "";
}

} // namespace

TEST_CASE("a text that is JSON has no fault") {
    for (const std::string text :
         {R"({"a":[1,-0,0.5,1e9,-1.5E-3,true,false,null,"\u00e4\"\\\/\b\f\n\r\t",{}],"":[]})", "5", "\"\"",
          " [ ] \r\n\t"}) {
        CAPTURE(text);
        CHECK(fault(text).empty());
    }
}

TEST_CASE("each fault of a text is named, at the place that is to be changed") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"\xEF\xBB\xBF{}", "0 expected a text without a byte order mark; save it as UTF-8 without one"},
        {"[1,]", "2 expected no comma before ], where nothing follows"},
        {"[,1]", "1 expected a value: a text, a number, true, false, null, { or ["},
        {"{\"a\" \"b\"}", "5 expected a colon behind the key \"a\""},
        {"{\"a\"=1}", "4 expected a colon behind the key \"a\""},
        {"{\"a\":1 \"b\":2}", "6 expected a comma between this entry and the next"},
        {"{\"a\":1;\"b\":2}", "6 expected a comma, or }"},
        {"{\"a\":1]", "6 expected } for the { of 1:1"},
        {"[1}", "2 expected ] for the [ of 1:1"},
        {"{\"a\":{", "6 expected } for the { of 1:6; the text ends here"},
        {"{\"a\":", "5 expected a value; the text ends here"},
        {"{1:2}", "1 expected a key in quotation marks"},
        {"[„a“]", "1 expected the straight quotation mark \"; this one, „, is typographic"},
        {"[«a»]", "1 expected the straight quotation mark \"; this one, «, is typographic"},
        {"{\"a\":'b'}", "5 expected the double quotation mark \"; this one is single"},
        {"{\"a\":b}", "5 expected a value; a text stands in quotation marks: \"b\""},
        {"[NULL]", "1 expected null in small letters"},
        {"[\"a”]", "1 expected a quotation mark \" at the end of this text, on the same line; the ” in it "
                   "ends no text"},
        {"[\"a\tb\"]", "3 expected \\t for a tab in a text"},
        {"[\"a\x01\"]", "3 expected no control character in a text"},
        {R"(["C:\pages"])", "4 expected two of them, \\\\, for a backslash in a text"},
        {R"(["\u12g4"])", "2 expected two of them, \\\\, for a backslash in a text"},
        {"[007]", "1 expected a number without a zero in front"},
        {"[+5]", "1 expected a number such as 5, -5 or 0.5"},
        {"[.5]", "1 expected a number such as 5, -5 or 0.5"},
        {"[5.]", "1 expected a number such as 5, -5 or 0.5"},
        {"[1e]", "1 expected a number such as 5, -5 or 0.5"},
        {"{} /* never", "3 expected nothing after the end of the JSON"},
        {"[1 /* never", "3 expected */ at the end of this comment"},
        {"{}]", "2 expected nothing after the end of the JSON; this bracket closes nothing"}};
    for (const auto& [text, expected] : rows) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(fault(text) == expected);
    }
}

TEST_CASE("a text that is nested beyond all measure is left to the parser") {
    CHECK(fault(std::string(5000, '[')).empty());
}
