// A program made to be killed: renews a sign-in over the host's real stores, through the ABI and the driver's
// real vault, against a service that has just killed the old token. Tells its tracer by SIGUSR1 that the
// answer is there, and by SIGUSR2 that all is stored.
//
//   renewal-victim STATE NEW_TOKEN             that is given in place of whatever token is sent
//   renewal-victim STATE - REFUSED_TOKEN       that is refused; any other is good, and stays
#include "auth/token_keeper.hpp"
#include "host/file_store.hpp"
#include "host/services.hpp"
#include "host_services.hpp"

#include <csignal>
#include <iostream>

namespace {

class Answering final : public spotify::net::Transport {
public:
    Answering(std::string new_token, std::string refused_token)
        : new_token_(std::move(new_token))
        , refused_token_(std::move(refused_token)) {}

    Ticket begin(const spotify::net::Destination&, spotify::net::Request request, spotify::net::TimePoint,
                 Done done) override {
        spotify::net::Response response;
        if (!refused_token_.empty() &&
            request.body.find("refresh_token=" + refused_token_ + '&') != std::string::npos) {
            response.status = 400;
            response.body = R"({"error":"invalid_grant"})";
        } else {
            response.status = 200;
            response.body = R"({"access_token":"access","expires_in":3600)" +
                            (refused_token_.empty() ? R"(,"refresh_token":")" + new_token_ + "\"}" : "}");
        }
        if (++answers_ == 1) {
            std::raise(SIGUSR1);
        }
        done(std::move(response));
        return 1;
    }
    void cancel(Ticket) override {}

private:
    std::string new_token_;
    std::string refused_token_;
    int answers_ = 0;
};

// All that is done leaves the program's one thread where the tracer expects it.
class AtOnce final : public spotify::Scheduler {
public:
    Clock::time_point now() const override { return Clock::now(); }
    void post(Task task) override { task(); }
    void post_at(Clock::time_point, Task task) override { task(); }
};

} // namespace

int main(int count, char** arguments) {
    if (count != 3 && count != 4) {
        std::cerr << "renewal-victim: a state folder and one or two tokens are expected\n";
        return 2;
    }
    const auto secrets = std::make_shared<host::FileStore>(arguments[1], "secrets", "spotify");
    const auto state = std::make_shared<host::FileStore>(arguments[1], "state", "spotify");
    host::Services services{"spotify", "0", secrets, state, [](const host::LogRecord&) {}};
    plugin::HostServices doors{services.table()};
    const auto transport = std::make_shared<Answering>(arguments[2], count == 4 ? arguments[3] : "");
    AtOnce at_once;
    spotify::api::Governor governor;
    const auto deadlines = std::make_shared<spotify::Deadlines>(doors.state(), at_once, governor, "client");
    const auto vault =
        std::make_shared<spotify::auth::TokenVault>("a", "client", doors.secrets(), doors.state());
    const auto keeper = std::make_shared<spotify::auth::TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"client", {}, ""}, spotify::Executors{at_once, at_once}, vault,
        transport, governor, deadlines);
    do {
        if (!keeper->begin_renewal(spotify::net::Clock::now())) {
            return 3;
        }
        keeper->renew();
    } while (keeper->sign_in().state == spotify::auth::SignIn::State::unknown); // the predecessor's turn
    std::raise(SIGUSR2);
    return keeper->sign_in().state == spotify::auth::SignIn::State::good ? 0 : 4;
}
