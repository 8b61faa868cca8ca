#include "markdown.hpp"

#include <algorithm>
#include <map>

namespace docs {
namespace {

constexpr std::string_view fence = "```";

std::size_t line_at(std::string_view text, std::size_t at) {
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

// Moves spans of code out of the prose; blanks stay, so that lines and columns remain as they were.
void take_spans(std::string& prose, std::vector<Code>& code) {
    for (std::size_t begin = prose.find('`'); begin != std::string::npos;) {
        const std::size_t inner = prose.find_first_not_of('`', begin);
        if (inner == std::string::npos) {
            return;
        }
        const std::string ticks(inner - begin, '`');
        const std::size_t end = prose.find(ticks, inner);
        if (end == std::string::npos) {
            return;
        }
        code.push_back({prose.substr(inner, end - inner), line_at(prose, begin)});
        for (std::size_t at = begin; at < end + ticks.size(); ++at) {
            prose[at] = prose[at] == '\n' ? '\n' : ' ';
        }
        begin = prose.find('`', end);
    }
}

void take_links(const std::string& prose, std::vector<Link>& links) {
    constexpr std::string_view middle = "](";
    for (std::size_t at = prose.find(middle); at != std::string::npos; at = prose.find(middle, at + 1)) {
        const std::size_t begin = at + middle.size();
        const std::size_t end = prose.find(')', begin);
        if (end != std::string::npos) {
            links.push_back({prose.substr(begin, end - begin), line_at(prose, at)});
        }
    }
}

} // namespace

std::string anchor_of(std::string_view heading) {
    std::string anchor;
    for (const char c : heading) {
        if (c == ' ') {
            anchor += '-';
        } else if (c >= 'A' && c <= 'Z') {
            anchor += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c < 0) {
            anchor += c;
        }
    }
    return anchor;
}

Page parse_page(std::string_view text) {
    Page page;
    std::string prose;
    std::map<std::string, int> anchors;
    bool is_fenced = false;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        if (line.substr(indent).starts_with(fence)) {
            is_fenced = !is_fenced;
        } else if (is_fenced) {
            page.code.push_back({std::string{line}, number});
        } else {
            const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
            if (level >= 1 && level <= 6 && line.substr(level).starts_with(' ')) {
                const std::string_view title = line.substr(level + 1);
                std::string anchor = anchor_of(title);
                if (const int times = anchors[anchor]++; times > 0) {
                    anchor += '-' + std::to_string(times);
                }
                page.headings.push_back({level, std::string{title}, anchor, number});
            }
            prose += line;
        }
        prose += '\n';
    }
    take_spans(prose, page.code);
    take_links(prose, page.links);
    return page;
}

} // namespace docs
