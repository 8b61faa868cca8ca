#include "panel.hpp"

namespace contract {

void Panel::heard(const std::string& what) {
    trace_.line(name_ + " hears " + what);
    if (!is_joined_) {
        problems_.push_back(name_ + " is not joined and hears " + what);
    }
}

void Panel::on_view(const std::shared_ptr<const spotify::View>& view) {
    auto fields = text_.fields_of(*view);
    heard("view" + differences(shown_, fields));
    shown_ = std::move(fields);
    view_ = *view;
    ++views_;
}

void Panel::on_event(const spotify::Event& event) {
    heard(text_.of(event));
}

void Panel::set_joined(bool joined) {
    is_joined_ = joined;
    shown_.clear();
    view_.reset();
}

void Panel::give(const std::string& what,
                 const std::function<spotify::Session::CommandId(spotify::Completion)>& send) {
    auto command = std::make_shared<Command>(Command{what});
    commands_.push_back(command);
    const auto number = std::to_string(commands_.size());
    trace_.line(name_ + " gives " + number + ": " + what);
    command->id = send([this, command, number](const spotify::Outcome& outcome) {
        ++command->completions;
        heard(number + " done: " + SessionText::of(outcome));
    });
    last_id_ = command->id;
}

std::vector<spotify::Session::CommandId> Panel::pending() const {
    std::vector<spotify::Session::CommandId> ids;
    for (const auto& command : commands_) {
        if (command->completions == 0) {
            ids.push_back(command->id);
        }
    }
    return ids;
}

std::vector<std::string> Panel::problems() const {
    auto all = problems_;
    for (const auto& command : commands_) {
        if (command->completions != 1) {
            all.push_back(name_ + "'s command (" + command->what + ") was completed " +
                          std::to_string(command->completions) + " times");
        }
    }
    return all;
}

} // namespace contract
