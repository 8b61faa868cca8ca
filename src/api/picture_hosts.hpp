// Where pictures may come from. A panel loads what it is given without asking, so everything else is left out.
#pragma once

#include <string_view>

namespace spotify::api {

enum class PictureHosts {
    web,              // https, as Spotify has it
    web_and_loopback, // and http://127.0.0.1:PORT/, for a simulator of the Web API on this machine
};

// Pure.
bool is_picture_address(std::string_view url, PictureHosts hosts);

} // namespace spotify::api
