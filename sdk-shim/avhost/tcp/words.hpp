// The short dialect of the TCP face, read: from a line to what is asked for. Pure.
#pragma once

#include "dp/status.hpp"
#include "tcp/charset.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace avhost::tcp {

// "*", "lobby" or "lobby.volume": all devices, all of one, one property of it.
struct Target {
    std::string device; // "*": all
    std::string id;     // empty: all

    bool operator==(const Target&) const = default;
};

struct KeyWord {
    std::string key;
    bool operator==(const KeyWord&) const = default;
};
struct ListWord {
    bool operator==(const ListWord&) const = default;
};
struct GetWord {
    std::vector<Target> targets;
    bool operator==(const GetWord&) const = default;
};
struct SetWord {
    Target property;
    std::string value; // as it was written
    bool operator==(const SetWord&) const = default;
};
struct DoWord {
    Target action;
    std::string params; // as they were written
    bool operator==(const DoWord&) const = default;
};
struct WatchWord {
    std::vector<Target> targets;
    bool operator==(const WatchWord&) const = default;
};
struct UnwatchWord {
    std::vector<Target> targets;
    bool operator==(const UnwatchWord&) const = default;
};
struct AttentionWord {
    std::string device;
    std::int32_t level = 0; // DP_ATTENTION_...
    bool operator==(const AttentionWord&) const = default;
};
struct CharsetWord {
    Charset charset = Charset::utf8;
    bool operator==(const CharsetWord&) const = default;
};
struct WidthWord {
    std::size_t width = 0; // bytes; 0: never cut
    bool operator==(const WidthWord&) const = default;
};
struct PingWord {
    bool operator==(const PingWord&) const = default;
};
struct HelpWord {
    bool operator==(const HelpWord&) const = default;
};
struct QuitWord {
    bool operator==(const QuitWord&) const = default;
};

// What cannot be taken, and what was expected in its place.
struct Fault {
    dp::Status status = dp::Status::bad_argument;
    std::string sentence;
    bool operator==(const Fault&) const = default;
};

using Word = std::variant<Fault, KeyWord, ListWord, GetWord, SetWord, DoWord, WatchWord, UnwatchWord,
                          AttentionWord, CharsetWord, WidthWord, PingWord, HelpWord, QuitWord>;

struct Request {
    std::string tag; // "#7"; empty: none
    Word word;

    bool operator==(const Request&) const = default;
};

// `line` is UTF-8.
Request read_request(std::string_view line);

// The words with what they take, a line each.
std::vector<std::string> help();

// Whether somebody who has shown no access key yet may say it.
bool is_for_strangers(const Word& word);

} // namespace avhost::tcp
