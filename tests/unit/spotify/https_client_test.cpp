#include "auth/loopback_listener.hpp"
#include "exchanged.hpp"
#include "net/error.hpp"
#include "net/https_client.hpp"
#include "net/loop.hpp"
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

const Request poll{"GET", "/v1/me/player", {}, ""};

// Every answer ends its connection, so that every exchange has one of its own.
std::string once(const std::string&) {
    return ok("{}", "Connection: close\r\n");
}

struct Client {
    explicit Client(PoolLimits pool_limits = {})
        : https(loop, {}, pool_limits) {}
    ~Client() { loop.stop(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Response get(const Destination& destination) {
        return test::exchanged(https, destination, poll, Clock::now() + patience);
    }
    std::optional<Failure> failure_of_get(const Destination& destination) {
        try {
            get(destination);
        } catch (const NetError& error) {
            return error.failure();
        }
        return std::nullopt;
    }
    // Until the loop has done what it was told before.
    void settle() {
        std::promise<void> done;
        loop.post([&] { done.set_value(); });
        done.get_future().wait();
    }

    Loop loop;
    HttpsClient https;
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
            threads.emplace_back([&] { answered += client.failure_of_get(destination) ? 0U : 1U; });
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
    std::promise<void> hold;
    client.loop.post([&] { hold.get_future().wait(); }); // until the cancel is there too
    const auto owned = std::make_shared<int>(7);
    bool was_called = false;
    const auto ticket = client.https.begin(peer.destination(), poll, Clock::now() + patience,
                                           [owned, &was_called](const Result&) { was_called = true; });
    client.https.cancel(ticket);
    hold.set_value();
    client.settle();
    CHECK(owned.use_count() == 1);
    client.get(peer.destination());
    CHECK(requests == 2);
    CHECK_FALSE(was_called);
}

TEST_CASE("a cancel ends the wait for an answer, and its connection") {
    Client client;
    std::promise<void> asked;
    std::promise<void> over;
    TlsPeer peer([&](const std::string&) {
        asked.set_value();
        over.get_future().wait_for(patience);
        return ok("{}");
    });
    const auto owned = std::make_shared<int>(7);
    const auto ticket =
        client.https.begin(peer.destination(), poll, Clock::now() + patience, [owned](const Result&) {});
    REQUIRE(asked.get_future().wait_for(patience) == std::future_status::ready);
    client.https.cancel(ticket);
    client.settle();
    CHECK(owned.use_count() == 1);
    over.set_value();
    CHECK(peer.wait_for_ended(1));
}

TEST_CASE("a handshake that is never answered ends by its time limit, and by a cancel") {
    const spotify::auth::LoopbackListener silent({"127.0.0.1", 0}); // takes connections and says nothing
    TlsPeer authority(once);
    Client client;
    const Destination destination{{"127.0.0.1", silent.port()}, authority.destination().ca_file};
    try {
        test::exchanged(client.https, destination, poll, Clock::now() + 50ms);
        FAIL_CHECK("it was answered");
    } catch (const NetError& error) {
        CHECK(error.failure() == Failure::timeout);
        CHECK_FALSE(error.sent());
    }
    const auto owned = std::make_shared<int>(7);
    const auto ticket = client.https.begin(destination, poll, Clock::now() + 1h, [owned](const Result&) {});
    client.settle();
    client.https.cancel(ticket);
    client.settle();
    CHECK(owned.use_count() == 1);
}

TEST_CASE("an answer that does not come in time ends the exchange as sent") {
    Client client;
    std::promise<void> over;
    TlsPeer peer([&](const std::string&) {
        over.get_future().wait_for(patience);
        return ok("{}");
    });
    try {
        test::exchanged(client.https, peer.destination(), poll, Clock::now() + 300ms);
        FAIL_CHECK("it was answered");
    } catch (const NetError& error) {
        CHECK(error.failure() == Failure::timeout);
        CHECK(error.sent());
    }
    over.set_value();
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
    PoolLimits limits;
    limits.idle = 2;
    Client client(limits);
    CHECK(together.get_all(client));
    CHECK(together.peer().wait_for_ended(3));
    CHECK(together.get_all(client));
    CHECK(together.peer().resumed().size() == 8); // two of the first five and three new ones
}

TEST_CASE("connections that have been idle for too long are not used, and go when others come and go") {
    Together together(3);
    TlsPeer& peer = together.peer();
    PoolLimits limits;
    limits.idle_age = 0s;
    Client client(limits);
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
        CHECK(test::exchanged(client.https, peer.destination(), command, Clock::now() + patience).body ==
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
