// What a machine without a clock must not include, and how large its parts may grow. Reads the sources.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path source = fs::path{PROJECT_SOURCE} / "src";
constexpr std::size_t max_lines = 250;
constexpr std::size_t max_members = 14;

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream in(file);
    REQUIRE(in.good());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(source / "account")) {
        found.push_back(entry.path());
    }
    REQUIRE(found.size() > 30);
    return found;
}

// A name in angle brackets or in quotes; empty where the line includes nothing.
std::string included(const std::string& line) {
    static const std::regex include{R"re(^\s*#\s*include\s*["<]([^">]+)[">])re"};
    std::smatch found;
    return std::regex_search(line, found, include) ? found[1].str() : std::string{};
}

bool is_forbidden(const std::string& name) {
    static const std::set<std::string> forbidden{"atomic",          "condition_variable",
                                                 "ctime",           "filesystem",
                                                 "fstream",         "future",
                                                 "mutex",           "random",
                                                 "semaphore",       "thread",
                                                 "time.h",          "unistd.h",
                                                 "base/random.hpp", "base/wall_clock.hpp"};
    return forbidden.contains(name) || name.starts_with("Poco/") || name.starts_with("sys/") ||
           name.starts_with("openssl/") || name.starts_with("engine/");
}

// Through our own headers too: what the machine sees, whoever includes it.
void follow(const fs::path& file, std::set<fs::path>& seen) {
    if (!seen.insert(file).second) {
        return;
    }
    for (const auto& line : lines_of(file)) {
        const auto name = included(line);
        CAPTURE(file.string());
        CAPTURE(name);
        CHECK_FALSE(is_forbidden(name));
        if (fs::exists(source / name) && !name.empty()) {
            follow(source / name, seen);
        }
    }
}

} // namespace

TEST_CASE(
    "the machine includes no clock, lock, thread, socket, file or POCO, not through our own headers either") {
    std::set<fs::path> seen;
    for (const auto& file : files()) {
        follow(file, seen);
    }
    CHECK(seen.size() > files().size());
}

TEST_CASE("the machine asks no clock") {
    for (const auto& file : files()) {
        for (const auto& line : lines_of(file)) {
            CAPTURE(file.string());
            CAPTURE(line);
            CHECK(line.find("::now()") == std::string::npos);
            CHECK(line.find("epoch_ms_now") == std::string::npos);
        }
    }
}

TEST_CASE("no file of the machine is long, and no class of it has many members") {
    static const std::regex member{R"re(^    [A-Za-z_:][\w:<>, ]*[ >&*]\w+_(\s*=[^;]*|\{[^;]*)?;)re"};
    for (const auto& file : files()) {
        const auto lines = lines_of(file);
        CAPTURE(file.string());
        CHECK(lines.size() <= max_lines);
        std::size_t members = 0;
        for (const auto& line : lines) {
            members = line.starts_with("class ") ? 0 : members; // a class begins anew
            members += std::regex_search(line, member) ? 1U : 0U;
            CHECK(members <= max_members);
        }
    }
}
