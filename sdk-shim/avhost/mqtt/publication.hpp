// Messages, as values.
#pragma once

#include <string>
#include <vector>

namespace avhost::mqtt {

struct Publication {
    std::string topic;
    std::string payload; // empty and retained: what lay there is taken away
    bool retain = false;
    std::string correlation{}; // correlation data, bytes; empty: none
    bool operator==(const Publication&) const = default;
};
using Publications = std::vector<Publication>;

struct Message {
    std::string topic;
    std::string payload;
    bool retain = false; // it lay on the broker, or is meant to lie there
    std::string response_topic{};
    std::string correlation{}; // bytes
};

} // namespace avhost::mqtt
