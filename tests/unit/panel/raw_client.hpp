// A TCP client that sends any bytes at all and speaks no protocol by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

class RawClient {
public:
    // `receive_buffer` in bytes, 0 for the system's own: a small one makes a client that is soon behind.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False when the other side has closed.
    bool send(std::string_view bytes);
    void end_sending();
    // Up to and with `mark`, or less when the other side closes first.
    std::string read_until(std::string_view mark);
    std::string read_all() { return read_until({}); }

private:
    int socket_;
};

// One request on a connection of its own; the whole answer.
std::string exchange(std::uint16_t port, const std::string& request);

// A GET with the right Host; `extra` are header lines with their line ends.
std::string get(std::uint16_t port, const std::string& target, const std::string& extra = {});

// A WebSocket handshake with this Host and this Origin header (left out when empty).
std::string handshake(const std::string& host, const std::string& origin);

std::string own_host(std::uint16_t port);
