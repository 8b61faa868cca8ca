#include "base/clock_text.hpp"

#include <array>
#include <ctime>

namespace spotify {

namespace {

std::tm local_time(std::int64_t epoch_ms) {
    const std::time_t seconds = static_cast<std::time_t>(epoch_ms / 1000);
    std::tm local{};
    localtime_r(&seconds, &local);
    return local;
}

} // namespace

std::string clock_time(std::int64_t epoch_ms, std::int64_t now_ms) {
    const auto local = local_time(epoch_ms);
    const auto today = local_time(now_ms);
    std::array<char, 16> text{};
    const auto length = std::strftime(text.data(), text.size(), "%H:%M:%S", &local);
    const bool is_today = local.tm_yday == today.tm_yday && local.tm_year == today.tm_year;
    return std::string{text.data(), length} + (is_today ? "" : " on " + date_text(epoch_ms));
}

std::string date_text(std::int64_t epoch_ms) {
    static constexpr std::array<const char*, 12> months{"January",   "February", "March",    "April",
                                                        "May",       "June",     "July",     "August",
                                                        "September", "October",  "November", "December"};
    const auto local = local_time(epoch_ms);
    return std::to_string(local.tm_mday) + ' ' + months.at(static_cast<std::size_t>(local.tm_mon)) + ' ' +
           std::to_string(local.tm_year + 1900);
}

} // namespace spotify
