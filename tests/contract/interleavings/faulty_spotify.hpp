// The whole simulator, accounts service and faults included, behind the session's door: in virtual time and
// without a socket. Each request and each answer is a line of the trace.
#pragma once

#include "exchange.hpp"
#include "faults.hpp"
#include "net/error.hpp"
#include "request_rules.hpp"
#include "service.hpp"
#include "token_custody.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"
#include "virtual_transport.hpp"
#include "world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace contract {

// The baton's holder only.
class FaultySpotify final : public VirtualTransport {
public:
    static constexpr const char* client_id = "demo-client";

    // All outlive this.
    FaultySpotify(VirtualTime& time, Trace& trace, std::uint64_t seed);

    // Until it is set back, nothing gets through for this reason.
    void set_outage(std::optional<spotify::net::Failure> outage) { outage_ = outage; }

    // From now on each exchange is kept.
    void keep_exchanges() { keeps_exchanges_ = true; }
    const std::vector<Exchange>& exchanges() const { return exchanges_; }
    // How the account's player truly is.
    Playing truth();

    sim::Millis now() const;
    sim::World& world() { return world_; }
    sim::Faults& faults() { return faults_; }
    RequestRules& rules() { return rules_; }
    const RequestRules& rules() const { return rules_; }
    TokenCustody& custody() { return custody_; }

private:
    spotify::net::Response exchange(const spotify::net::Destination& destination,
                                    const spotify::net::Request& request, spotify::net::TimePoint deadline,
                                    const Canceled& canceled) override;
    spotify::net::Response exchanged(const spotify::net::Request& request, spotify::net::TimePoint deadline,
                                     const Canceled& canceled, Exchange& kept);
    spotify::net::Response answer_to(const spotify::net::Request& request, spotify::net::TimePoint deadline,
                                     const Canceled& canceled, Exchange& kept);
    sim::HttpReply answered(const sim::HttpRequest& asked, const sim::Service::Received& received,
                            Exchange& kept);
    // Throws NetError where the fault lets no answer through.
    void spoil(const sim::Fault& fault, spotify::net::TimePoint deadline, const Canceled& canceled);
    // Throws NetError where it is canceled or too late before then.
    void pass(spotify::net::TimePoint until, spotify::net::TimePoint deadline, const Canceled& canceled,
              bool sent = true);
    std::string told(const spotify::net::Request& request) const;

    VirtualTime& time_;
    Trace& trace_;
    const spotify::net::TimePoint start_;
    sim::Random random_;
    sim::World world_;
    sim::Faults faults_;
    sim::Service service_;
    RequestRules rules_;
    TokenCustody custody_;
    std::optional<spotify::net::Failure> outage_;
    std::int64_t last_exchange_ = 0;
    bool keeps_exchanges_ = false;
    std::vector<Exchange> exchanges_;
};

} // namespace contract
