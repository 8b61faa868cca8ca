#include "panel/wrong_keys.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <arpa/inet.h>

namespace avhost::panel {
namespace {

constexpr double rounding = 1e-6; // of a guess: far above what double loses, far below what matters

} // namespace

double WrongKeys::Guesses::at_time(Time now, double most, Duration earned_by) const {
    const double passed = std::chrono::duration<double>(now - at).count();
    return std::min(most, left + std::max(0.0, passed) / static_cast<double>(earned_by.count()));
}

std::optional<WrongKeys::Duration> WrongKeys::Guesses::wait(Time now, double most, Duration earned_by) const {
    const double missing = 1 - at_time(now, most, earned_by);
    if (missing <= rounding) {
        return std::nullopt;
    }
    const auto seconds =
        static_cast<Duration::rep>(std::ceil((missing - rounding) * static_cast<double>(earned_by.count())));
    return Duration{std::max<Duration::rep>(1, seconds)};
}

void WrongKeys::Guesses::take(Time now, double most, Duration earned_by) {
    left = std::max(0.0, at_time(now, most, earned_by) - 1);
    at = now;
}

std::optional<WrongKeys::Duration> WrongKeys::wait(const std::string& address, Time now) const {
    const auto found = addresses_.find(address);
    const bool is_known = found != addresses_.end() && found->second.is_known;
    std::optional<Duration> longest;
    if (found != addresses_.end()) {
        longest = found->second.guesses.wait(now, most_of_one, earned_by_one);
    }
    if (!is_known) {
        longest = std::max(longest, all_.wait(now, most_of_all, earned_by_all));
    }
    return longest;
}

bool WrongKeys::wrong(const std::string& address, const Digest& key, Time now) {
    Address& entry = of(address, now);
    if (std::exchange(entry.last, key) == key) {
        return false;
    }
    ++counted_;
    entry.guesses.take(now, most_of_one, earned_by_one);
    all_.take(now, most_of_all, earned_by_all);
    return true;
}

void WrongKeys::right(const std::string& address, Time now) {
    of(address, now).is_known = true;
}

WrongKeys::Address& WrongKeys::of(const std::string& address, Time now) {
    if (addresses_.size() >= most_addresses && addresses_.find(address) == addresses_.end()) {
        // Known ones last: whoever makes up addresses pushes out his own.
        const auto oldest =
            std::min_element(addresses_.begin(), addresses_.end(), [](const auto& one, const auto& other) {
                return std::pair{one.second.is_known, one.second.heard} <
                       std::pair{other.second.is_known, other.second.heard};
            });
        addresses_.erase(oldest);
    }
    Address& entry = addresses_[address];
    entry.heard = now;
    return entry;
}

std::string counted_as(const std::string& address) {
    in6_addr parsed{};
    const std::string plain = address.substr(0, address.find('%')); // without the name of an interface
    if (inet_pton(AF_INET6, plain.c_str(), &parsed) != 1) {
        return address;
    }
    char text[INET6_ADDRSTRLEN] = {};
    if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
        return inet_ntop(AF_INET, &parsed.s6_addr[12], text, sizeof text);
    }
    std::memset(&parsed.s6_addr[8], 0, 8);
    return std::string{inet_ntop(AF_INET6, &parsed, text, sizeof text)} + "/64";
}

} // namespace avhost::panel
