// The arrows between the rooms point down only. Reads the sources' includes and names.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Line {
    std::string where;
    std::string text;
};

bool is_source(const fs::path& file) {
    static const std::vector<std::string> endings{".cpp", ".hpp", ".c", ".h", ".js", ".html", ".css"};
    return std::ranges::find(endings, file.extension().string()) != endings.end();
}

std::vector<Line> lines_below(const std::string& folder) {
    std::vector<Line> lines;
    for (fs::recursive_directory_iterator at{fs::path{PROJECT_SOURCE} / folder}, end; at != end; ++at) {
        const fs::directory_entry& entry = *at;
        if (entry.path().filename() == "node_modules") {
            at.disable_recursion_pending(); // others' sources, which npm fetched
        }
        if (!entry.is_regular_file() || !is_source(entry.path())) {
            continue;
        }
        std::ifstream in(entry.path());
        std::string text;
        for (int number = 1; std::getline(in, text); ++number) {
            lines.push_back({entry.path().string() + ":" + std::to_string(number), text});
        }
    }
    REQUIRE(lines.size() > 100);
    return lines;
}

bool includes(const Line& line, const std::string& part) {
    return line.text.find("#include") != std::string::npos && line.text.find(part) != std::string::npos;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

TEST_CASE("src knows nothing of the ABI") {
    for (const auto& line : lines_below("src")) {
        CAPTURE(line.where);
        CHECK_FALSE(includes(line, "device_plugin"));
        CHECK_FALSE(includes(line, "dp/"));
        CHECK_FALSE(includes(line, "manifest_ids"));
    }
}

TEST_CASE("sdk-shim knows nothing of what a plugin drives") {
    for (const auto& line : lines_below("sdk-shim")) {
        CAPTURE(line.where);
        CHECK(lower(line.text).find("spotify") == std::string::npos);
        CHECK_FALSE(includes(line, "src/"));
    }
}

TEST_CASE("the rooms of src know only those below them") {
    // What each may include of ours, besides itself.
    static const std::map<std::string, std::vector<std::string>> below{
        {"base", {}},
        {"player", {"base"}},
        {"net", {"base"}},
        {"api", {"base", "net", "player"}},
        {"auth", {"api", "base", "net"}},
        {"account", {"api", "auth", "base", "net", "player"}},
        {"engine", {"account", "api", "auth", "base", "net", "player"}},
    };
    for (const auto& [room, others] : below) {
        for (const auto& line : lines_below("src/" + room)) {
            for (const auto& entry : below) {
                const auto& other = entry.first;
                const bool may = other == room || std::ranges::find(others, other) != others.end();
                CAPTURE(line.where);
                CHECK((may || !includes(line, '"' + other + '/')));
            }
        }
    }
}

TEST_CASE("only src/net names the TLS library") {
    for (const auto& line : lines_below("src")) {
        if (line.where.find("/src/net/") == std::string::npos) {
            CAPTURE(line.where);
            CHECK_FALSE(includes(line, "Poco/Net"));
            CHECK_FALSE(includes(line, "openssl/ssl"));
        }
    }
}

TEST_CASE("only the bridge's client names the MQTT library, and the bridge knows no panel") {
    for (const std::string folder : {"sdk-shim", "plugin", "src"}) {
        for (const auto& line : lines_below(folder)) {
            const bool is_bridge = line.where.find("/avhost/mqtt/") != std::string::npos;
            const bool is_client = line.where.find("/avhost/mqtt/client.cpp:") != std::string::npos;
            CAPTURE(line.where);
            CHECK((is_client || !includes(line, "<mosquitto.h>")));
            CHECK_FALSE((is_bridge && includes(line, "panel/")));
        }
    }
}

TEST_CASE("the bridge's rules hold no clock, thread, lock or file of their own") {
    for (const auto& line : lines_below("sdk-shim/avhost/mqtt")) {
        const auto is_in = [&](const char* file) {
            return line.where.find(std::string{"/mqtt/"} + file + '.') != std::string::npos;
        };
        if (!is_in("bridge") && !is_in("client") && !is_in("ear") && !is_in("counters")) {
            CAPTURE(line.where);
            CHECK(line.text.find("Clock::now") == std::string::npos);
            CHECK(line.text.find("epoch_ms") == std::string::npos);
            CHECK_FALSE(includes(line, "<thread>"));
            CHECK_FALSE(includes(line, "<mutex>"));
            CHECK_FALSE(includes(line, "<fstream>"));
        }
    }
}

TEST_CASE("the pure rooms hold no clock, thread or file of their own") {
    for (const std::string folder : {"src/player", "src/api", "sdk-shim/host/rules"}) {
        for (const auto& line : lines_below(folder)) {
            CAPTURE(line.where);
            CHECK(line.text.find("Clock::now") == std::string::npos);
            CHECK_FALSE(includes(line, "<thread>"));
            CHECK_FALSE(includes(line, "<fstream>"));
        }
    }
}

TEST_CASE("the raw union of a value is touched by the C++ face alone, and by C") {
    for (const std::string folder : {"sdk-shim", "plugin", "src"}) {
        for (const auto& line : lines_below(folder)) {
            const bool is_cpp = line.where.find(".cpp:") != std::string::npos ||
                                line.where.find(".hpp:") != std::string::npos;
            // What no face would make is made by hand to see who falls for it.
            const bool is_malformed =
                line.where.find("/sdk-shim/check/tests/argument_tests.cpp") != std::string::npos;
            if (is_cpp && !is_malformed && line.where.find("/sdk-shim/cpp/") == std::string::npos) {
                CAPTURE(line.where);
                CHECK(line.text.find(".as.") == std::string::npos);
            }
        }
    }
}

TEST_CASE("the plugin needs no JSON Schema") {
    for (const std::string folder : {"src", "plugin"}) {
        for (const auto& line : lines_below(folder)) {
            CAPTURE(line.where);
            CHECK_FALSE(includes(line, "valijson"));
        }
    }
}
