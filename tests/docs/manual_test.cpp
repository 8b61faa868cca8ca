// The manual leads where it says, and names commands and options that there are.
#include "markdown.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path root = fs::path{PROJECT_SOURCE}.lexically_normal();
constexpr std::uintmax_t readme_limit = 11'000; // bytes: an installer reads it to the end

bool is_own_folder(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name != "build" && name != "node_modules" && name != "state" && !name.starts_with('.');
}

// By path below the root.
std::map<std::string, docs::Page> read_pages() {
    std::map<std::string, docs::Page> pages;
    for (fs::recursive_directory_iterator at{root}, end; at != end; ++at) {
        if (at->is_directory() && !is_own_folder(at->path())) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file() && at->path().extension() == ".md") {
            pages.emplace(at->path().lexically_relative(root).string(),
                          docs::parse_page(test::read_file(at->path())));
        }
    }
    return pages;
}

const std::map<std::string, docs::Page>& manual() {
    static const auto pages = read_pages();
    return pages;
}

bool is_of_the_manual(const std::string& name) {
    return name.starts_with("plugin/docs/") || name.starts_with("sdk-shim/docs/");
}

bool has_anchor(const docs::Page& page, const std::string& anchor) {
    return std::ranges::find(page.headings, anchor, &docs::Heading::anchor) != page.headings.end();
}

// The page or file that a link of the page `from` leads to, below the root.
std::string destination(const std::string& from, const std::string& target) {
    const std::string path = target.substr(0, target.find('#'));
    return path.empty() ? from : (fs::path{from}.parent_path() / path).lexically_normal().string();
}

std::string first_word(std::string_view text) {
    return std::string{text.substr(0, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"))};
}

// What stands behind the last command "PROGRAM " of the text; empty when it is not there. A folder of that name is none.
std::string_view arguments_of(std::string_view text, const std::string& program) {
    for (std::size_t at = text.rfind(program + ' '); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : text.rfind(program + ' ', at - 1)) {
        const std::string_view before = text.substr(0, at);
        if (before.empty() || before.ends_with(' ') || before.ends_with("bin/")) {
            return text.substr(at + program.size() + 1);
        }
    }
    return {};
}

struct Program {
    std::string name;
    std::string options; // source file that names its options
};
const std::vector<Program> programs{{"avhost", "sdk-shim/avhost/arguments.cpp"},
                                    {"spotify-simulator", "tests/simulator/options.cpp"}};

} // namespace

TEST_CASE("the manual is there") {
    CHECK(std::ranges::count_if(manual(), [](const auto& entry) { return is_of_the_manual(entry.first); }) >=
          10);
    CHECK(manual().contains("README.md"));
}

TEST_CASE("each relative link leads to a file of the project, and to a heading of it") {
    int followed = 0;
    for (const auto& entry : manual()) {
        const auto& [name, page] = entry;
        for (const auto& link : page.links) {
            const std::string& target = link.target;
            if (target.find("://") != std::string::npos) {
                continue;
            }
            CAPTURE(entry.first);
            CAPTURE(link.line);
            CAPTURE(target);
            ++followed;
            const std::string file = destination(name, target);
            CHECK(fs::exists(root / file));
            if (const auto hash = target.find('#'); hash != std::string::npos) {
                const auto there = manual().find(file);
                CHECK((there != manual().end() && has_anchor(there->second, target.substr(hash + 1))));
            }
        }
    }
    CHECK(followed > 100);
}

TEST_CASE("each page begins with a table of its parts") {
    for (const auto& entry : manual()) {
        const auto& [name, page] = entry;
        if (!is_of_the_manual(name) && name != "tests/README.md" && name != "src/README.md" &&
            name != "sdk-shim/README.md") {
            continue;
        }
        CAPTURE(entry.first);
        std::size_t first_part = 0;
        for (const auto& heading : page.headings) {
            if (heading.level != 2) {
                continue;
            }
            first_part = first_part == 0 ? heading.line : first_part;
            CAPTURE(heading.text);
            CHECK(std::ranges::any_of(page.links, [&](const docs::Link& link) {
                return link.line < first_part && link.target == '#' + heading.anchor;
            }));
        }
        CHECK(first_part > 0);
    }
}

TEST_CASE("the README leads to each page of the manual, and is short") {
    std::set<std::string> reached;
    for (const auto& link : manual().at("README.md").links) {
        reached.insert(destination("README.md", link.target));
    }
    for (const auto& entry : manual()) {
        CAPTURE(entry.first);
        CHECK((!is_of_the_manual(entry.first) || reached.contains(entry.first)));
    }
    CHECK(fs::file_size(root / "README.md") < readme_limit);
}

TEST_CASE("commands and options that the manual names are those of the programs") {
    const std::string commands = test::read_file(root / "sdk-shim/avhost/main.cpp");
    int checked = 0;
    for (const auto& program : programs) {
        const std::string options = test::read_file(root / program.options);
        for (const auto& entry : manual()) {
            for (const auto& code : entry.second.code) {
                const auto& text = code.text;
                CAPTURE(entry.first);
                CAPTURE(code.line);
                CAPTURE(text);
                const std::string_view arguments = arguments_of(text, program.name);
                const std::string command = first_word(arguments);
                if (program.name == "avhost" && !command.empty() && command.front() != '-') {
                    ++checked;
                    CHECK(commands.find('"' + command + '"') != std::string::npos);
                }
                for (std::size_t at = arguments.find("--"); at != std::string_view::npos;
                     at = arguments.find("--", at + 2)) {
                    ++checked;
                    CHECK(options.find("\"--" + first_word(arguments.substr(at + 2)) + '"') !=
                          std::string::npos);
                }
            }
        }
    }
    CHECK(checked > 20);
}
