// The TLS port's answers without its sockets: which host is meant, the log, the faults, and the early
// requests.
#pragma once

#include "faults.hpp"
#include "http_message.hpp"
#include "world.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sim {

class Service {
public:
    Service(World& world, Faults& faults)
        : world_(world)
        , faults_(faults) {}

    struct Received {
        std::int64_t number = 0; // in the log
        std::string client_id;   // empty when nobody known asks
        std::optional<Fault> fault;
    };
    // To be called when the request is complete.
    Received receive(const HttpRequest& request, std::int64_t connection, Millis now);

    // The right answer; an empty reply when the fault replaces it and keeps it from having an effect.
    HttpReply answer(const HttpRequest& request, const Received& received, Millis now);

    // What really goes out, after the faults.
    void sent(const HttpRequest& request, const Received& received, const HttpReply& right, unsigned status,
              Millis now);

private:
    World& world_;
    Faults& faults_;
};

} // namespace sim
