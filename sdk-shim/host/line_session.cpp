#include "host/line_session.hpp"

#include "host/lines.hpp"
#include "host/redaction.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <utility>

namespace host {
namespace {

constexpr std::size_t most_pending = 1000; // tokens of one peer; a house's panels have a handful

std::string_view device_of(const Happening& happening) {
    return std::visit(
        [](const auto& one) -> std::string_view {
            if constexpr (requires { one.device; }) {
                return one.device;
            } else {
                return {};
            }
        },
        happening);
}

} // namespace

// What the host holds of the peer. It may outlive the session by the length of a call.
class LineSession::Peer : public Subscriber {
public:
    Peer(const Host& host, Send send, Options options)
        : host_{host}
        , is_introduced_{options.introduce}
        , role_{options.role}
        , has_keys_{options.has_keys}
        , send_{std::move(send)}
        , send_happening_{std::move(options.send_happening)} {}

    void on_happening(const Happening& happening) override {
        const bool is_of_rules =
            std::holds_alternative<RuleFiring>(happening) || std::holds_alternative<RuleList>(happening);
        if (is_of_rules && !wants_rules_) {
            return;
        }
        if (std::holds_alternative<SiteChange>(happening)) {
            if (is_introduced_) {
                send(write_site_line(host_.title(), host_.devices(), role_, host_.version(), has_keys_));
            }
            return;
        }
        if (role_ == Role::set_up) {
            pass_on(happening);
        } else if (is_of_rules) {
            pass_on(redacted(happening, nullptr));
        } else {
            const auto manifest = host_.manifest(device_of(happening));
            pass_on(redacted(happening, manifest.get()));
        }
    }

    void send(std::string line) {
        const std::lock_guard guard{mutex_};
        if (send_) {
            send_(std::move(line));
        }
    }

    void want_rules(bool wanted) { wants_rules_ = wanted; }

    // The sentence when the token cannot be taken, else empty.
    std::string add_token(std::int64_t token) {
        const std::lock_guard guard{mutex_};
        if (pending_.size() >= most_pending) {
            return "token: expected at most " + std::to_string(most_pending) + " pending ones";
        }
        return pending_.insert(token).second ? "" : "token: expected one that is not pending";
    }

    void go() {
        const std::lock_guard guard{mutex_};
        send_ = nullptr;
    }

private:
    void pass_on(const Happening& happening) {
        std::string line = send_happening_ ? std::string{} : write_line(happening);
        const std::lock_guard guard{mutex_};
        if (const auto* const completion = std::get_if<Completion>(&happening)) {
            pending_.erase(completion->token);
        }
        if (send_ && send_happening_) {
            send_happening_(happening);
        } else if (send_) {
            send_(std::move(line));
        }
    }

    const Host& host_;
    const bool is_introduced_; // and is told of the site
    const Role role_;
    const bool has_keys_;
    std::mutex mutex_;
    Send send_; // empty when the peer is gone
    const std::function<void(Happening)> send_happening_;
    std::set<std::int64_t> pending_; // the peer's own tokens
    std::atomic<bool> wants_rules_{false};
};

struct LineSession::Taker {
    LineSession& session;
    std::string_view line;

    void error(const std::string& sentence) const { session.peer_->send(write_error_line(sentence, line)); }

    bool knows(const std::string& device) const {
        if (!session.host_.has_device(device)) {
            error("device: expected a device of this site; there is no " + json_quoted(device));
            return false;
        }
        return true;
    }

    bool takes(const std::string& device, std::int64_t token) const {
        if (!knows(device)) {
            return false;
        }
        const std::string problem = session.peer_->add_token(token);
        if (!problem.empty()) {
            error(problem);
        }
        return problem.empty();
    }

    void operator()(LineError& problem) const { error(problem.sentence); }
    void operator()(InvokeCommand& command) const {
        if (takes(command.device, command.token)) {
            session.host_.invoke({session.peer_, command.token, session.options_.role}, command.device,
                                 std::move(command.action), std::move(command.params), command.timeout_ms);
        }
    }
    void operator()(WriteCommand& command) const {
        if (takes(command.device, command.token)) {
            session.host_.write({session.peer_, command.token, session.options_.role}, command.device,
                                std::move(command.property), std::move(command.value), command.timeout_ms);
        }
    }
    void operator()(CancelCommand& command) const {
        if (knows(command.device)) {
            session.host_.cancel({session.peer_, command.token}, command.device);
        }
    }
    void operator()(AttentionCommand& command) const {
        if (knows(command.device)) {
            session.host_.attention(session.peer_, command.device, command.level);
        }
    }
    void operator()(SnapshotCommand& command) const {
        if (knows(command.device)) {
            session.host_.snapshot(session.peer_, command.device);
        }
    }
    void operator()(RulesCommand& command) const {
        session.peer_->want_rules(command.wanted);
        if (command.wanted) {
            session.host_.watch_rules(session.peer_);
        }
    }
    void operator()(ReloadCommand&) const {
        if (session.options_.role == Role::set_up && session.options_.reload) {
            session.options_.reload([peer = std::weak_ptr{session.peer_}](bool ok, const std::string& text) {
                if (const auto there = peer.lock()) {
                    there->send(write_reload_line(ok, text));
                }
            });
        } else {
            error("reload: expected from one who may set the site up");
        }
    }
    void operator()(LogCommand& command) const {
        LogRing* const log = session.options_.log;
        if (session.options_.role != Role::set_up || log == nullptr) {
            error("log: expected from one who sets the system up");
        } else if (command.on) {
            log->follow(session.peer_.get(), [peer = session.peer_](const KeptRecord& kept) {
                peer->send(write_log_line(kept.record, kept.at));
            });
        } else {
            log->unfollow(session.peer_.get());
        }
    }
    void operator()(QuitCommand&) const {
        if (session.options_.quit) {
            session.options_.quit();
        } else {
            error("quit: expected from the one who started the host");
        }
    }
};

LineSession::LineSession(Host& host, Send send, Options options)
    : host_{host}
    , options_{std::move(options)}
    , peer_{std::make_shared<Peer>(host, std::move(send), options_)} {
    if (options_.introduce) {
        host_.subscribe_and_tell(peer_);
    } else {
        host_.subscribe(peer_);
    }
}

LineSession::~LineSession() {
    if (options_.log != nullptr) {
        options_.log->unfollow(peer_.get());
    }
    peer_->go();
    host_.unsubscribe(peer_);
}

void LineSession::take(std::string_view line) {
    if (line.size() > longest_line) {
        Taker{*this, line}.error("expected a line of at most 64 KiB");
        return;
    }
    Command command = read_command(line);
    std::visit(Taker{*this, line}, command);
}

} // namespace host
