// Devices through the plugin's own objects, each with an account of its own, under one instance.
#pragma once

#include "driver.hpp"
#include "instance.hpp"
#include "light_host.hpp"
#include "server.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bench {

// Where devices find their service.
struct Urls {
    std::string accounts;
    std::string api;
    std::string ca_file;
};
Urls urls_of(const Server& server);

// One thread uses it.
class Fleet {
public:
    // Room for so many devices is taken at once, so that it does not count as theirs. All are counted under
    // `client_id`; where there is none, each under its own, since one may not look often for many.
    Fleet(Urls urls, std::size_t most, std::string client_id = {});
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    // Creates devices whose accounts are called `kind` and a number; they are not started.
    void add(const std::string& kind, std::size_t count);
    // The same, in front of another service than the fleet's.
    void add(const std::string& kind, std::size_t count, const Urls& urls);
    void start(std::size_t from, std::size_t to); // throws CannotMeasure
    // Until all these are online; throws CannotMeasure when they do not get there.
    void wait_online(std::size_t from, std::size_t to) const;

    std::size_t size() const { return drivers_.size(); }
    plugin::Driver& driver(std::size_t index) { return *drivers_.at(index); }
    DeviceLog& log(std::size_t index) { return logs_.at(index); }
    spotify::Engine& engine() { return instance_->engine(); }

    // Lets time pass while each device looks once a second, as its config says. `meanwhile` runs about once a
    // millisecond.
    static void pass(std::chrono::milliseconds duration, const std::function<void()>& meanwhile = {});

    // Invokes an action without parameters; throws CannotMeasure when it is refused.
    void invoke(std::size_t index, const std::string& action);

private:
    Urls urls_;
    const std::string client_id_;
    LightHost host_;
    std::unique_ptr<plugin::Instance> instance_;
    std::deque<DeviceLog> logs_;
    std::vector<std::unique_ptr<plugin::Driver>> drivers_;
    std::uint64_t last_token_ = 0;
};

} // namespace bench
