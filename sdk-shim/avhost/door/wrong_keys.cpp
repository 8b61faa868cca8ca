#include "door/wrong_keys.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <arpa/inet.h>

namespace avhost::door {
namespace {

std::optional<WrongKeys::Duration> in_seconds(std::optional<std::chrono::milliseconds> wait) {
    return wait ? std::optional{std::chrono::ceil<WrongKeys::Duration>(*wait)} : std::nullopt;
}

} // namespace

std::optional<WrongKeys::Duration> WrongKeys::wait(const std::string& address, Time now) const {
    const auto found = addresses_.find(address);
    const bool is_known = found != addresses_.end() && found->second.is_known();
    std::optional<Duration> longest;
    if (found != addresses_.end()) {
        longest = in_seconds(found->second.guesses.wait(now));
    }
    if (!is_known) {
        longest = std::max(longest, in_seconds(all_.wait(now)));
    }
    return longest;
}

bool WrongKeys::wrong(const std::string& address, const Digest& key, Time now) {
    Address& entry = of(address, now);
    if (!remember(entry.wrong, key)) {
        return false;
    }
    ++counted_;
    entry.guesses.take(now);
    all_.take(now);
    return true;
}

void WrongKeys::right(const std::string& address, const Digest& key, Time now) {
    remember(of(address, now).right, key);
}

bool WrongKeys::was_right(const std::string& address, const Digest& key) const {
    const auto found = addresses_.find(address);
    return found != addresses_.end() && std::find(found->second.right.begin(), found->second.right.end(),
                                                  key) != found->second.right.end();
}

bool WrongKeys::remember(std::vector<Digest>& keys, const Digest& key) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
        return false;
    }
    if (keys.size() >= most_keys) {
        keys.erase(keys.begin());
    }
    keys.push_back(key);
    return true;
}

WrongKeys::Address& WrongKeys::of(const std::string& address, Time now) {
    if (addresses_.size() >= most_addresses && addresses_.find(address) == addresses_.end()) {
        // Known ones last: whoever makes up addresses pushes out his own.
        const auto oldest =
            std::min_element(addresses_.begin(), addresses_.end(), [](const auto& one, const auto& other) {
                return std::pair{one.second.is_known(), one.second.heard} <
                       std::pair{other.second.is_known(), other.second.heard};
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

} // namespace avhost::door
