// As much of Markdown as the tests of the manual need: headings, links and code. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docs {

struct Heading {
    std::size_t level = 0; // 1 to 6
    std::string text;
    std::string anchor;   // as GitHub makes it, unique within its page
    std::size_t line = 0; // from 1, as all lines here
};

struct Link {
    std::string target; // as it stands there
    std::size_t line = 0;
};

struct Code {
    std::string text; // a line of a fenced block, or a span; without the backticks
    std::size_t line = 0;
};

struct Page {
    std::vector<Heading> headings;
    std::vector<Link> links;
    std::vector<Code> code;
};

// Of the form that is used here: headings with #, fences of three backticks, inline links.
Page parse_page(std::string_view text);

// Without its number where an earlier heading of the page has the same.
std::string anchor_of(std::string_view heading);

} // namespace docs
