// Parses the JSON bodies of the play and transfer commands as strictly as the service does.
#pragma once

#include "command.hpp"

#include <string>

namespace sim {

struct PlayBody {
    unsigned status = 200; // 200, or that of the refusal
    std::string problem;
    Play play;
};
PlayBody parse_play_body(const Catalog& catalog, const std::string& body);

struct TransferBody {
    std::string problem; // empty when the body can be taken
    std::string device_id;
    bool play = false;
};
TransferBody parse_transfer_body(const std::string& body);

} // namespace sim
