#include "auth/loopback_listener.hpp"
#include "base/no_broken_pipe.hpp"
#include "net/connection.hpp"
#include "net/error.hpp"
#include "net/https_client.hpp"
#include "net/resolver.hpp"
#include "tls_peer.hpp"
#include "wire.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using namespace spotify::net;
using namespace std::chrono_literals;
using test::ok;
using test::TlsPeer;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 20s;

const Request look{"GET", "/v1/me/player", {}, ""};

// Every answer ends its connection, so that every exchange has one of its own.
std::string once(const std::string&) {
    return ok("{}", "Connection: close\r\n");
}

struct Client {
    explicit Client(IdleLimits idle_limits = {})
        : https(resolver, {}, idle_limits) {}
    const spotify::NoBrokenPipe quiet; // TLS says goodbye to peers that have gone
    Response get(const Destination& destination) {
        return https.exchange(destination, look, Clock::now() + patience, stop);
    }
    std::optional<Failure> failure_of_get(const Destination& destination) {
        try {
            get(destination);
        } catch (const NetError& error) {
            return error.failure();
        }
        return std::nullopt;
    }
    Resolver resolver;
    HttpsClient https;
    Cancel stop;
};

using Resumed = std::vector<bool>;

// A server that answers once so many requests wait for it, so that all of them were on the way at once.
class Together {
public:
    explicit Together(std::size_t count)
        : count_(count)
        , peer_([this](const std::string&) { return answer(); }) {}

    TlsPeer& peer() { return peer_; }

    // As many exchanges as the server waits for. False when one of them failed.
    bool get_all(Client& client) {
        std::atomic<std::size_t> answered = 0;
        std::vector<std::thread> threads;
        const auto destination = peer_.destination();
        for (std::size_t i = 0; i < count_; ++i) {
            threads.emplace_back([&] {
                const spotify::NoBrokenPipe quiet;
                answered += client.failure_of_get(destination) ? 0U : 1U;
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        return answered == count_;
    }

private:
    std::string answer() {
        std::unique_lock lock(mutex_);
        const auto mine = arrived_++ / count_;
        changed_.notify_all();
        changed_.wait_for(lock, patience, [&] { return arrived_ >= (mine + 1) * count_; });
        return ok("{}");
    }

    const std::size_t count_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t arrived_ = 0;
    TlsPeer peer_; // ends first: its threads use the others
};

} // namespace

TEST_CASE("a fresh connection resumes the session of the one before") {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        CAPTURE(version);
        TlsPeer peer(once, version);
        Client client;
        for (int i = 0; i < 4; ++i) {
            CHECK(client.get(peer.destination()).body == "{}");
        }
        CHECK(peer.resumed() == Resumed{false, true, true, true});
    }
}

TEST_CASE("under TLS 1.3 a session is handed out once, the newest first") {
    TlsPeer peer(once);
    const auto destination = peer.destination();
    const auto tls = std::make_shared<TlsContext>(destination.endpoint, destination.ca_file);
    CHECK(tls->take_session().isNull());
    const Cancel never;
    const CancelWatch watch(never);
    const auto deadline = Clock::now() + patience;
    const Poco::Net::SocketAddress address("127.0.0.1", destination.endpoint.port);
    Connection connection(destination.endpoint, address, tls, deadline, watch);
    connection.exchange(serialized(look, destination.endpoint), {}, deadline, watch);
    const auto newest = tls->take_session();
    const auto other = tls->take_session();
    REQUIRE_FALSE(newest.isNull());
    REQUIRE_FALSE(other.isNull()); // a whole handshake gives two
    CHECK(newest->sslSession() != other->sslSession());
    CHECK(tls->take_session().isNull());
}

TEST_CASE("a server that has forgotten its ticket keys is spoken to as if for the first time") {
    TlsPeer peer(once);
    Client client;
    client.get(peer.destination());
    client.get(peer.destination());
    peer.forget_ticket_keys();
    CHECK(client.get(peer.destination()).body == "{}");
    CHECK(client.get(peer.destination()).body == "{}");
    CHECK(peer.resumed() == Resumed{false, true, false, true});
}

TEST_CASE("a session is offered to its own destination only") {
    TlsPeer peer(once);
    Client client;
    client.get(peer.destination());
    client.get(peer.destination("others.pem")); // the same server, other authorities
    CHECK(peer.resumed() == Resumed{false, false});
    client.get(peer.destination());
    client.get(peer.destination("others.pem"));
    CHECK(peer.resumed() == Resumed{false, false, true, true});
}

TEST_CASE("a handshake that fails takes the sessions with it") {
    TlsPeer peer(once);
    Client client;
    client.get(peer.destination());
    peer.refuse_next();
    CHECK(client.failure_of_get(peer.destination()) == Failure::tls);
    client.get(peer.destination());
    client.get(peer.destination());
    CHECK(peer.resumed() == Resumed{false, false, true});
}

TEST_CASE("what was canceled before it could be sent is not sent, over a kept connection either") {
    std::atomic<int> requests = 0;
    TlsPeer peer([&](const std::string&) {
        ++requests;
        return ok("{}");
    });
    Client client;
    client.get(peer.destination());
    client.stop.cancel();
    try {
        client.get(peer.destination());
        FAIL_CHECK("it was answered");
    } catch (const NetError& error) {
        CHECK(error.failure() == Failure::canceled);
        CHECK_FALSE(error.sent());
    }
    CHECK(requests == 1);
}

TEST_CASE("a cancel from another thread ends the wait for an answer") {
    Client client;
    std::promise<void> over;
    TlsPeer peer([&](const std::string&) {
        client.stop.cancel();
        over.get_future().wait_for(patience);
        return ok("{}");
    });
    try {
        client.get(peer.destination());
        FAIL_CHECK("it was answered");
    } catch (const NetError& error) {
        CHECK(error.failure() == Failure::canceled);
        CHECK(error.sent());
    }
    over.set_value();
}

TEST_CASE("a cancel from another thread ends a handshake that is never answered") {
    const spotify::auth::LoopbackListener silent({"127.0.0.1", 0}); // takes connections and says nothing
    TlsPeer authority(once);
    Client client;
    std::thread cancels([&] { client.stop.cancel(); });
    CHECK(client.failure_of_get({{"127.0.0.1", silent.port()}, authority.destination().ca_file}) ==
          Failure::canceled);
    cancels.join();
}

TEST_CASE("as many connections are kept as were in use at once") {
    Together together(12);
    Client client;
    for (int round = 0; round < 3; ++round) {
        CHECK(together.get_all(client));
    }
    CHECK(together.peer().resumed().size() == 12);
}

TEST_CASE("no more connections are kept than the limit says") {
    Together together(5);
    Client client({2, 90s});
    CHECK(together.get_all(client));
    CHECK(together.peer().wait_for_ended(3));
    CHECK(together.get_all(client));
    CHECK(together.peer().resumed().size() == 8); // two of the first five and three new ones
}

TEST_CASE("connections that have been idle for too long are not used, and go when others come and go") {
    Together together(3);
    TlsPeer& peer = together.peer();
    Client client({64, 0s});
    CHECK(together.get_all(client));
    CHECK(together.get_all(client)); // on fresh ones
    CHECK(peer.resumed().size() == 6);
    CHECK(peer.wait_for_ended(3));
}

TEST_CASE("an unasked answer behind the right one is never taken for the answer to the next request") {
    const auto asked = ok(std::string(16384 - ok(std::string(16000, 'x')).size() + 16000, 'x'));
    REQUIRE(asked.size() == 16384); // a whole record: the rest comes in one of its own
    TlsPeer peer([&](const std::string&) { return asked + ok("of another account"); });
    Client client;
    for (std::size_t i = 1; i <= 3; ++i) {
        CHECK(client.get(peer.destination()).body.size() > 16000);
        CHECK(peer.wait_for_answers(i));
    }
    CHECK(peer.resumed().size() == 3);
}

TEST_CASE("reading asks for gzip and gives what is inside; commands do not") {
    const std::string plain(20000, 'x');
    std::vector<std::string> heads;
    {
        TlsPeer peer([&](const std::string& head) {
            heads.push_back(head);
            return head.starts_with("GET") ? ok(sim::gzipped(plain), "Content-Encoding: gzip\r\n") : ok("{}");
        });
        Client client;
        const auto response = client.get(peer.destination());
        CHECK(response.body == plain);
        CHECK(response.header("content-encoding") == nullptr);
        const Request command{"POST", "/v1/me/player/next", {}, ""};
        CHECK(client.https.exchange(peer.destination(), command, Clock::now() + patience, client.stop).body ==
              "{}");
    }
    REQUIRE(heads.size() == 2);
    CHECK(heads[0].find("Accept-Encoding: gzip\r\n") != std::string::npos);
    CHECK(heads[1].find("Accept-Encoding") == std::string::npos);
}

TEST_CASE("a compressed body is held to the same limit, and one that is damaged is malformed") {
    for (const auto& [body, failure] :
         {std::pair{sim::gzipped(std::string(2 * 1024 * 1024, 'x')), Failure::too_large},
          std::pair{sim::gzipped("{}").substr(1), Failure::malformed}}) {
        TlsPeer peer([&bytes = body](const std::string&) { return ok(bytes, "Content-Encoding: gzip\r\n"); });
        Client client;
        CHECK(client.failure_of_get(peer.destination()) == failure);
    }
}

TEST_CASE("a certificate for another host is refused each time") {
    TlsPeer peer(once, TLS1_3_VERSION, "example.test");
    Client client;
    CHECK(client.failure_of_get(peer.destination()) == Failure::certificate);
    CHECK(client.failure_of_get(peer.destination()) == Failure::certificate);
    CHECK(peer.wait_for_ended(2));
    CHECK(peer.resumed().empty());
}
