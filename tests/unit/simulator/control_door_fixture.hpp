// The control door without sockets, beside a world of its own.
#pragma once

#include "control_door.hpp"

#include <cstddef>
#include <string>

constexpr sim::Millis now = 5'000'000'000'000;

struct ControlDoorFixture {
    // So many connections are idle when they are to be hung up.
    explicit ControlDoorFixture(std::size_t idle = 0)
        : door(world, faults, [idle] { return idle; }) {}

    sim::HttpReply ask(const std::string& method, const std::string& target, const std::string& body = "",
                       sim::Millis at = now) {
        sim::HttpRequest request = sim::request_for(method, target);
        request.body = body;
        return door.answer(request, at);
    }

    sim::World world{1, now};
    sim::Faults faults;
    sim::ControlDoor door;
};
