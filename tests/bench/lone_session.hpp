// A session without driver and instance, over a client of the bench's own: where a config may
// not name what is to be measured.
#pragma once

#include "api/deadlines.hpp"
#include "auth/sign_in_desk.hpp"
#include "auth/token_keeper.hpp"
#include "engine/session.hpp"
#include "engine/task_queue.hpp"
#include "host_services.hpp"
#include "light_host.hpp"
#include "net/https_client.hpp"
#include "net/loop.hpp"
#include "server.hpp"

#include <memory>
#include <string>

namespace bench {

// One thread uses it.
class LoneSession final : private spotify::SessionListener {
public:
    // Signs in at the server and polls `host`, whose name is asked for at the name server at this port alone.
    LoneSession(const Server& server, std::uint16_t name_server, const std::string& host);
    ~LoneSession() override;

    void start();
    void stop();

private:
    void on_view(const std::shared_ptr<const spotify::View>&) override {}
    void on_event(const spotify::Event&) override {}

    LightHost host_;
    plugin::HostServices services_{host_.table()};
    spotify::api::Governor governor_;
    spotify::net::Loop loop_;
    spotify::TaskQueue storage_{1};
    spotify::net::HttpsClient client_;
    spotify::net::Destination api_;
    std::shared_ptr<spotify::Deadlines> deadlines_;
    std::shared_ptr<spotify::TransactionLog> transport_;
    std::shared_ptr<spotify::auth::TokenKeeper> keeper_;
    std::shared_ptr<spotify::auth::SignInDesk> desk_;
    std::shared_ptr<spotify::Session> session_;
};

} // namespace bench
