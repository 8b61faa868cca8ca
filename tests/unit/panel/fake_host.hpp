// A host for the panel to serve: remembers what browsers said, and lets a test send to them and wait for what
// happens.
#pragma once

#include "panel/panel_server.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

class FakeHost {
public:
    // What the peers do with a line beside keeping it. Called on the panel's thread.
    std::function<void(std::string_view line, const avhost::panel::Send& send)> react = [](auto,
                                                                                           const auto&) {};
    std::function<void()> on_connect = [] {};

    // What the server said of who came last.
    std::string last_visitor();
    std::string logged();
    std::string logged_at(dp::LogLevel level); // of it what has this level

    avhost::panel::Connect connect();
    avhost::panel::Log log();

    // All of these wait for as long as it takes; the test program's own time limit ends a wait that has no
    // end.
    void wait_for_browsers(std::size_t present);
    void wait_for_logged(const std::string& part);
    std::string next_line();

    // By order of connection, from 0. The sends of browsers that have gone stay.
    avhost::panel::Send send(std::size_t browser);
    bool present(std::size_t browser);

private:
    class Peer;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<avhost::panel::Send> sends_;
    std::map<std::size_t, bool> present_;
    std::string visitor_;
    std::vector<std::string> lines_;
    std::size_t taken_ = 0;
    std::string log_;
    std::map<dp::LogLevel, std::string> by_level_;
};
