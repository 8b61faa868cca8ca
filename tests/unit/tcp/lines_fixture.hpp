// A host in this process with a port for lines.
#pragma once

#include "door/gate.hpp"
#include "door/key_ring.hpp"
#include "face/loop.hpp"
#include "lines_client.hpp"
#include "recorder.hpp"
#include "tcp/lines_server.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace lines_tests {

// False when it does not come to hold.
inline bool soon(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + host_tests::patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

inline const std::string door_and_hall =
    R"({"devices":[{"id":"hall","name":"Hall","plugin":"feedthrough"},{"id":"door","plugin":"contact"}]})";

struct LinesHost : host_tests::RunningHost {
    explicit LinesHost(std::vector<host::AccessKey> keys = {}, avhost::tcp::LinesLimits limits = {},
                       const std::string& site = door_and_hall, const std::string& plugins = PLUGINS)
        : RunningHost{site, plugins}
        , gate{std::make_shared<avhost::door::Gate>(std::move(keys), note())} {
        for (const auto& device : host.devices()) { // what they tell at their start is no part of a test
            recorder->wait_for<host::Batch>([&](const auto& batch) { return batch.device == device.id; });
        }
        avhost::tcp::LinesOptions options;
        options.gate = gate;
        options.limits = limits;
        open(std::move(options));
    }
    ~LinesHost() {
        server.reset();
        host.stop();
    }

    void open(avhost::tcp::LinesOptions options) {
        server.reset();
        server = std::make_unique<avhost::tcp::LinesServer>(
            loop, std::move(options), avhost::tcp::Conversation::Behind{host, &ring, {}}, note());
    }
    avhost::face::Log note() {
        return [logging = log.log()](dp::LogLevel level, std::string_view text) {
            logging({level, "lines", std::string{text}});
        };
    }
    LinesClient client(int receive_buffer = 0) { return LinesClient{server->port(), receive_buffer}; }

    // Through the host itself, as another face would.
    host::Completion write(const std::string& device, const std::string& property, dp::Value value) {
        host.write({recorder, ++token}, device, property, std::move(value), 0);
        return *recorder->outcome(token);
    }

    host::LogRing ring;
    avhost::face::Loop loop{note()};
    std::shared_ptr<avhost::door::Gate> gate;
    std::unique_ptr<avhost::tcp::LinesServer> server;
    std::int64_t token = 0;
};

inline std::vector<host::AccessKey> two_keys() {
    return {{"wall", host::Role::operate, avhost::door::sha256("wall-key")},
            {"office", host::Role::set_up, avhost::door::sha256("office-key")}};
}

using Lines = std::vector<std::string>;

} // namespace lines_tests
