// What a browser, a scraper and a few rude programs say to the panel, well formed: the seeds of the fuzzing.
#pragma once

#include <string>
#include <vector>

namespace fuzz {

// What is said on one connection, with `host` in it as Host and Origin. `key` is a right access key; where it
// is empty, the conversation shows a wrong one or none.
std::vector<std::string> corpus(const std::string& host, const std::string& key);

// The request with which a browser opens the WebSocket.
std::string opening(const std::string& host, const std::string& key);

// Pieces that mean something to HTTP or WebSocket, for a mutation to put in.
const std::vector<std::string>& dictionary();

// A client's frame; its mask is of zeroes, so that the payload stands there as it is.
std::string frame(unsigned opcode, const std::string& payload, bool last = true);

} // namespace fuzz
