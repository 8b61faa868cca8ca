// A program made to be killed: renews a sign-in over the host's real stores, through the ABI and the driver's
// real vault, against a service that has just killed the old token. Tells its tracer by SIGUSR1 that the
// answer is there, and by SIGUSR2 that all is stored.
//
//   renewal-victim STATE NEW_TOKEN
#include "auth/token_keeper.hpp"
#include "host/file_store.hpp"
#include "host/services.hpp"
#include "host_services.hpp"

#include <csignal>
#include <iostream>

namespace {

class Answering final : public spotify::net::Transport {
public:
    explicit Answering(std::string new_token)
        : new_token_(std::move(new_token)) {}

    spotify::net::Response exchange(const spotify::net::Destination&, const spotify::net::Request&,
                                    spotify::net::TimePoint, const spotify::net::Cancel&) override {
        spotify::net::Response response;
        response.status = 200;
        response.body =
            R"({"access_token":"access","expires_in":3600,"refresh_token":")" + new_token_ + "\"}";
        std::raise(SIGUSR1);
        return response;
    }

private:
    std::string new_token_;
};

} // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "renewal-victim: a state folder and a token are expected\n";
        return 2;
    }
    const auto secrets = std::make_shared<host::FileStore>(arguments[1], "secrets", "spotify");
    const auto state = std::make_shared<host::FileStore>(arguments[1], "state", "spotify");
    host::Services services{"spotify", "0", secrets, state, [](const host::LogRecord&) {}};
    plugin::HostServices doors{services.table()};
    const auto transport = std::make_shared<Answering>(arguments[2]);
    spotify::api::Governor governor;
    const auto deadlines = std::make_shared<spotify::Deadlines>(doors.state(), governor, "client");
    const auto vault =
        std::make_shared<spotify::auth::TokenVault>("a", "client", doors.secrets(), doors.state());
    spotify::auth::TokenKeeper keeper{{"client", {}, ""}, vault, transport, governor, deadlines};
    if (!keeper.begin_renewal(spotify::net::Clock::now())) {
        return 3;
    }
    keeper.renew();
    std::raise(SIGUSR2);
    return keeper.sign_in().state == spotify::auth::SignIn::State::good ? 0 : 4;
}
