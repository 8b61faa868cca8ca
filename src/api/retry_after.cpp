#include "api/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>

namespace spotify::api {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The longest wait seen was a day; a number beyond this is a fault of the sender, and a week is as good as
// for ever.
constexpr seconds longest_believed = std::chrono::hours{24 * 7};

// Epoch microseconds. POCO makes a date of any text, so what is none does not read back.
std::optional<std::int64_t> parse_http_date(const std::string& text) {
    using Poco::DateTimeFormat;
    try {
        int time_zone = 0;
        const auto date = Poco::DateTimeParser::parse(DateTimeFormat::HTTP_FORMAT, text, time_zone);
        if (Poco::DateTimeFormatter::format(date, DateTimeFormat::HTTP_FORMAT) == text) {
            return date.timestamp().epochMicroseconds();
        }
    } catch (const Poco::Exception&) { // said below
    }
    return std::nullopt;
}

} // namespace

std::optional<milliseconds> parse_retry_after(const std::string* header, const std::string* date) {
    if (header == nullptr || header->empty()) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const auto* begin = header->data();
    const auto* end = begin + header->size();
    const auto [parsed, error] = std::from_chars(begin, end, number);
    if (error == std::errc::result_out_of_range) {
        return longest_believed;
    }
    if (error == std::errc{} && (parsed == end || *parsed == '.')) {
        if (number == 0) {
            return std::nullopt;
        }
        const std::uint64_t rounded_up = number + (parsed == end ? 0U : 1U);
        return seconds{
            std::min<std::uint64_t>(rounded_up, static_cast<std::uint64_t>(longest_believed.count()))};
    }
    const auto until = parse_http_date(*header);
    const auto from = date != nullptr ? parse_http_date(*date) : std::nullopt;
    if (until && from && *until > *from) {
        const milliseconds wait{(*until - *from) / 1000};
        return std::min<milliseconds>(wait, longest_believed);
    }
    return std::nullopt;
}

milliseconds added_wait(unsigned in_a_row) {
    constexpr milliseconds most = seconds{30};
    return in_a_row == 0 ? milliseconds{0}
                         : std::min<milliseconds>(seconds{1U << std::min(in_a_row - 1, 5U)}, most);
}

milliseconds unstated_wait(unsigned in_a_row, double jitter) {
    constexpr milliseconds first = seconds{5};
    constexpr milliseconds most = seconds{300};
    const milliseconds wait = std::min<milliseconds>(first * (1U << std::min(in_a_row, 6U)), most);
    return wait + milliseconds{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.2 * jitter)};
}

} // namespace spotify::api
