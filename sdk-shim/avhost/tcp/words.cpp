#include "tcp/words.hpp"

#include "device_plugin.h"

#include "host/nearest.hpp"
#include "host/other_keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace avhost::tcp {
namespace {

constexpr std::size_t max_tag = 32;      // bytes, without the #
constexpr std::size_t max_width = 65536; // bytes
constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Takes the first word off `rest`, with the blanks around it.
std::string_view take_word(std::string_view& rest) {
    rest = trimmed(rest);
    const auto end = std::min(rest.find_first_of(blanks), rest.size());
    const auto word = rest.substr(0, end);
    rest = trimmed(rest.substr(end));
    return word;
}

Fault expected(std::string_view what) {
    return {dp::Status::bad_argument, "expected " + std::string{what}};
}

Target target_of(std::string_view text) {
    const auto dot = text.find('.');
    return dot == std::string_view::npos
               ? Target{std::string{text}, {}}
               : Target{std::string{text.substr(0, dot)}, std::string{text.substr(dot + 1)}};
}

template <typename Kind>
Word bare(std::string_view rest, std::string_view word) {
    return rest.empty() ? Word{Kind{}} : Word{expected("nothing after " + std::string{word})};
}

Word read_key(std::string_view rest) {
    const auto key = take_word(rest);
    return key.empty() || !rest.empty() ? Word{expected("an access key: key KEY")}
                                        : Word{KeyWord{std::string{key}}};
}

Word read_list(std::string_view rest) {
    return bare<ListWord>(rest, "list");
}

// `all` is for what may be said of everything.
std::optional<std::vector<Target>> targets_of(std::string_view rest) {
    std::vector<Target> targets;
    while (!rest.empty()) {
        const auto word = take_word(rest);
        auto target = target_of(word);
        if (target.device.empty() || (target.id.empty() && word.ends_with('.')) ||
            (target.device == "*" && !target.id.empty())) {
            return std::nullopt;
        }
        targets.push_back(std::move(target));
    }
    return targets.empty() ? std::nullopt : std::optional{std::move(targets)};
}

template <typename Kind>
Word read_targets(std::string_view rest, std::string_view word) {
    auto targets = targets_of(rest);
    return targets ? Word{Kind{std::move(*targets)}}
                   : Word{expected("DEVICE.PROPERTY, DEVICE or * after " + std::string{word})};
}

Word read_get(std::string_view rest) {
    return read_targets<GetWord>(rest, "get");
}

// Nothing for what is not DEVICE.ID.
std::optional<Target> place_of(std::string_view text) {
    auto target = target_of(text);
    return target.device.empty() || target.device == "*" || target.id.empty()
               ? std::nullopt
               : std::optional{std::move(target)};
}

Word read_set(std::string_view rest) {
    auto property = place_of(take_word(rest));
    return property ? Word{SetWord{std::move(*property), std::string{rest}}}
                    : Word{expected("set DEVICE.PROPERTY VALUE, such as: set lobby.volume 30")};
}

Word read_do(std::string_view rest) {
    auto action = place_of(take_word(rest));
    return action ? Word{DoWord{std::move(*action), std::string{rest}}}
                  : Word{expected("do DEVICE.ACTION, such as: do lobby.pause")};
}

Word read_watch(std::string_view rest) {
    return read_targets<WatchWord>(rest, "watch");
}

Word read_unwatch(std::string_view rest) {
    return read_targets<UnwatchWord>(rest, "unwatch");
}

Word read_attention(std::string_view rest) {
    static constexpr std::array<std::pair<std::string_view, std::int32_t>, 3> levels{
        {{"none", DP_ATTENTION_NONE},
         {"background", DP_ATTENTION_BACKGROUND},
         {"looking", DP_ATTENTION_LOOKING}}};
    const auto device = take_word(rest);
    const auto level =
        std::find_if(levels.begin(), levels.end(), [&](const auto& one) { return one.first == rest; });
    return device.empty() || level == levels.end()
               ? Word{expected("attention DEVICE, and then none, background or looking")}
               : Word{AttentionWord{std::string{device}, level->second}};
}

Word read_charset(std::string_view rest) {
    const auto charset = charset_of(rest);
    return charset ? Word{CharsetWord{*charset}} : Word{expected("utf-8 or latin1 after charset")};
}

Word read_width(std::string_view rest) {
    WidthWord word;
    const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), word.width);
    const bool is_number = !rest.empty() && fault == std::errc{} && end == rest.data() + rest.size();
    const bool fits = word.width == 0 || (word.width >= min_width && word.width <= max_width);
    return is_number && fits ? Word{word}
                             : Word{expected("0, or a width from " + std::to_string(min_width) + " to " +
                                             std::to_string(max_width) + " bytes, after width")};
}

Word read_ping(std::string_view rest) {
    return bare<PingWord>(rest, "ping");
}

Word read_help(std::string_view rest) {
    return bare<HelpWord>(rest, "help");
}

Word read_quit(std::string_view rest) {
    return bare<QuitWord>(rest, "quit");
}

struct Row {
    std::string_view word;
    std::string_view takes;
    std::string_view does;
    Word (*read)(std::string_view rest);
};

constexpr std::array<Row, 13> rows{{
    {"key", "KEY", "shows an access key", read_key},
    {"list", "", "tells the devices", read_list},
    {"get", "DEVICE.PROPERTY | DEVICE | *", "tells values", read_get},
    {"set", "DEVICE.PROPERTY VALUE", "writes a property", read_set},
    {"do", "DEVICE.ACTION [VALUE | NAME=VALUE ...]", "does an action", read_do},
    {"watch", "DEVICE.PROPERTY ... | DEVICE | *", "tells values now, and each change from then on",
     read_watch},
    {"unwatch", "DEVICE.PROPERTY ... | DEVICE | *", "tells changes no longer", read_unwatch},
    {"attention", "DEVICE none | background | looking", "says how closely a device is watched",
     read_attention},
    {"charset", "utf-8 | latin1", "chooses the characters of this connection", read_charset},
    {"width", "BYTES", "cuts longer lines; 0: never", read_width},
    {"ping", "", "is answered with pong", read_ping},
    {"help", "", "tells these words", read_help},
    {"quit", "", "ends this connection", read_quit},
}};

std::vector<std::string> words() {
    std::vector<std::string> all;
    for (const auto& row : rows) {
        all.emplace_back(row.word);
    }
    return all;
}

Word read_word(std::string_view line) {
    const auto word = take_word(line);
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.word == word; });
    if (row == rows.end()) {
        const auto known = words();
        return expected("one of the words " + host::listed(known) + host::suggestion(word, known));
    }
    return row->read(line);
}

} // namespace

Request read_request(std::string_view line) {
    line = trimmed(line);
    Request request;
    if (line.starts_with('#')) {
        const auto tag = take_word(line);
        if (tag.size() < 2 || tag.size() > 1 + max_tag || line.empty()) {
            request.word = expected("a tag of 1 to " + std::to_string(max_tag) +
                                    " characters and a word behind it, such as: #7 ping");
            return request;
        }
        request.tag = tag;
    }
    request.word = read_word(line);
    return request;
}

std::vector<std::string> help() {
    std::vector<std::string> lines;
    for (const auto& row : rows) {
        lines.push_back(std::string{row.word} + (row.takes.empty() ? "" : " ") + std::string{row.takes} +
                        "  - " + std::string{row.does});
    }
    return lines;
}

bool is_for_strangers(const Word& word) {
    return std::holds_alternative<Fault>(word) || std::holds_alternative<KeyWord>(word) ||
           std::holds_alternative<PingWord>(word) || std::holds_alternative<HelpWord>(word) ||
           std::holds_alternative<QuitWord>(word) || std::holds_alternative<CharsetWord>(word) ||
           std::holds_alternative<WidthWord>(word);
}

} // namespace avhost::tcp
