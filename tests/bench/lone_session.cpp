#include "lone_session.hpp"

namespace bench {

LoneSession::LoneSession(const Server& server, std::uint16_t name_server, const std::string& host)
    : client_(loop_, {}, {}, "127.0.0.1:" + std::to_string(name_server))
    , api_{{host, 443}, server.ca_file()} {
    host_.put_secret("account/lone/refresh_token", "refresh-lone");
    const spotify::net::Destination accounts{{"127.0.0.1", server.port()}, server.ca_file()};
    deadlines_ = std::make_shared<spotify::Deadlines>(services_.state(), storage_, governor_, "bench");
    transport_ = std::make_shared<spotify::TransactionLog>(client_);
    const auto vault =
        std::make_shared<spotify::auth::TokenVault>("lone", "bench", services_.secrets(), services_.state());
    keeper_ = std::make_shared<spotify::auth::TokenKeeper>(
        spotify::auth::TokenKeeperSettings{"bench", accounts, ""}, spotify::Executors{loop_, storage_}, vault,
        transport_, governor_, deadlines_);
    desk_ = std::make_shared<spotify::auth::SignInDesk>(
        spotify::auth::SignInDeskSettings{"bench", accounts, "",
                                          spotify::auth::parse_redirect_uri("http://127.0.0.1/callback")},
        spotify::Executors{loop_, storage_}, loop_, vault, keeper_, transport_, governor_, deadlines_);
}

LoneSession::~LoneSession() {
    if (session_ != nullptr) {
        stop();
    }
    desk_->finish();
    keeper_->finish();
    storage_.stop();
    loop_.stop();
}

void LoneSession::start() {
    session_ = std::make_shared<spotify::Session>(spotify::SessionSettings{api_, "/v1"},
                                                  spotify::Executors{loop_, storage_}, transport_, keeper_,
                                                  desk_, deadlines_, governor_);
    session_->join(*this, {});
    session_->start();
}

void LoneSession::stop() {
    session_->withdraw(*this);
    session_->stop();
    session_.reset();
}

} // namespace bench
