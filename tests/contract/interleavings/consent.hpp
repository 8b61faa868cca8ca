// A person on Spotify's consent page, without the page.
#pragma once

#include "authorization.hpp"
#include "faulty_spotify.hpp"

#include <string>

namespace contract {

// The address that the browser comes to; empty where Spotify shows a page in place of that.
std::string consented(FaultySpotify& spotify, const std::string& link, const std::string& account,
                      sim::Decision decision);

} // namespace contract
