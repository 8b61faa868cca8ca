// A session without driver and instance, over a client and a resolver of the bench's own: where a config may
// not name what is to be measured.
#pragma once

#include "api/deadlines.hpp"
#include "auth/sign_in_desk.hpp"
#include "auth/token_keeper.hpp"
#include "engine/session.hpp"
#include "engine/worker_pool.hpp"
#include "host_services.hpp"
#include "light_host.hpp"
#include "net/https_client.hpp"
#include "net/resolver.hpp"
#include "server.hpp"

#include <memory>
#include <string>

namespace bench {

// A resolver that asks nobody but the name server at this port; null where a resolver cannot be told.
std::unique_ptr<spotify::net::Resolver> resolver_at(std::uint16_t port);

// One thread uses it.
class LoneSession final : private spotify::SessionListener {
public:
    // Signs in at the server and looks at `host`.
    LoneSession(const Server& server, spotify::net::Resolver& resolver, const std::string& host);
    ~LoneSession() override;

    void start();
    void stop();

private:
    void on_view(const std::shared_ptr<const spotify::View>&) override {}
    void on_event(const spotify::Event&) override {}

    LightHost host_;
    plugin::HostServices services_{host_.table()};
    spotify::api::Governor governor_;
    spotify::net::HttpsClient client_;
    spotify::net::Destination api_;
    std::shared_ptr<spotify::Deadlines> deadlines_;
    std::shared_ptr<spotify::TransactionLog> transport_;
    std::shared_ptr<spotify::auth::TokenKeeper> keeper_;
    std::shared_ptr<spotify::auth::SignInDesk> desk_;
    std::shared_ptr<spotify::Session> session_;
    spotify::WorkerPool patient_{2};
    spotify::WorkerPool urgent_{2};
};

} // namespace bench
