// The touch panel as a face of the host: makes the port from the site file's entry, gives every browser a
// session, and tells figures and the support bundle.
#pragma once

#include "door/gate.hpp"
#include "face/loop.hpp"
#include "mqtt/counters.hpp"
#include "observer.hpp"
#include "panel/panel_server.hpp"
#include "reload_desk.hpp"
#include "site_copy.hpp"

#include "host/host.hpp"
#include "host/log_ring.hpp"
#include "host/site_panel.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace avhost {

class PanelFace {
public:
    // What it speaks for. All of it outlives the face.
    struct Behind {
        host::Host& host; // started
        const Observer& observer;
        host::LogRing& ring;
        const host::Log& log;
        const SiteCopy& site;
        const mqtt::Counters& mqtt;
        std::chrono::steady_clock::time_point began;    // of the host
        std::function<void(ReloadDesk::Answer)> reload; // see LineSession::Options
        face::Loop& loop;
        std::shared_ptr<door::Gate> gate; // with the entry's keys
    };

    // Throws panel::PanelError.
    PanelFace(const host::PanelEntry& entry, const Behind& behind);
    // Ends the port and all its sessions. Documents that are still being made end with the host.
    ~PanelFace();
    PanelFace(const PanelFace&) = delete;
    PanelFace& operator=(const PanelFace&) = delete;

private:
    std::string metrics(const panel::PanelCounts& counts) const;
    void bundle(const panel::PanelCounts& counts, std::function<void(panel::Document)> give) const;

    const Behind behind_;
    std::unique_ptr<panel::PanelServer> server_;
};

} // namespace avhost
