#include "tcp/lines_session.hpp"

#include "tcp/sentences.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include <netinet/tcp.h>
#include <openssl/crypto.h>

namespace avhost::tcp {

namespace beast = boost::beast;
using boost::asio::ip::tcp;

namespace {

constexpr int send_buffer =
    64 * 1024; // bytes; what the system holds for a slow listener cannot be folded any more

// A control system that lost its power says no good-bye: after 30 s of silence its system is asked, and given up 30 s later.
void keep_alive(tcp::socket& socket) {
    using Idle = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
    using Interval = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
    using Count = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>;
    beast::error_code ignored;
    socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
    socket.set_option(Idle(30), ignored);
    socket.set_option(Interval(10), ignored);
    socket.set_option(Count(3), ignored);
    socket.set_option(boost::asio::socket_base::send_buffer_size(send_buffer), ignored);
}

std::string address_of(const tcp::socket& socket) {
    beast::error_code failure;
    const auto there = socket.remote_endpoint(failure);
    return failure ? std::string{"an unknown address"} : there.address().to_string();
}

std::string name_of(const tcp::socket& socket) {
    beast::error_code failure;
    const auto there = socket.remote_endpoint(failure);
    return failure ? std::string{"an unknown address"}
                   : there.address().to_string() + ':' + std::to_string(there.port());
}

std::size_t max_of(const LinesLimits& limits, std::optional<host::Role> role) {
    return role ? limits.connections : limits.strangers;
}

} // namespace

Room make_room(const LinesShared& shared, std::optional<host::Role> role) {
    std::vector<LinesSession*> alike;
    std::copy_if(shared.sessions.begin(), shared.sessions.end(), std::back_inserter(alike),
                 [&](const LinesSession* one) { return !one->is_ending() && one->role() == role; });
    if (alike.size() < max_of(shared.limits, role)) {
        return {};
    }
    if (role) {
        std::erase_if(alike, [](const LinesSession* one) { return one->has_spoken(); });
    }
    const auto oldest = std::min_element(alike.begin(), alike.end(), [](const auto* one, const auto* other) {
        return std::pair{one->has_spoken(), one->began()} < std::pair{other->has_spoken(), other->began()};
    });
    return oldest != alike.end() ? Room{*oldest, true} : Room{nullptr, false};
}

LinesSession::LinesSession(tcp::socket socket, LinesShared& shared)
    : presence_{shared.presence}
    , shared_{shared}
    , stream_{std::move(socket), shared.tls.get()}
    , address_{address_of(stream_.next_layer().socket())}
    , name_{name_of(stream_.next_layer().socket())}
    , grace_{stream_.get_executor()}
    , lines_{shared.limits.lines_at_once, shared.limits.line_earned_by}
    , pace_{stream_.get_executor()}
    , splitter_{shared.limits.line_bytes} {
    keep_alive(stream_.next_layer().socket());
    shared_.sessions.insert(this);
    shared_.count = shared_.sessions.size();
}

LinesSession::~LinesSession() {
    shared_.sessions.erase(this);
    shared_.count = shared_.sessions.size();
}

std::optional<host::Role> LinesSession::role() const {
    if (conversation_) {
        return conversation_->role();
    }
    return shared_.gate->asks_for_keys() ? std::nullopt : std::optional{host::Role::set_up};
}

void LinesSession::start() {
    self_ = shared_from_this();
    if (!shared_.tls) {
        begin();
        return;
    }
    stream_.next_layer().expires_after(shared_.limits.handshake_time);
    stream_.async_handshake(face::Transferred::of(
        [me = shared_from_this()](const beast::error_code& failure, std::size_t plain_bytes) {
            if (failure) {
                me->shut(); // no TLS, or none that both sides know
            } else if (plain_bytes > 0) {
                me->turn_away({dp::Status::unsupported, "this port speaks TLS only"});
            } else {
                me->stream_.next_layer().expires_never();
                me->begin();
            }
        }));
}

void LinesSession::turn_away(const Fault& fault) {
    self_ = shared_from_this();
    parting_ = true;
    grant(shared_.limits.parting_time);
    write(error_line(fault) + '\n');
}

void LinesSession::begin() {
    std::weak_ptr<LinesSession> weak = shared_from_this();
    mailbox_ = std::make_shared<host::Mailbox>(host::Mailbox::Limits{shared_.limits.waiting_items,
                                                                     shared_.limits.waiting_bytes,
                                                                     host::Mailbox::WhenFull::lose_news},
                                               [weak, executor = stream_.get_executor()] {
                                                   boost::asio::post(executor, [weak] {
                                                       if (const auto me = weak.lock()) {
                                                           me->pump();
                                                       }
                                                   });
                                               });
    const bool needs_key = shared_.gate->asks_for_keys();
    conversation_ = std::make_unique<Conversation>(
        shared_.behind, needs_key ? std::nullopt : std::optional{host::Role::set_up},
        needs_key ? Conversation::Enter{[this](std::string_view key) { return enter(key); }}
                  : Conversation::Enter{},
        mailbox_);
    shared_.log(dp::LogLevel::debug, "A connection from " + name_ + " has begun.");
    pump();
    read();
}

Conversation::Entry LinesSession::enter(std::string_view key) {
    const auto entry = shared_.gate->enter(address_, key, std::chrono::steady_clock::now());
    if (entry.wait) {
        return {std::nullopt, door::sentence_of(*entry.wait)};
    }
    if (!entry.visitor) {
        return {std::nullopt, "this is not an access key of this site"};
    }
    const auto room = make_room(shared_, entry.visitor->role);
    if (!room.found) {
        return {std::nullopt, "as many connections have come in with such keys as this host takes"};
    }
    if (room.gives_way != nullptr) {
        room.gives_way->shut();
    }
    name_ += " (\"" + entry.visitor->name + "\")";
    return {entry.visitor->role, {}};
}

void LinesSession::shut() {
    const auto me = std::move(self_);
    parting_ = true;
    beast::error_code ignored;
    stream_.next_layer().socket().close(ignored);
    stream_.next_layer().cancel();
    grace_.cancel();
    pace_.cancel();
    conversation_.reset();
}

// ---- What comes

// One that says too much is listened to more slowly; what it has not got rid of waits at its end.
void LinesSession::read() {
    if (reading_ || at_end_ || parting_ || !conversation_ || conversation_->is_full()) {
        return;
    }
    reading_ = true;
    if (const auto wait = lines_.wait(std::chrono::steady_clock::now())) {
        pace_.expires_after(*wait);
        pace_.async_wait([me = shared_from_this()](const beast::error_code& canceled) {
            me->reading_ = false;
            if (!canceled) {
                me->read();
            }
        });
        return;
    }
    stream_.async_read_some(boost::asio::buffer(room_),
                            [me = shared_from_this()](const beast::error_code& failure, std::size_t bytes) {
                                me->reading_ = false;
                                if (!failure) {
                                    me->on_bytes(bytes);
                                } else if (failure == boost::asio::error::eof && me->conversation_) {
                                    me->at_end_ = true;
                                    me->grant(me->shared_.limits.parting_time);
                                    me->conversation_->end_of_input();
                                    me->pump();
                                } else {
                                    me->shut();
                                }
                            });
}

void LinesSession::on_bytes(std::size_t bytes) {
    if (!conversation_) {
        return; // shut meanwhile
    }
    auto lines = splitter_.add({room_.data(), bytes});
    ::OPENSSL_cleanse(room_.data(), bytes); // there may be a key in it
    try {
        for (auto& line : lines) {
            lines_.take(std::chrono::steady_clock::now());
            conversation_->take(std::move(line));
        }
        if (splitter_.is_overlong()) {
            at_end_ = true;
            conversation_->refuse_overlong(shared_.limits.line_bytes);
        }
    } catch (const std::exception& problem) {
        shared_.log(dp::LogLevel::error,
                    "A line from " + name_ + " could not be worked on: " + problem.what() + '.');
        shut();
        return;
    }
    pump();
    read();
}

// ---- What goes

void LinesSession::pump() {
    if (writing_ || parting_ || !conversation_) {
        return;
    }
    if (mailbox_->fill() == host::Mailbox::Fill::overflowed) {
        shared_.log(dp::LogLevel::warning,
                    "The connection from " + name_ + " was dropped because it does not keep up.");
        shut();
        return;
    }
    const bool is_over = conversation_->is_over(); // before what may have come to be told meanwhile is taken
    auto bytes = conversation_->next();
    if (!bytes.empty()) {
        write(std::move(bytes));
    } else if (is_over) {
        part();
    }
}

void LinesSession::write(std::string bytes) {
    outgoing_ = std::move(bytes);
    writing_ = true;
    boost::asio::async_write(stream_, boost::asio::buffer(outgoing_),
                             [me = shared_from_this()](const beast::error_code& failure, std::size_t) {
                                 me->writing_ = false;
                                 if (failure) {
                                     me->shut();
                                 } else if (me->parting_) {
                                     me->part();
                                 } else {
                                     me->pump();
                                     me->read();
                                 }
                             });
}

// The other side gets to hear the last words, or loses the connection when its time is up.
void LinesSession::part() {
    if (!stream_.next_layer().socket().is_open()) {
        return;
    }
    parting_ = true;
    conversation_.reset();
    grant(shared_.limits.parting_time);
    stream_.async_part(face::Transferred::of(
        [me = shared_from_this()](const beast::error_code&, std::size_t) { me->shut(); }));
}

void LinesSession::grant(std::chrono::seconds time) {
    grace_.expires_after(time);
    grace_.async_wait([me = shared_from_this()](const beast::error_code& canceled) {
        if (!canceled) {
            me->shut();
        }
    });
}

} // namespace avhost::tcp
