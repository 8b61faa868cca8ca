// A device as the session sees one: hears views and events, and gives commands. All it hears goes into the trace.
#pragma once

#include "engine/session.hpp"
#include "session_text.hpp"
#include "trace.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace contract {

class Panel final : public spotify::SessionListener {
public:
    // All outlive this.
    Panel(std::string name, Trace& trace, SessionText& text)
        : name_(std::move(name))
        , trace_(trace)
        , text_(text) {}

    void on_view(const std::shared_ptr<const spotify::View>& view) override;
    void on_event(const spotify::Event& event) override;

    // Between join and leave something may be heard, and at no other time.
    void set_joined(bool joined);
    bool is_joined() const { return is_joined_; }

    // Gives a command: `send` is handed its completion and returns its id.
    void give(const std::string& what,
              const std::function<spotify::Session::CommandId(spotify::Completion)>& send);

    const std::optional<spotify::View>& view() const { return view_; }
    const std::string& name() const { return name_; }
    spotify::Session::CommandId last_command() const { return last_id_; }
    // Of those that are not completed; nothing where there are none.
    std::vector<spotify::Session::CommandId> pending() const;

    std::size_t commands() const { return commands_.size(); }
    std::size_t views() const { return views_; }
    // Against what is promised of listeners and completions.
    std::vector<std::string> problems() const;

private:
    struct Command {
        std::string what;
        spotify::Session::CommandId id = 0;
        int completions = 0;
    };
    void heard(const std::string& what);

    const std::string name_;
    Trace& trace_;
    SessionText& text_;
    bool is_joined_ = false;
    Fields shown_;
    std::optional<spotify::View> view_;
    std::size_t views_ = 0;
    spotify::Session::CommandId last_id_ = 0;
    std::vector<std::shared_ptr<Command>> commands_;
    std::vector<std::string> problems_;
};

} // namespace contract
