#include "fleet.hpp"

#include "config.hpp"
#include "dp/value.hpp"

#include <thread>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* once_a_second =
    R"(,"requests_per_day":1000000,"pace":{"background":{"playing_ms":1000,"paused_ms":1000}})";

std::string config_of(const Urls& urls, const std::string& client_id, const std::string& account) {
    return R"({"client_id":")" + client_id + R"(","account":")" + account + R"(","accounts_url":")" +
           urls.accounts + R"(","api_url":")" + urls.api + R"(","ca_file":")" + urls.ca_file + "\"" +
           once_a_second + "}";
}

} // namespace

Urls urls_of(const Server& server) {
    return {server.url(), server.url() + "/v1", server.ca_file().string()};
}

Fleet::Fleet(Urls urls, std::size_t most, std::string client_id)
    : urls_(std::move(urls))
    , client_id_(std::move(client_id))
    , instance_(std::make_unique<plugin::Instance>(host_.table()))
    , logs_(most) {
    drivers_.reserve(most);
}

Fleet::~Fleet() {
    drivers_.clear(); // each stops
    instance_.reset();
}

void Fleet::add(const std::string& kind, std::size_t count) {
    add(kind, count, urls_);
}

void Fleet::add(const std::string& kind, std::size_t count, const Urls& urls) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = drivers_.size();
        const auto account = kind + std::to_string(index);
        host_.put_secret("account/" + account + "/refresh_token", "refresh-" + account);
        const auto config = config_of(urls, client_id_.empty() ? "client-" + account : client_id_, account);
        dp_device_options options{};
        options.size = sizeof options;
        options.handle = logs_.at(index).handle();
        options.callbacks = &DeviceLog::callbacks();
        drivers_.push_back(std::make_unique<plugin::Driver>(
            *instance_, dp::DeviceOptions{account, config, dp::Reporter{options}}));
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

void Fleet::pass(std::chrono::milliseconds duration, const std::function<void()>& meanwhile) {
    const auto until = Clock::now() + duration;
    while (Clock::now() < until) {
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
