#include "request_rules.hpp"

#include "rate_limit.hpp"

#include <algorithm>
#include <charconv>

namespace contract {

namespace {

std::string host_of(const std::string& path) {
    return path.starts_with("/v1/") ? "api" : "accounts";
}
std::string bucket_of(const std::string& path) {
    return "bucket " + sim::bucket_of(path);
}

} // namespace

void RequestRules::sent(const std::string& path, spotify::net::TimePoint now) {
    for (const auto& whom : {host_of(path), bucket_of(path)}) {
        if (const auto found = not_before_.find(whom); found != not_before_.end() && now < found->second) {
            broken_.push_back(path + " was asked inside a Retry-After of " + whom);
        }
    }
    if (host_of(path) != "api") {
        return;
    }
    while (!last_day_.empty() && now - last_day_.front() >= std::chrono::hours{24}) {
        last_day_.pop_front();
    }
    last_day_.push_back(now);
    if (static_cast<std::int64_t>(last_day_.size()) > requests_per_day_) {
        broken_.push_back(path + " was asked over the budget");
    }
}

void RequestRules::forget() {
    not_before_.clear();
    last_day_.clear();
}

void RequestRules::answered(const std::string& path, const spotify::net::Response& response,
                            spotify::net::TimePoint now) {
    const auto* header = response.header("retry-after");
    if (response.status != 429 || header == nullptr) {
        return;
    }
    std::int64_t seconds = 0;
    if (std::from_chars(header->data(), header->data() + header->size(), seconds).ec != std::errc()) {
        return;
    }
    const std::chrono::milliseconds stated = std::chrono::seconds{seconds};
    const auto wait = [&](const std::string& whom, std::chrono::milliseconds span) {
        auto& until = not_before_[whom];
        until = std::max(until, now + span);
    };
    wait(bucket_of(path), stated);
    if (response.body.find("QUOTA_EXCEEDED") == std::string::npos) {
        wait(host_of(path),
             std::chrono::milliseconds{sim::wait_of_app(sim::bucket_of(path), stated.count())});
    }
}

} // namespace contract
