// The faces that a site file asks for, panel, lines and broker: which are open, and what becomes of them when the site is
// read again. Knows no signal and no pipe.
#pragma once

#include "door/gate.hpp"
#include "face/face_kind.hpp"
#include "face/loop.hpp"
#include "lines_face.hpp"
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
#include <vector>

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

    explicit Faces(Behind behind);
    // Panel and lines first: they take no command any more.
    ~Faces();
    Faces(const Faces&) = delete;
    Faces& operator=(const Faces&) = delete;

    // Throws std::runtime_error with a sentence: face::OpenError, host::StoreError.
    void open(const host::Site& site);

    // Takes another site on. What did not change stays open; what could not be opened the last time is tried again. A
    // panel or lines that cannot be opened go on as they were before, with the access keys of now. Gives back sentences, a
    // line each, on what is not as the site has it; they are logged.
    std::string change(const host::Site& site);

private:
    face::Loop& loop();

    const Behind behind_;
    mqtt::Counters counters_;
    std::optional<face::Loop> loop_;                     // of panel and lines; none before the first of them
    const std::shared_ptr<door::Gate> gate_;             // of both, on the loop's thread once there is one
    std::vector<host::AccessKey> keys_;                  // the gate's
    std::vector<std::unique_ptr<face::FaceKind>> kinds_; // in the order in which they are opened and closed
};

} // namespace avhost
