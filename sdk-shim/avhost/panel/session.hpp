// What the connections of one port share: the settings, the host's callbacks, and the list of who is there.
// Touched on the panel's thread only.
#pragma once

#include "panel/answer.hpp"
#include "panel/panel_server.hpp"

#include <cstddef>
#include <memory>
#include <unordered_set>

namespace avhost::panel {

// One TCP connection, before or after it became a WebSocket. Kept alive by its pending operations.
class Session : public std::enable_shared_from_this<Session> {
public:
    // The sessions of one kind that exist. Outlives them.
    using Group = std::unordered_set<Session*>;

    explicit Session(Group& group)
        : group_(group) {
        group_.insert(this);
    }
    virtual ~Session() { group_.erase(this); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Gives the connection up now; its pending operations end soon after.
    virtual void shut() = 0;

private:
    Group& group_;
};

struct Shared {
    PanelLimits limits;
    Connect connect;
    Log log;
    Answers answers;
    Session::Group requests; // still speaking HTTP
    Session::Group browsers; // on /ws
};

} // namespace avhost::panel
