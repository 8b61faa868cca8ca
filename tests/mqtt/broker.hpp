// A real Mosquitto on 127.0.0.1, with a folder of its own. Ended by its pid when the object goes.
#pragma once

#include "process.hpp"
#include "temp_dir.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace mqtt_tests {

class Broker {
public:
    struct Options {
        bool persists = false;  // every change is on disk at once
        std::string listener{}; // more lines of its configuration, that belong to the listener
    };

    // Started, and listening. Throws std::runtime_error.
    Broker()
        : Broker(Options{}) {}
    explicit Broker(Options options);

    std::uint16_t port() const { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    const test::TempDir& folder() const { return folder_; }

    void kill();  // SIGKILL, and waits for its end
    void start(); // again, on the same port
    void signal(int number) { process_->send_signal(number); }

private:
    bool try_start();

    const Options options_;
    test::TempDir folder_;
    std::uint16_t port_ = 0;
    std::unique_ptr<test::Process> process_;
};

} // namespace mqtt_tests
