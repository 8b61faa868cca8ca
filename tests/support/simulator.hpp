// The Spotify simulator as a program of its own, and its control door with types. What the door accepts is
// described in tests/simulator/control_door.hpp; where a test writes JSON here, it is the body of that
// request.
#pragma once

#include "process.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

// The door said no, or was not there; with its sentence.
struct SimulatorError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct PlayerNow {
    bool is_playing = false;
    bool active = false;
    std::string track_name;
    std::string artist;
    std::string item_uri;
    std::int64_t duration_ms = 0;
    std::int64_t progress_ms = 0;
    bool shuffle = false;
    std::string repeat;
    std::optional<std::string> device_name;
    std::optional<int> volume;
};

struct RequestSeen {
    std::int64_t n = 0;
    std::int64_t at_ms = 0;
    std::int64_t connection = 0;
    std::string method;
    std::string path;
    int status = 0;
    std::string client_id;
    bool content_length_present = false;
    std::string token_fingerprint;
};

struct SimulatorStats {
    std::int64_t connections = 0;
    std::int64_t handshakes_failed = 0;
    std::int64_t requests = 0;
    std::int64_t early_requests = 0;
    std::int64_t dead_token_requests = 0;
};

class Simulator {
public:
    // Waits until it is ready. `arguments` are added to its command line. Throws SimulatorError.
    explicit Simulator(const std::vector<std::string>& arguments = {});

    const std::string& accounts_url() const { return accounts_url_; }
    const std::string& api_url() const { return api_url_; }
    const std::string& ca_file() const { return ca_file_; }
    const std::string& other_ca_file() const { return other_ca_file_; }
    const std::string& control_url() const { return control_url_; }
    const std::string& covers_url() const { return covers_url_; }
    std::uint16_t port() const; // of the TLS door
    Process& process() { return process_; }

    // Returns the refresh token of the account's first consent.
    std::string add_account(const std::string& json);
    // A new consent.
    std::string grant(const std::string& account, const std::string& json = "{}");
    void change_account(const std::string& account, const std::string& json);
    // Opens a consent link as this account, without a browser, and decides "agree" or "cancel". Returns the
    // address that a browser would be sent to. Throws SimulatorError with the page's text where a person
    // would see a page and the client would hear nothing.
    std::string authorize(const std::string& account, const std::string& url,
                          const std::string& decision = "agree");
    void add_app(const std::string& json);
    void set_app(const std::string& client_id, const std::string& json);

    PlayerNow player(const std::string& account);
    PlayerNow change_player(const std::string& account, const std::string& json);
    void change_tokens(const std::string& account, const std::string& json);
    void change_settings(const std::string& json);

    std::int64_t add_fault(const std::string& json);
    void clear_faults();
    std::int64_t hang_up_idle(); // returns how many connections it ended

    void change_weather(const std::string& json);
    std::int64_t open_window(const std::string& json); // returns its id
    void clear_weather();
    // Weather, faults and settings are as at the start again; accounts, players and tokens stay.
    void reset();

    std::vector<RequestSeen> requests(std::int64_t since = 0);
    SimulatorStats stats();
    void shut_down();

    // Any request to the control door; returns the body of a 200.
    std::string control(const std::string& method, const std::string& path, const std::string& body = "");

private:
    Process process_;
    std::string accounts_url_;
    std::string api_url_;
    std::string control_url_;
    std::string covers_url_;
    std::string ca_file_;
    std::string other_ca_file_;
};

} // namespace test
