// One control system's connection: carries bytes between it and its conversation. Everything on the loop's thread but what
// the mailbox takes in.
#pragma once

#include "door/allowance.hpp"
#include "door/gate.hpp"
#include "door/tls.hpp"
#include "face/connection.hpp"
#include "face/loop.hpp"
#include "tcp/lines_server.hpp"

#include "host/peers/mailbox.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace avhost::tcp {

class LinesSession;

// What the connections of one port share.
struct LinesShared {
    const LinesLimits limits;
    const std::shared_ptr<door::Gate> gate;
    const std::unique_ptr<door::Tls> tls; // null: plain
    const Conversation::Behind behind;
    const face::Log log;
    face::Presence::Token presence;
    std::unordered_set<LinesSession*> sessions{};
    std::atomic<std::size_t> count{0}; // of sessions
};

class LinesSession : public std::enable_shared_from_this<LinesSession> {
public:
    // `shared` outlives the session.
    LinesSession(boost::asio::ip::tcp::socket socket, LinesShared& shared);
    ~LinesSession();
    LinesSession(const LinesSession&) = delete;
    LinesSession& operator=(const LinesSession&) = delete;

    void start();
    // Says this, and ends.
    void turn_away(const Fault& fault);
    // Gives the connection up now; its pending operations end soon after.
    void shut();

    std::optional<host::Role> role() const; // nothing: no key was shown that is needed
    bool has_spoken() const { return conversation_ && conversation_->has_spoken(); }
    bool is_ending() const { return parting_; }
    std::chrono::steady_clock::time_point began() const { return began_; }

private:
    void begin();
    Conversation::Entry enter(std::string_view key);
    void read();
    void on_bytes(std::size_t bytes);
    void pump();
    void write(std::string bytes);
    void part();
    void grant(std::chrono::seconds time);

    const face::Presence::Token presence_; // gone last
    std::shared_ptr<LinesSession> self_;   // from start() to shut()
    LinesShared& shared_;
    face::Connection stream_;
    const std::string address_; // of the other side, an IP literal
    std::string name_;          // of it, for the log
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    boost::asio::steady_timer grace_;
    door::Allowance lines_;
    boost::asio::steady_timer pace_;
    std::array<char, 4096> room_{};
    LineSplitter splitter_;
    std::string outgoing_; // what is being written
    bool reading_ = false; // or waiting to
    bool writing_ = false;
    bool at_end_ = false; // of what comes
    bool parting_ = false;
    std::shared_ptr<host::Mailbox> mailbox_;
    std::unique_ptr<Conversation> conversation_; // null before the handshake and after the end
};

// The session that gives way to a new one of this role, where there are `max` already; null: there is room. `found` is false
// where none gives way. Those of strangers give way by age, others only while they have said nothing but their key.
struct Room {
    LinesSession* gives_way = nullptr;
    bool found = true;
};
Room make_room(const LinesShared& shared, std::optional<host::Role> role);

} // namespace avhost::tcp
