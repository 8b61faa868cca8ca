// The figures of a running host, for /metrics.
#pragma once

#include "mqtt/counters.hpp"
#include "observer.hpp"
#include "panel/panel_server.hpp"
#include "process_figures.hpp"

#include "host/manifest.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace avhost {

// Everything that is told, as one value.
struct Figures {
    std::string version;
    double uptime = 0; // s
    struct Device {
        std::string id;
        std::shared_ptr<const host::Manifest> manifest; // may be null
        Observer::DeviceFigures seen;
    };
    std::vector<Device> devices;
    std::array<std::uint64_t, DP_INTERNAL + 1> outcomes{}; // of invocations and writes, by dp::Status
    std::size_t misbehaviours = 0;
    panel::PanelCounts panel;
    const mqtt::Counters* mqtt = nullptr; // null: nothing is told of a broker
    std::optional<ProcessFigures> process;
};

// Prometheus' text. Numeric and boolean properties appear where the manifest marks them "dp:diagnostic"; one
// that is null has no sample, as have those for who sets the system up: any key may read the figures. Pure.
std::string metrics_text(const Figures& figures);

} // namespace avhost
