// A control system's end of a TCP connection: sends any bytes, and reads lines within a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

class LinesClient {
public:
    // `receive_buffer` in bytes, 0 for the system's own: a small one makes a client that is soon behind.
    explicit LinesClient(std::uint16_t port, int receive_buffer = 0);
    ~LinesClient();
    LinesClient(LinesClient&& other) noexcept;
    LinesClient& operator=(LinesClient&&) = delete;

    void send(std::string_view bytes);
    void end_sending();

    // The next line without its end, which is `end`; or a text in round brackets that says why there is none: nothing came
    // for 20 s, or the other side has closed.
    std::string line(std::string_view end = "\n");
    std::vector<std::string> lines(std::size_t count);
    // Sends a line with its end, and gives the next line that comes.
    std::string ask(std::string_view line);
    // Lines up to and with the first one that is this.
    std::vector<std::string> until(std::string_view last);
    // Whether the other side closes without another word.
    bool is_closed() { return line() == closed; }

    static constexpr const char* closed = "(closed)";

private:
    int socket_;
    std::string read_;
};
