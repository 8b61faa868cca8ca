// The simulator's Web API behind the session's door, in virtual time and without a socket: requests take
// their time both ways, and now and then the answer is a server's error.
#pragma once

#include "http_message.hpp"
#include "virtual_time.hpp"
#include "virtual_transport.hpp"
#include "world.hpp"

#include <string>
#include <vector>

namespace contract {

// A request of the driver as the simulator takes it.
sim::HttpRequest asked_by(const spotify::net::Request& request);

class SimulatedSpotify final : public VirtualTransport {
public:
    // Signs the account "demo" in. Both outlive this.
    SimulatedSpotify(VirtualTime& time, std::uint64_t seed);

    // From now on nothing gets through.
    void cut() { is_cut_ = true; }

    sim::Millis now() const;
    sim::Account& account() { return *world_.find_account("demo"); }
    sim::World& world() { return world_; }
    sim::Random& random() { return random_; }

    struct Answered {
        spotify::net::TimePoint at;
        std::string path; // without the query
        int status = 0;
    };
    const std::vector<Answered>& answered() const { return answered_; }

private:
    spotify::net::Response exchange(const spotify::net::Destination& destination,
                                    const spotify::net::Request& request, spotify::net::TimePoint deadline,
                                    const Canceled& canceled) override;
    void pass(sim::MillisRange range);
    sim::HttpReply reply_to(const spotify::net::Request& request);

    VirtualTime& time_;
    const spotify::net::TimePoint start_;
    sim::Random random_;
    sim::World world_;
    std::string refresh_token_;
    std::vector<Answered> answered_;
    bool is_cut_ = false;
};

} // namespace contract
