// What the connections of one port share: the settings, the host's callbacks, and the list of who is there.
// Touched on the panel's thread only.
#pragma once

#include "door/gate.hpp"
#include "door/tls.hpp"
#include "panel/answer.hpp"
#include "panel/own_name.hpp"
#include "panel/panel_server.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace avhost::panel {

// One TCP connection, before or after it became a WebSocket. Kept alive by its pending operations.
class Session : public std::enable_shared_from_this<Session> {
public:
    // The sessions of one kind that exist. Outlives them.
    using Group = std::unordered_set<Session*>;

    Session(Group& group, face::Presence::Token presence)
        : presence_(std::move(presence))
        , group_(group) {
        group_.insert(this);
    }
    virtual ~Session() { group_.erase(this); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Gives the connection up now; its pending operations end soon after.
    virtual void shut() = 0;

    std::chrono::steady_clock::time_point began() const { return began_; }

private:
    const face::Presence::Token presence_; // gone last
    Group& group_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// Read from any thread.
struct Counters {
    std::atomic<std::size_t> browsers{0};
    std::atomic<std::uint64_t> dropped_browsers{0};
    std::atomic<std::uint64_t> dropped_lines{0};
    std::atomic<std::uint64_t> folded_batches{0};
    std::atomic<std::uint64_t> sent_lines{0};
    std::atomic<std::uint64_t> wrong_keys{0};
};

struct Shared {
    PanelLimits limits;
    std::vector<std::string> names; // under which the port is reached, beside its addresses
    std::vector<DocumentSource> documents;
    Connect connect;
    Log log;
    Answers answers;
    std::shared_ptr<door::Gate> gate;
    std::unique_ptr<door::Tls> tls; // null: plain HTTP
    bool is_on_loopback;            // nothing but this machine reaches the port
    face::Presence::Token presence; // for sessions
    Scheme scheme() const { return tls ? Scheme::https : Scheme::http; }
    Counters counters{};
    PanelCounts counts() const; // any thread
    Session::Group requests{};  // still speaking HTTP
    Session::Group browsers{};  // on /ws
};

} // namespace avhost::panel
