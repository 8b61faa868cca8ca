// The other side of a bench: token endpoint and Web API over TLS, as a process of its own, so that neither
// its time nor its memory is taken for the client's.
#pragma once

#include "section.hpp"
#include "staleness.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bench {

// Runs in the child until its input ends: `folder` is where it puts the certificate of its authority.
constexpr const char* serve_word = "--serve";
int serve(const std::string& folder);

// What the server is told (one line each):
//   delay MS      how long each answer takes from now on
//   hang on|off   whether polls of the player by accounts called hang... are answered, and each that is not is told;
//   hang quietly  none is told, where nobody would read it: a pipe that is full stops the server
//   change on|off whether each look's answer differs from the one before
//   watch PREFIX  from now on it is watched how old what accounts called so know is
//   watched       says "watched ACCOUNTS POLLS MEAN_MS P99_MS", since then
//   limit S       the next look is answered 429 with Retry-After: S; all until its end are
//   count         says "count LOOKS CONNECTIONS", since the start
//   arrivals      says "arrivals", and for each request since the 429 was sent its nanoseconds since
// What it says by itself:
//   command ACCOUNT ARRIVED SENT   nanoseconds of CLOCK_MONOTONIC: first byte of the request, last of the
//   answer hanging ACCOUNT                a look that is not going to be answered was read trickling ACCOUNT
//   the first part of an answer to an account called trickle... was sent limited SENT                   the
//   429 was sent
class Server {
public:
    Server(); // throws CannotMeasure when it does not start

    std::uint16_t port() const { return port_; }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
    std::filesystem::path ca_file() const { return folder_.path() / "ca.pem"; }

    void order(const std::string& line);
    // The words of the next line that begins with `word`; those before are gone. Throws CannotMeasure when
    // none comes in time.
    std::vector<std::string> wait_for(const std::string& word);

    struct Count {
        std::int64_t looks;
        std::int64_t connections;
    };
    Count count();

    void watch(const std::string& prefix) { order("watch " + prefix); }
    Ages watched(); // since the last watch(); throws CannotMeasure when there is nothing to watch

private:
    test::TempDir folder_;
    test::Process process_;
    std::uint16_t port_ = 0;
};

} // namespace bench
