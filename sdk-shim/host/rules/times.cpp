#include "host/rules/times.hpp"

#include "host/names.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace host {
namespace {

constexpr WallMinute minutes_a_day = 24 * 60;

struct Unit {
    std::string_view word;
    std::int64_t ms;
};
constexpr std::array<Unit, 4> units{{{"h", 3'600'000}, {"min", 60'000}, {"s", 1000}, {"ms", 1}}};

struct Weekday {
    std::string_view word;
    std::string_view name;
};
constexpr std::array<Weekday, 7> weekdays{{{"mon", "Monday"},
                                           {"tue", "Tuesday"},
                                           {"wed", "Wednesday"},
                                           {"thu", "Thursday"},
                                           {"fri", "Friday"},
                                           {"sat", "Saturday"},
                                           {"sun", "Sunday"}}};

} // namespace

std::optional<std::chrono::milliseconds> duration_of(std::string_view text) {
    double number = 0;
    const auto [end, fault] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (fault != std::errc{} || !(number >= 0)) {
        return std::nullopt;
    }
    auto word = text.substr(static_cast<std::size_t>(end - text.data()));
    word.remove_prefix(word.starts_with(' ') ? 1 : 0);
    for (const auto& unit : units) {
        if (unit.word == word) {
            const double ms = std::round(number * static_cast<double>(unit.ms));
            if (ms > static_cast<double>(longest_duration.count())) {
                return std::nullopt;
            }
            return std::chrono::milliseconds{static_cast<std::int64_t>(ms)};
        }
    }
    return std::nullopt;
}

std::string text_of(std::chrono::milliseconds duration) {
    std::string text;
    std::int64_t left = duration.count();
    for (const auto& unit : units) {
        if (left >= unit.ms) {
            text += (text.empty() ? "" : " ") + std::to_string(left / unit.ms) + ' ' + std::string{unit.word};
            left %= unit.ms;
        }
    }
    return text.empty() ? "0 s" : text;
}

std::optional<MinuteOfDay> minute_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':' || !is_ascii_digit(text[0]) || !is_ascii_digit(text[1]) ||
        !is_ascii_digit(text[3]) || !is_ascii_digit(text[4])) {
        return std::nullopt;
    }
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    return hour < 24 && minute < 60 ? std::optional{hour * 60 + minute} : std::nullopt;
}

std::string minute_text(MinuteOfDay minute) {
    std::string text{"00:00"};
    text[0] = static_cast<char>('0' + minute / 600);
    text[1] = static_cast<char>('0' + minute / 60 % 10);
    text[3] = static_cast<char>('0' + minute % 60 / 10);
    text[4] = static_cast<char>('0' + minute % 10);
    return text;
}

std::optional<int> day_of(std::string_view word) {
    for (std::size_t i = 0; i < weekdays.size(); ++i) {
        if (weekdays.at(i).word == word) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

std::string text_of(const Days& days) {
    if (days == every_day) {
        return "every day";
    }
    std::string text;
    std::size_t left = days.count();
    for (std::size_t i = 0; i < weekdays.size(); ++i) {
        if (days.test(i)) {
            text += std::string{weekdays.at(i).name};
            --left;
            text += left == 0 ? "" : left == 1 ? " and " : ", ";
        }
    }
    return text;
}

std::int64_t day_number(WallMinute minute) {
    return (minute - (minute % minutes_a_day + minutes_a_day) % minutes_a_day) / minutes_a_day;
}

MinuteOfDay minute_of_day(WallMinute minute) {
    return static_cast<MinuteOfDay>((minute % minutes_a_day + minutes_a_day) % minutes_a_day);
}

int weekday(std::int64_t day_number) {
    return static_cast<int>(((day_number + 3) % 7 + 7) % 7); // 1970-01-01 was a Thursday
}

} // namespace host
