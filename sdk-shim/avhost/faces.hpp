// The faces that a site file asks for, panel and broker: which are open, as which entry had them, and what becomes of
// them when the site is read again. Knows no signal and no pipe.
#pragma once

#include "mqtt_face.hpp"
#include "observer.hpp"
#include "panel_face.hpp"
#include "site_copy.hpp"

#include "host/host.hpp"
#include "host/log_ring.hpp"
#include "host/sealing.hpp"
#include "host/site.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace avhost {

// On one thread.
class Faces {
public:
    // What they speak for. All of it outlives them.
    struct Behind {
        host::Host& host; // started
        const Observer& observer;
        host::LogRing& ring;
        const host::Log& log;
        const SiteCopy& site;
        std::filesystem::path state;
        std::shared_ptr<const host::SealingKey> sealing_key; // null: secrets lie plain
        std::chrono::steady_clock::time_point began;         // of the host
        std::function<void(ReloadDesk::Answer)> reload;      // see LineSession::Options
    };

    explicit Faces(Behind behind)
        : behind_{std::move(behind)} {}

    // Throws std::runtime_error with a sentence: panel::PanelError, host::StoreError.
    void open(const host::Site& site);

    // Takes another site on. What did not change stays open; what could not be opened the last time is tried again. A
    // panel that cannot be opened goes on as it was before, with the access keys of now. Gives back sentences, a line
    // each, on what is not as the site has it; they are logged.
    std::string change(const host::Site& site);

private:
    void open_panel(const std::optional<host::PanelEntry>& entry);
    void open_broker(const std::optional<host::MqttEntry>& entry);
    // The sentence of what failed; empty: nothing.
    std::string attempt(const std::function<void()>& opening) const;

    const Behind behind_;
    mqtt::Counters counters_;
    std::optional<host::MqttEntry> broker_entry_; // as it is open; nothing: it is not
    std::optional<host::PanelEntry> panel_entry_; // likewise
    std::unique_ptr<MqttFace> broker_;
    std::unique_ptr<PanelFace> panel_; // gone first: it takes no command any more
};

} // namespace avhost
