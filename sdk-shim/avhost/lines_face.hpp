// The TCP lines as a face of the host: makes the port from the site file's entry.
#pragma once

#include "door/gate.hpp"
#include "face/loop.hpp"
#include "reload_desk.hpp"
#include "tcp/lines_server.hpp"

#include "host/host.hpp"
#include "host/log_ring.hpp"
#include "host/site_lines.hpp"

#include <functional>
#include <memory>

namespace avhost {

class LinesFace {
public:
    // What it speaks for. All of it outlives the face.
    struct Behind {
        host::Host& host; // started
        host::LogRing& ring;
        const host::Log& log;
        std::function<void(ReloadDesk::Answer)> reload; // see LineSession::Options
        face::Loop& loop;
        std::shared_ptr<door::Gate> gate; // with the entry's keys
    };

    // Throws face::OpenError. The face ends its port and all connections.
    LinesFace(const host::LinesEntry& entry, const Behind& behind);

    std::uint16_t port() const { return server_.port(); }

private:
    tcp::LinesServer server_;
};

} // namespace avhost
