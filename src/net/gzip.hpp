// Bodies that come compressed. Pure: what is compressed, cut or forged comes in as bytes.
#pragma once

#include "net/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace spotify::net {

// What is inside one gzip member (RFC 1952). Throws NetError: malformed for bytes that are cut, damaged, of
// another format or followed by more; too_large as soon as more than `limit` bytes would come out, so that a
// small answer cannot fill the memory.
std::string gunzipped(std::string_view compressed, std::size_t limit);

// Puts what is inside in place of a compressed body and takes the header away. `asked` tells whether the
// request allowed gzip. Throws NetError as above; malformed also for an encoding that was not asked for.
void decode_body(Response& response, bool asked, std::size_t limit);

} // namespace spotify::net
