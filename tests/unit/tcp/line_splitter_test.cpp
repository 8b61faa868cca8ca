#include "tcp/line_splitter.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace avhost::tcp;

namespace {

std::vector<Line> lines_of(const std::vector<std::string>& chunks, std::size_t max_bytes = 100) {
    LineSplitter splitter{max_bytes};
    std::vector<Line> all;
    for (const auto& chunk : chunks) {
        for (auto& line : splitter.add(chunk)) {
            all.push_back(std::move(line));
        }
    }
    return all;
}

const std::string nul(1, '\0');

} // namespace

TEST_CASE("lines end with LF, CR LF, CR or NUL") {
    CHECK(lines_of({"ping\n"}) == std::vector<Line>{{"ping", LineEnd::lf}});
    CHECK(lines_of({"ping\r\n"}) == std::vector<Line>{{"ping", LineEnd::crlf}});
    CHECK(lines_of({"ping\rlist\r"}) == std::vector<Line>{{"ping", LineEnd::cr}, {"list", LineEnd::cr}});
    CHECK(lines_of({"ping" + nul + "list" + nul}) ==
          std::vector<Line>{{"ping", LineEnd::nul}, {"list", LineEnd::nul}});
    CHECK(
        lines_of({"a\nb\r\nc\rd" + nul}) ==
        std::vector<Line>{{"a", LineEnd::lf}, {"b", LineEnd::crlf}, {"c", LineEnd::cr}, {"d", LineEnd::nul}});
    CHECK(text_of(LineEnd::lf) == "\n");
    CHECK(text_of(LineEnd::crlf) == "\r\n");
    CHECK(text_of(LineEnd::cr) == "\r");
    CHECK(text_of(LineEnd::nul) == nul);
}

TEST_CASE("empty lines are none") {
    CHECK(lines_of({"\n\r\n\r" + nul + nul}).empty());
    CHECK(lines_of({"\n\nping\n\n"}) == std::vector<Line>{{"ping", LineEnd::lf}});
}

TEST_CASE("a line comes in pieces, and one that does not end is none") {
    CHECK(lines_of({"pi", "n", "g\nli"}) == std::vector<Line>{{"ping", LineEnd::lf}});
    CHECK(lines_of({"ping"}).empty());
}

TEST_CASE("the LF of a CR LF may come later, and the next time it is known") {
    CHECK(lines_of({"ping\r", "\nlist\r", "\n"}) ==
          std::vector<Line>{{"ping", LineEnd::cr}, {"list", LineEnd::crlf}});
    CHECK(lines_of({"ping\r", "list\r"}) == std::vector<Line>{{"ping", LineEnd::cr}, {"list", LineEnd::cr}});
}

TEST_CASE("a line of the greatest length is taken, and one byte more ends it all") {
    for (const std::vector<std::string>& chunks :
         {std::vector<std::string>{"123456789a\n"}, {"12345", "6789a", "\n"}}) {
        CHECK(lines_of(chunks, 10) == std::vector<Line>{{"123456789a", LineEnd::lf}});
    }
    LineSplitter splitter{10};
    CHECK(splitter.add("ping\n123456789").size() == 1);
    CHECK_FALSE(splitter.is_overlong());
    CHECK(splitter.add("ab").empty());
    CHECK(splitter.is_overlong());
    CHECK(splitter.add("\nping\n").empty());
}
