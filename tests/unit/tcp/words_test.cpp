#include "tcp/words.hpp"

#include "device_plugin.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace avhost::tcp;

namespace {

std::string fault_of(const std::string& line) {
    const auto request = read_request(line);
    const auto* const fault = std::get_if<Fault>(&request.word);
    return fault != nullptr ? std::string{dp::word(fault->status)} + ": " + fault->sentence : "none";
}

} // namespace

TEST_CASE("each word is read with what it takes") {
    const std::vector<std::pair<std::string, Word>> table{
        {"key 4f2a", KeyWord{"4f2a"}},
        {"list", ListWord{}},
        {"get lobby.volume", GetWord{{{"lobby", "volume"}}}},
        {"get lobby", GetWord{{{"lobby", ""}}}},
        {"get *", GetWord{{{"*", ""}}}},
        {"get lobby.volume  door", GetWord{{{"lobby", "volume"}, {"door", ""}}}},
        {"set lobby.volume 30", SetWord{{"lobby", "volume"}, "30"}},
        {"set lobby.name  Sunday brunch ", SetWord{{"lobby", "name"}, "Sunday brunch"}},
        {"set lobby.name", SetWord{{"lobby", "name"}, ""}},
        {"do lobby.pause", DoWord{{"lobby", "pause"}, ""}},
        {"do lobby.seek position_ms=30000", DoWord{{"lobby", "seek"}, "position_ms=30000"}},
        {"watch lobby.a lobby.b", WatchWord{{{"lobby", "a"}, {"lobby", "b"}}}},
        {"watch *", WatchWord{{{"*", ""}}}},
        {"unwatch lobby", UnwatchWord{{{"lobby", ""}}}},
        {"attention lobby looking", AttentionWord{"lobby", DP_ATTENTION_LOOKING}},
        {"attention lobby none", AttentionWord{"lobby", DP_ATTENTION_NONE}},
        {"charset latin1", CharsetWord{Charset::latin1}},
        {"width 255", WidthWord{255}},
        {"width 0", WidthWord{0}},
        {"ping", PingWord{}},
        {"\t ping ", PingWord{}},
        {"help", HelpWord{}},
        {"quit", QuitWord{}},
    };
    for (const auto& row : table) {
        CAPTURE(row.first);
        CHECK((read_request(row.first) == Request{"", row.second}));
        CHECK((read_request("#7 " + row.first) == Request{"#7", row.second}));
    }
}

TEST_CASE("what cannot be taken is told with what was expected") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"wathc *", "bad_argument: expected one of the words key, list, get, set, do, watch, unwatch, "
                    "attention, charset, "
                    "width, ping, help, quit; did you mean watch?"},
        {"PLAY", "bad_argument: expected one of the words key, list, get, set, do, watch, unwatch, "
                 "attention, charset, "
                 "width, ping, help, quit"},
        {"key", "bad_argument: expected an access key: key KEY"},
        {"key a b", "bad_argument: expected an access key: key KEY"},
        {"list all", "bad_argument: expected nothing after list"},
        {"get", "bad_argument: expected DEVICE.PROPERTY, DEVICE or * after get"},
        {"get .volume", "bad_argument: expected DEVICE.PROPERTY, DEVICE or * after get"},
        {"get lobby.", "bad_argument: expected DEVICE.PROPERTY, DEVICE or * after get"},
        {"watch *.volume", "bad_argument: expected DEVICE.PROPERTY, DEVICE or * after watch"},
        {"set lobby 30", "bad_argument: expected set DEVICE.PROPERTY VALUE, such as: set lobby.volume 30"},
        {"set *.volume 30", "bad_argument: expected set DEVICE.PROPERTY VALUE, such as: set lobby.volume 30"},
        {"do lobby", "bad_argument: expected do DEVICE.ACTION, such as: do lobby.pause"},
        {"attention lobby", "bad_argument: expected attention DEVICE, and then none, background or looking"},
        {"attention lobby hard",
         "bad_argument: expected attention DEVICE, and then none, background or looking"},
        {"charset ebcdic", "bad_argument: expected utf-8 or latin1 after charset"},
        {"width", "bad_argument: expected 0, or a width from 16 to 65536 bytes, after width"},
        {"width 15", "bad_argument: expected 0, or a width from 16 to 65536 bytes, after width"},
        {"width 99999999999999999999",
         "bad_argument: expected 0, or a width from 16 to 65536 bytes, after width"},
        {"width 30x", "bad_argument: expected 0, or a width from 16 to 65536 bytes, after width"},
        {"ping pong", "bad_argument: expected nothing after ping"},
    };
    for (const auto& row : table) {
        CAPTURE(row.first);
        CHECK(fault_of(row.first) == row.second);
    }
}

TEST_CASE("a tag comes back, and one that is none is told without it") {
    CHECK(read_request("#door-7 wathc").tag == "#door-7");
    for (const std::string& line :
         std::vector<std::string>{"# ping", "#7", "#", "#" + std::string(33, 'x') + " ping"}) {
        CAPTURE(line);
        CHECK(read_request(line).tag.empty());
        CHECK(fault_of(line) ==
              "bad_argument: expected a tag of 1 to 32 characters and a word behind it, such as: #7 ping");
    }
    CHECK(read_request("#" + std::string(32, 'x') + " ping").word == Word{PingWord{}});
}

TEST_CASE("help tells every word") {
    const auto lines = help();
    CHECK(lines.size() == 13);
    CHECK(lines.front() == "key KEY  - shows an access key");
    CHECK(std::find(lines.begin(), lines.end(), "ping  - is answered with pong") != lines.end());
}

TEST_CASE("strangers may show a key, and ask how") {
    for (const std::string line :
         {"key x", "ping", "help", "quit", "charset latin1", "width 255", "nonsense"}) {
        CAPTURE(line);
        CHECK(is_for_strangers(read_request(line).word));
    }
    for (const std::string line :
         {"list", "get *", "set a.b 1", "do a.b", "watch *", "unwatch *", "attention a none"}) {
        CAPTURE(line);
        CHECK_FALSE(is_for_strangers(read_request(line).word));
    }
}
