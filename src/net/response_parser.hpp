// Reads one HTTP/1.1 answer out of bytes as they come (RFC 9112). Pure: no socket and no clock, so that it
// can be fed anything. It exists because the library's own reader takes a short body, a missing last chunk
// and a bad chunk size for a whole answer, and leaves surplus bytes in place as the beginning of the next
// one.
#pragma once

#include "net/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace spotify::net {

struct ResponseLimits {
    std::size_t header_bytes = 32 * 1024; // status line and all headers, interim answers included
    std::size_t body_bytes = 1024 * 1024;
};

class ResponseParser {
public:
    explicit ResponseParser(ResponseLimits limits = {})
        : limits_(limits) {}

    // Takes bytes; gives true once the answer is whole. Throws NetError (malformed, too_large); the object is
    // of no use after that. Bytes past the end of the answer are counted by surplus().
    bool take(std::string_view bytes);

    // The peer has closed. Gives true when that is how this answer ends; throws NetError (closed) when it is
    // cut.
    bool take_end();

    bool done() const { return state_ == State::done; }
    bool begun() const { return begun_; }
    std::size_t surplus() const { return surplus_; }
    // Whether the connection may carry another exchange: the answer was framed, nothing is left over, and
    // neither side asked to close. Meaningful once done().
    bool reusable() const { return done() && framed_ && !close_ && surplus() == 0; }

    Response& response() { return response_; }

private:
    enum class State {
        status_line,
        headers,
        sized_body,
        chunk_size,
        chunk_data,
        chunk_end,
        trailers,
        until_close,
        done
    };

    bool step(); // false when more bytes are needed
    bool next_line(std::string_view& line);
    void read_status_line(std::string_view line);
    void read_header(std::string_view line);
    void begin_body();
    void read_chunk_size(std::string_view line);
    void append_body(std::size_t wanted);

    ResponseLimits limits_;
    State state_ = State::status_line;
    Response response_;
    std::string pending_;   // the beginning of a line whose end is still to come
    std::string_view rest_; // of what take() is at; empty between the calls
    std::size_t surplus_ = 0;
    std::size_t header_bytes_ = 0; // counted against the limit
    std::uint64_t remaining_ = 0;  // of the sized body or of the chunk
    bool begun_ = false;
    bool framed_ = true;
    bool close_ = false;
};

} // namespace spotify::net
