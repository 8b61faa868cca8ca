#include "host/line_session.hpp"

#include "host/lines.hpp"

#include <utility>

namespace host {

struct LineSession::Taker {
    LineSession& session;
    std::string_view line;

    void error(const std::string& sentence) const { session.say(write_error_line(sentence, line)); }
    void error_unless_empty(const std::string& sentence) const {
        if (!sentence.empty()) {
            error(sentence);
        }
    }

    void operator()(LineError& problem) const { error(problem.sentence); }
    void operator()(InvokeCommand& command) const {
        error_unless_empty(session.peer_.invoke(command.device, std::move(command.action),
                                                std::move(command.params), command.token,
                                                command.timeout_ms));
    }
    void operator()(WriteCommand& command) const {
        error_unless_empty(session.peer_.write(command.device, std::move(command.property),
                                               std::move(command.value), command.token, command.timeout_ms));
    }
    void operator()(CancelCommand& command) const {
        error_unless_empty(session.peer_.cancel(command.device, command.token));
    }
    void operator()(AttentionCommand& command) const {
        error_unless_empty(session.peer_.attention(command.device, command.level));
    }
    void operator()(SnapshotCommand& command) const {
        error_unless_empty(session.peer_.snapshot(command.device));
    }
    void operator()(RulesCommand& command) const { session.peer_.rules(command.wanted); }
    void operator()(ReloadCommand&) const {
        error_unless_empty(session.peer_.reload(
            [send = session.send_](bool ok, const std::string& text) { send(write_reload_line(ok, text)); }));
    }
    void operator()(LogCommand& command) const {
        error_unless_empty(session.peer_.log(command.on, [send = session.send_](const KeptRecord& kept) {
            send(write_log_line(kept.record, kept.at));
        }));
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
    : options_{std::move(options)}
    , send_{std::move(send)}
    , peer_{host, Peer::Options{options_.role, options_.introduce, options_.log, options_.reload},
            [&host, this](const Happening& happening) { tell(host, happening); }} {}

void LineSession::tell(const Host& host, const Happening& happening) const {
    if (std::holds_alternative<SiteChange>(happening)) {
        if (options_.introduce) {
            send_(write_site_line(host.title(), host.devices(), options_.role, host.version(),
                                  options_.has_keys));
        }
    } else if (options_.send_happening) {
        options_.send_happening(happening);
    } else {
        send_(write_line(happening));
    }
}

void LineSession::say(std::string line) {
    peer_.between([&] { send_(std::move(line)); });
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
