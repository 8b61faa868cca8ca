// The host's devices on a broker: what they are and have as retained messages, what happens as messages,
// commands the other way. Knows no panel, and of a broker only what Client tells.
//
// How a connection begins: the host says that it is online, hears who else is there and who drives its
// devices, claims those that nobody alive has, and publishes everything of each device that it drives
// (birth). While there is no connection everything else goes on, and what happens is folded; see waiting.hpp.
//
// Quality of service: 1 for what is published, since a retained state has to arrive and to arrive twice does
// no harm; 2 for commands, since those must not run twice. Each connection begins clean: a command that came
// while the host was away is lost on purpose, since a late "play" at night is worse than none.
//
// Threads: Client's, see there; and the host's dispatcher, which leaves what happens with Ear and goes on.
#pragma once

#include "host/host.hpp"
#include "host/site_mqtt.hpp"
#include "mqtt/claims.hpp"
#include "mqtt/client.hpp"
#include "mqtt/command_desk.hpp"
#include "mqtt/counters.hpp"
#include "mqtt/ear.hpp"
#include "mqtt/shadow.hpp"
#include "mqtt/topics.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace avhost::mqtt {

struct BridgeOptions {
    host::MqttEntry entry; // host_name is set
    std::function<std::optional<std::string>()> password;
    // What has to be known after a restart: which topics were given to Home Assistant. On the bridge's
    // thread; may block, and may throw, which is logged.
    std::function<std::optional<std::string>()> recall;
    std::function<void(const std::string& text)> remember;
    host::Log log;
};

class Bridge : private Client::Listener {
public:
    // Begins to connect. `host` has been started and outlives the bridge, as do the counters.
    Bridge(host::Host& host, BridgeOptions options, Counters& counters);
    // Says that host and devices are offline, and ends the connection; see Client::stop(). Commands that are
    // pending are told as canceled.
    ~Bridge() override;

private:
    struct Device {
        Shadow shadow;
        std::string name;     // what people read: the site file's, else the id
        bool is_born = false; // everything of it was published on this connection
    };
    using Devices = std::map<std::string, Device>;

    void on_connected() override;
    void on_lost() override;
    void on_message(const Message& message) override;
    void on_turn() override;
    void on_farewell() override;

    void meet_devices();
    void settle_next();
    void on_barrier(const std::string& payload);
    void on_owner(const std::string& device, const Message& message);
    void on_status(const std::string& host, const Message& message);
    void apply(const Claims::Changes& changes);
    void drive(const std::vector<std::string>& devices);
    void let_go(const std::string& device, const std::string& other);

    bool may_take() const;
    bool take_one();
    bool bear_one();
    void process(host::Happening& happening);
    void process_values(const std::string& device,
                        const std::function<Publications(Shadow&, Shadow::Do)>& take);
    void process_event(const host::Event& event);
    void process_firing(const host::RuleFiring& firing);
    void withdraw(const std::string& id, const Device& device);

    void publish_status();
    void give_to_home_assistant(const std::string& id, const Device& device);
    void take_back_from_home_assistant();
    void remember_given();
    void publish(const Publications& publications);
    void log(dp::LogLevel level, const std::string& text) const;
    ClientOptions client_options() const;

    host::Host& host_;
    const BridgeOptions options_;
    Counters& counters_;
    const Topics topics_;
    Claims claims_;
    CommandDesk desk_;
    Devices devices_;
    std::vector<std::string> to_settle_; // devices of which it is not known yet who drives them
    std::vector<std::string> settling_;  // those of the barrier that is on its way
    std::uint64_t barrier_ = 0;          // the number of that
    bool is_ending_ = false;
    bool is_settled_ = false; // it was known of all once, on this connection
    std::int64_t settled_at_ = 0;
    bool is_status_stale_ = false;
    std::deque<std::string> births_;
    std::set<std::string> given_; // discovery topics on which something lies
    bool is_given_stale_ = false;
    std::string remembered_;        // given_, as it was stored last
    std::set<std::string> told_of_; // who drives what, so that the log has it once
    std::shared_ptr<Ear> ear_;
    Client client_;
};

} // namespace avhost::mqtt
