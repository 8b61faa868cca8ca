#include "api/retry_after.hpp"

#include <algorithm>
#include <charconv>

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>

namespace spotify::api {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The longest wait seen was a day; a number beyond this is a fault of the sender, and a week is as good as
// for ever.
constexpr seconds longest_believed = std::chrono::hours{24 * 7};

} // namespace

std::optional<milliseconds> parse_retry_after(const std::string* header, std::int64_t now_epoch_ms) {
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
    try {
        int time_zone = 0;
        const Poco::DateTime date =
            Poco::DateTimeParser::parse(Poco::DateTimeFormat::HTTP_FORMAT, *header, time_zone);
        const milliseconds wait{date.timestamp().epochMicroseconds() / 1000 - now_epoch_ms};
        if (wait > milliseconds{0}) {
            return std::min<milliseconds>(wait, longest_believed);
        }
    } catch (const Poco::Exception&) { // not a date either
    }
    return std::nullopt;
}

milliseconds unstated_wait(unsigned in_a_row, double jitter) {
    constexpr milliseconds first = seconds{5};
    constexpr milliseconds most = seconds{300};
    const milliseconds wait = std::min<milliseconds>(first * (1U << std::min(in_a_row, 6U)), most);
    return wait + milliseconds{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.2 * jitter)};
}

} // namespace spotify::api
