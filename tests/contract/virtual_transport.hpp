// A transport in virtual time whose exchanges are functions that sleep as long as they take.
#pragma once

#include "net/transport.hpp"
#include "virtual_time.hpp"

#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace contract {

// The baton's holder only. Outlives its exchanges.
class VirtualTransport : public spotify::net::Transport {
public:
    // `time` outlives this.
    explicit VirtualTransport(VirtualTime& time)
        : time_(time) {}

    Ticket begin(const spotify::net::Destination& destination, spotify::net::Request request,
                 spotify::net::TimePoint deadline, Done done) final {
        const auto ticket = ++last_ticket_;
        const auto canceled = std::make_shared<Canceled>();
        under_way_.emplace(ticket, UnderWay{std::move(done), canceled});
        time_.post([this, ticket, destination, request = std::move(request), deadline, canceled] {
            std::optional<spotify::net::Result> result;
            if (!*canceled) {
                result = result_of(destination, request, deadline, *canceled);
            }
            const auto ended = under_way_.extract(ticket);
            if (!*canceled) {
                ended.mapped().done(std::move(*result));
            }
        });
        return ticket;
    }
    // What it owns goes when the sleeper has noticed.
    void cancel(Ticket ticket) final {
        if (const auto found = under_way_.find(ticket); found != under_way_.end()) {
            *found->second.canceled = true;
        }
    }

protected:
    ~VirtualTransport() = default;

private:
    struct UnderWay {
        Done done;
        std::shared_ptr<Canceled> canceled;
    };

    // From inside a task; may sleep. Throws NetError.
    virtual spotify::net::Response exchange(const spotify::net::Destination& destination,
                                            const spotify::net::Request& request,
                                            spotify::net::TimePoint deadline, const Canceled& canceled) = 0;

    spotify::net::Result result_of(const spotify::net::Destination& destination,
                                   const spotify::net::Request& request, spotify::net::TimePoint deadline,
                                   const Canceled& canceled) {
        try {
            return exchange(destination, request, deadline, canceled);
        } catch (const spotify::net::NetError& error) {
            return error;
        }
    }

    VirtualTime& time_;
    Ticket last_ticket_ = 0;
    std::map<Ticket, UnderWay> under_way_;
};

} // namespace contract
