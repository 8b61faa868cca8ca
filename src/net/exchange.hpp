// One request on its way: waits for a connection, is sent at the last moment at which it may, and reads one answer.
#pragma once

#include "net/connection_pool.hpp"
#include "net/loop.hpp"
#include "net/message.hpp"
#include "net/response_parser.hpp"
#include "net/transport.hpp"

#include <functional>
#include <memory>
#include <string>

namespace spotify::net {

// On the loop's thread. Ends with the object, in every phase; its credentials are overwritten then.
class Exchange final : ConnectionPool::Waiter {
public:
    // Pool and loop outlive it. `done` is called once, by `deadline` at the latest and never from inside; it may end
    // this object.
    Exchange(Loop& loop, ConnectionPool& pool, Request request, ResponseLimits limits, TimePoint deadline,
             Transport::Done done);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

private:
    void use(std::unique_ptr<Connection> connection, bool was_idle) override;
    void fail(const NetError& error) override;
    void advance();
    void on_deadline();
    void give_back();
    void end(Result result);

    ConnectionPool& pool_;
    Request request_;
    std::string text_; // as it goes on the wire
    const ResponseLimits limits_;
    const TimePoint deadline_;
    Transport::Done done_;
    Loop::Timer timer_; // the deadline, or at once what cannot be begun
    std::unique_ptr<Connection> connection_;
    bool may_begin_anew_ = false; // on a fresh connection: this one lay idle, and may have died there
};

// The request as it goes on the wire. Throws NetError (invalid) for a line break or another control character
// where it would begin a new header or a new request.
std::string serialized(const Request& request, const Endpoint& endpoint);

} // namespace spotify::net
