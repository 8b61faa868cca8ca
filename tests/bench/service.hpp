// What the bench's server answers, and when. Knows nothing of sockets and TLS.
#pragma once

#include "staleness.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bench {

using Moment = std::chrono::steady_clock::time_point; // CLOCK_MONOTONIC, the same in all processes

struct Asked {
    std::string method;
    std::string target;
    std::string authorization; // "Bearer access-ACCOUNT"
    std::string body;
    Moment arrived{}; // when its first byte was there
};

struct Reply {
    std::string bytes; // the whole message
    Moment due{};      // when it may leave
    bool ends = false; // the connection with it
    bool never = false;
    bool limits = false;                     // the first that asks to wait
    std::size_t at_once = std::string::npos; // so many bytes; the others trickle
};

// One thread.
class Service {
public:
    // `say` takes a line without its end.
    explicit Service(std::function<void(const std::string&)> say);

    void order(const std::string& line);
    Reply answer(const Asked& asked);
    // The answer to that has left, or what of it leaves at once.
    void sent(const Asked& asked, const Reply& reply, Moment at);
    void connected() { ++connections_; }

private:
    struct Player {
        bool is_playing = true;
        bool shuffle = false;
    };

    Reply look(const Asked& asked, const std::string& account);
    Reply command(const Asked& asked, const std::string& account);

    const std::function<void(const std::string&)> say_;
    const Moment started_;
    std::chrono::milliseconds delay_{0};
    bool hang_ = false;
    bool tells_of_hanging_ = false;
    bool change_ = false;
    Staleness staleness_;
    std::optional<std::chrono::seconds> limit_next_;
    std::optional<Moment> limited_at_;
    std::chrono::seconds limited_for_{0};
    std::vector<std::int64_t> arrivals_; // nanoseconds since limited_at_
    std::map<std::string, Player> players_;
    std::int64_t looks_ = 0;
    std::int64_t connections_ = 0;
};

} // namespace bench
