// The bounds and the order of the connections to one destination, seen from the client.
#include "auth/loopback_listener.hpp"
#include "exchanged.hpp"
#include "net/https_client.hpp"
#include "net/loop.hpp"
#include "tls_peer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <string>
#include <vector>

using namespace spotify::net;
using namespace std::chrono_literals;
using test::ok;
using test::TlsPeer;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 20s;

// A server that keeps what it was asked for, in order, and answers "/hang..." when it is told to.
class Server {
public:
    Server()
        : peer_([this](const std::string& head) { return answer(head); }) {}
    ~Server() { release(); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    TlsPeer& peer() { return peer_; }
    void release() {
        const std::lock_guard lock(mutex_);
        is_released_ = true;
        changed_.notify_all();
    }
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return asked_.size() >= count; });
    }
    std::vector<std::string> asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

private:
    std::string answer(const std::string& head) {
        std::unique_lock lock(mutex_);
        const auto begin = head.find(' ') + 1;
        const auto target = head.substr(begin, head.find(' ', begin) - begin);
        asked_.push_back(target);
        changed_.notify_all();
        if (target.starts_with("/hang")) {
            changed_.wait_for(lock, patience, [this] { return is_released_; });
        }
        return ok("{}");
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> asked_;
    bool is_released_ = false;
    TlsPeer peer_; // ends first: its threads use the others
};

struct Client {
    explicit Client(PoolLimits limits)
        : https(loop, {}, limits) {}
    ~Client() { loop.stop(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void begin(Server& server, const std::string& target, bool is_urgent = false,
               std::chrono::milliseconds limit = patience) {
        Request request{"GET", target, {}, ""};
        request.is_urgent = is_urgent;
        https.begin(server.peer().destination(), std::move(request), Clock::now() + limit,
                    [this](const Result& result) {
                        const std::lock_guard lock(mutex);
                        results.push_back(result);
                        changed.notify_all();
                    });
    }
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, patience, [&] { return results.size() >= count; });
    }
    Failure first_failure() {
        const std::lock_guard lock(mutex);
        return std::get<NetError>(results.at(0)).failure();
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Result> results;
    Loop loop;
    HttpsClient https;
};

PoolLimits limits_of(std::size_t connections, std::size_t kept_for_urgent) {
    PoolLimits limits;
    limits.connections = connections;
    limits.kept_for_urgent = kept_for_urgent;
    return limits;
}

} // namespace

TEST_CASE("what waits for a connection is served by urgency, then by age") {
    Server server;
    Client client(limits_of(1, 0));
    client.begin(server, "/hang");
    REQUIRE(server.wait_for(1));
    client.begin(server, "/poll/1");
    client.begin(server, "/poll/2");
    client.begin(server, "/press/1", true);
    client.begin(server, "/press/2", true);
    client.loop.post([&] { server.release(); }); // behind the four
    REQUIRE(client.wait_for(5));
    CHECK(server.asked() == std::vector<std::string>{"/hang", "/press/1", "/press/2", "/poll/1", "/poll/2"});
    CHECK(server.peer().resumed().size() == 1); // one connection for all
}

TEST_CASE("polls that hang leave connections for what is urgent, and what waits too long was not sent") {
    Server server;
    Client client(limits_of(3, 1));
    client.begin(server, "/hang/1");
    client.begin(server, "/hang/2");
    REQUIRE(server.wait_for(2));
    client.begin(server, "/late", false, 50ms);
    REQUIRE(client.wait_for(1));
    CHECK(client.first_failure() == Failure::timeout);
    client.begin(server, "/press", true);
    REQUIRE(client.wait_for(2));
    CHECK(server.asked().back() == "/press");
    CHECK(server.asked().size() == 3);
}

TEST_CASE("where enough are at work a poll waits a moment for one of them, and what is urgent does not") {
    Server server;
    auto limits = limits_of(100, 0);
    limits.enough = 1;
    limits.open_after = 1h;
    Client client(limits);
    client.begin(server, "/hang");
    REQUIRE(server.wait_for(1));
    client.begin(server, "/poll");
    client.begin(server, "/press", true);
    REQUIRE(client.wait_for(1)); // on a connection of its own
    REQUIRE(client.wait_for(2)); // and the poll after it on the same
    CHECK(server.asked() == std::vector<std::string>{"/hang", "/press", "/poll"});
    CHECK(server.peer().resumed().size() == 2);
}

TEST_CASE("a poll that no connection came free for opens another") {
    Server server;
    auto limits = limits_of(100, 0);
    limits.enough = 1;
    limits.open_after = 1ms;
    Client client(limits);
    client.begin(server, "/hang");
    REQUIRE(server.wait_for(1));
    client.begin(server, "/poll");
    REQUIRE(client.wait_for(1));
    CHECK(server.peer().resumed().size() == 2);
}

TEST_CASE("handshakes are bounded, and those of what is urgent go over the bound") {
    const spotify::auth::LoopbackListener silent({"127.0.0.1", 0}); // takes connections and says nothing
    Server server;
    auto limits = limits_of(100, 0);
    limits.handshakes = 2;
    limits.urgent_handshakes = 1;
    Client client(limits);
    const Destination mute{{"127.0.0.1", silent.port()}, server.peer().destination().ca_file};
    const auto begin = [&](bool is_urgent, std::chrono::milliseconds limit) {
        Request request{"GET", "/", {}, ""};
        request.is_urgent = is_urgent;
        client.https.begin(mute, std::move(request), Clock::now() + limit, [&](const Result& result) {
            const std::lock_guard lock(client.mutex);
            client.results.push_back(result);
            client.changed.notify_all();
        });
    };
    const auto ends_of = [&](std::size_t count) { // what the first so many that ended say
        REQUIRE(client.wait_for(count));
        const std::lock_guard lock(client.mutex);
        std::vector<std::string> texts;
        for (const auto& result : client.results) {
            texts.emplace_back(std::get<NetError>(result).what());
        }
        return texts;
    };
    begin(false, 1h); // these two hang in their handshakes
    begin(false, 1h);
    begin(false, 50ms);
    const std::string never_begun = "it could not be sent in time";
    CHECK(ends_of(1) == std::vector{never_begun});
    begin(true, 1h); // goes over the bound
    begin(true, 50ms);
    CHECK(ends_of(2) == std::vector{never_begun, never_begun});
    try { // begun, where there is room
        Client roomier(limits);
        test::exchanged(roomier.https, mute, {"GET", "/", {}, ""}, Clock::now() + 50ms);
        FAIL_CHECK("it was answered");
    } catch (const NetError& error) {
        CHECK(std::string{error.what()}.starts_with("no connection to "));
    }
}

TEST_CASE("after a certificate was refused the authorities are read again") {
    Server server;
    const auto right = server.peer().destination();
    const auto file = right.ca_file.parent_path() / "changing.pem";
    std::filesystem::copy_file(right.ca_file, file);
    Client client(limits_of(4, 0));
    Destination destination{right.endpoint, file};
    const auto get = [&] {
        try {
            test::exchanged(client.https, destination, {"GET", "/", {}, ""}, Clock::now() + patience);
            return std::optional<Failure>{};
        } catch (const NetError& error) {
            return std::optional{error.failure()};
        }
    };
    std::string authority;
    {
        std::ifstream in(file);
        authority.assign(std::istreambuf_iterator<char>(in), {});
    }
    TlsPeer stranger([](const std::string&) { return ok("{}"); });
    std::filesystem::copy_file(stranger.destination().ca_file, file,
                               std::filesystem::copy_options::overwrite_existing);
    CHECK(get() == Failure::certificate);
    std::ofstream(file, std::ios::trunc) << authority;
    CHECK_FALSE(get());
}
