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

    spotify::net::Response exchange(const spotify::net::Destination&, const spotify::net::Request& request,
                                    spotify::net::TimePoint, const spotify::net::Cancel&) override {
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
        return response;
    }

private:
    std::string new_token_;
    std::string refused_token_;
    int answers_ = 0;
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
    spotify::api::Governor governor;
    const auto deadlines = std::make_shared<spotify::Deadlines>(doors.state(), governor, "client");
    const auto vault =
        std::make_shared<spotify::auth::TokenVault>("a", "client", doors.secrets(), doors.state());
    spotify::auth::TokenKeeper keeper{{"client", {}, ""}, vault, transport, governor, deadlines};
    do {
        if (!keeper.begin_renewal(spotify::net::Clock::now())) {
            return 3;
        }
        keeper.renew();
    } while (keeper.sign_in().state == spotify::auth::SignIn::State::unknown); // the predecessor's turn
    std::raise(SIGUSR2);
    return keeper.sign_in().state == spotify::auth::SignIn::State::good ? 0 : 4;
}
