#include "fleet.hpp"

#include "config.hpp"
#include "dp/value.hpp"

#include <thread>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* pace_of_one_second = R"(,"pace":{"playing_ms":1000})";

std::string config_of(const Urls& urls, const std::string& account, const std::string& more) {
    return R"({"client_id":")" + std::string{client_id} + R"(","account":")" + account +
           R"(","accounts_url":")" + urls.accounts + R"(","api_url":")" + urls.api + R"(","ca_file":")" +
           urls.ca_file + "\"" + more + "}";
}

} // namespace

Urls urls_of(const Server& server) {
    return {server.url(), server.url() + "/v1", server.ca_file().string()};
}

Fleet::Fleet(Urls urls, std::size_t most)
    : urls_(std::move(urls))
    , instance_(std::make_unique<plugin::Instance>(host_.table()))
    , logs_(most) {
    drivers_.reserve(most);
}

Fleet::~Fleet() {
    drivers_.clear(); // each stops
    instance_.reset();
}

bool Fleet::has_pace() {
    const Urls somewhere{"https://127.0.0.1:1", "https://127.0.0.1:1/v1", "/ca.pem"};
    try {
        plugin::parse_config(config_of(somewhere, "a", pace_of_one_second), "a");
        return true;
    } catch (const plugin::ConfigError&) {
        return false;
    }
}

void Fleet::add(const std::string& kind, std::size_t count) {
    add(kind, count, urls_);
}

void Fleet::add(const std::string& kind, std::size_t count, const Urls& urls) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = drivers_.size();
        const auto account = kind + std::to_string(index);
        host_.put_secret("account/" + account + "/refresh_token", "refresh-" + account);
        const auto config = config_of(urls, account, has_pace() ? pace_of_one_second : "");
        dp_device_options options{};
        options.size = sizeof options;
        options.id = dp::borrow(account);
        options.config = dp::borrow(config);
        options.handle = logs_.at(index).handle();
        options.callbacks = &DeviceLog::callbacks();
        drivers_.push_back(std::make_unique<plugin::Driver>(*instance_, options));
    }
}

void Fleet::start(std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i) {
        if (driver(i).start() != dp::Status::ok) {
            throw CannotMeasure("a device does not start");
        }
    }
}

void Fleet::wait_online(std::size_t from, std::size_t to) const {
    for (auto i = from; i < to; ++i) {
        if (!logs_.at(i).wait([](const DeviceLog::Told& told) {
                return told.health == DP_HEALTH_READY && told.playing >= 0;
            })) {
            throw CannotMeasure("device " + std::to_string(i) + " does not get online");
        }
    }
}

void Fleet::look_every_second(std::size_t count, std::chrono::milliseconds duration,
                              const std::function<void()>& meanwhile) {
    const auto begin = Clock::now();
    const bool asks = !has_pace();
    std::vector<std::uint64_t> asked(count); // completions there will be once the last one asked for is back
    std::uint64_t next = 0;                  // look, counted through
    for (auto now = begin; now < begin + duration; now = Clock::now()) {
        const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - begin).count();
        const auto due = static_cast<std::uint64_t>(passed) * count / 1'000'000;
        for (; asks && next < due; ++next) {
            const auto index = static_cast<std::size_t>(next % count);
            // Where the last one is not back a second later, another would only wait in line.
            if (log(index).told().completions >= asked[index]) {
                asked[index] = log(index).told().completions + 1;
                invoke(index, "refresh");
            }
        }
        if (meanwhile) {
            meanwhile();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1}); // the pace of this loop, not a wait
    }
}

void Fleet::invoke(std::size_t index, const std::string& action) {
    const auto outcome = driver(index).invoke(action, {}, ++last_token_, 60'000);
    if (!outcome) {
        throw CannotMeasure(action + " was refused: " + outcome.text);
    }
}

} // namespace bench
