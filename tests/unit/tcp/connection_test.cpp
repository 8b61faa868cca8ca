// What happens to connections: their ends, keys, room, and those that do not listen.
#include "lines_fixture.hpp"

#include "panel/panel_server.hpp"
#include "raw_client.hpp"

#include <algorithm>
#include <thread>

using namespace lines_tests;

namespace {

avhost::tcp::LinesLimits room_for(std::size_t strangers, std::size_t connections) {
    avhost::tcp::LinesLimits limits;
    limits.strangers = strangers;
    limits.connections = connections;
    return limits;
}

struct WithKeys : LinesHost {
    WithKeys()
        : LinesHost{two_keys()} {}
};

struct Crowded : LinesHost {
    Crowded()
        : LinesHost{two_keys(), room_for(2, 2)} {}
};

struct CrowdedLoopback : LinesHost {
    CrowdedLoopback()
        : LinesHost{{}, room_for(2, 2)} {}
};

// Its link, and both its actions, are for those who set up.
struct WithSigner : LinesHost {
    WithSigner()
        : LinesHost{two_keys(), {}, R"({"devices":[{"id":"s","plugin":"signer"}]})", TEST_PLUGINS} {}
};

} // namespace

TEST_CASE_FIXTURE(LinesHost, "a line that is too long is told so and ends the connection") {
    auto client = this->client();
    client.line();
    client.send("set hall.label " + std::string(64 * 1024 - 15, 'x') + '\n'); // the longest
    CHECK(client.line().starts_with("error "));
    client.send(std::string(64 * 1024 + 1, 'x'));
    CHECK(client.line() == "error bad_argument expected lines of at most 64 KiB; this connection ends");
    CHECK(client.is_closed());
    CHECK(this->client().line() == "avhost 1 hall door");
}

TEST_CASE_FIXTURE(LinesHost, "half a line is nothing, whatever becomes of its connection") {
    {
        auto client = this->client();
        client.line();
        CHECK(client.ask("set hall.count 5") == "ok");
        client.send("set hall.count 4"); // of 42
        client.end_sending();
        CHECK(client.is_closed());
    }
    auto other = client();
    other.line();
    CHECK(other.ask("get hall.count") == "hall.count=5");
}

TEST_CASE_FIXTURE(LinesHost, "who says all at once and ends gets the answers") {
    auto client = this->client();
    client.send("do door.close\nget door.closed\n#1 do hall.echo "
                "x\n{\"device\":\"hall\",\"invoke\":\"echo\",\"params\":{\"label\":\"y\"},\"token\":1}\n");
    client.end_sending();
    const auto all = client.until(LinesClient::closed);
    CHECK(all.front() == "avhost 1 hall door");
    const auto has = [&](const std::string& line) {
        return std::find(all.begin(), all.end(), line) != all.end();
    };
    CHECK(has("ok"));
    CHECK(has("door.closed=true"));
    CHECK(has("#1 ok x"));
    CHECK(has(R"({"device":"hall","completed":1,"status":"ok","text":"","result":"y"})"));
}

TEST_CASE_FIXTURE(LinesHost,
                  "JSON lines are those of --stdio, and happenings come as JSON from the first on") {
    auto client = this->client();
    client.line();
    client.send("watch door\n");
    client.until("ok");
    client.send("{\"device\":\"door\",\"snapshot\":true}\n");
    CHECK(client.line().starts_with(R"({"device":"door","snapshot":{"closed":false},"revision":1,"at":)"));
    write("hall", "count", dp::Value{std::int64_t{5}});
    const auto change = client.line();
    CAPTURE(change);
    CHECK(change.starts_with(R"({"device":"hall","revision":)"));
    client.send("{\"device\":\"door\",\"invoke\":\"close\",\"token\":12}\r\n");
    CHECK(client.line("\r\n").starts_with(R"({"device":"door","revision":2,)"));
    CHECK(client.line("\r\n") == R"({"device":"door","completed":12,"status":"ok","text":"","result":null})");
    client.send("get door.closed\n");
    CHECK(client.line() == "door.closed=true");
    client.send("{\"hello\":1}\n");
    CHECK(client.line().starts_with(R"({"error":"expected exactly one of the keys)"));
    client.send("{\"quit\":true}\n");
    CHECK(client.is_closed());
    CHECK(this->client().line() == "avhost 1 hall door"); // the host goes on
}

TEST_CASE_FIXTURE(WithKeys, "nothing is to be had without a key") {
    auto client = this->client();
    CHECK(client.line() == "avhost 1 key");
    for (const std::string line : {"list", "get *", "watch *", "do door.close", "set hall.count 1",
                                   "attention hall looking", "unwatch *"}) {
        CAPTURE(line);
        CHECK(client.ask(line) == "error forbidden this connection needs an access key first: key KEY");
    }
    CHECK(client.ask("{\"device\":\"door\",\"snapshot\":true}")
              .starts_with(R"({"error":"this connection needs an access)"));
    CHECK(client.ask("ping") == "pong");
    CHECK(client.ask("key wrong") == "error forbidden this is not an access key of this site");
    CHECK(client.ask("key wall-key") == "ok");
    CHECK(client.ask("get door.closed") == "door.closed=false");
    CHECK(client.ask("key office-key") == "error wrong_state expected one access key for a connection");
    CHECK(log.has("A wrong access key was shown from 127.0.0.1."));
    CHECK_FALSE(log.has("wall-key"));
}

TEST_CASE_FIXTURE(WithKeys, "three wrong keys end the connection") {
    auto client = this->client();
    client.line();
    for (const std::string key : {"one", "two", "three"}) {
        CHECK(client.ask("key " + key) == "error forbidden this is not an access key of this site");
    }
    CHECK(client.is_closed());
}

TEST_CASE_FIXTURE(WithKeys, "wrong keys are counted for panel and lines together") {
    avhost::panel::PanelOptions options;
    options.keys = two_keys();
    options.gate = gate;
    avhost::panel::PanelServer panel{
        loop, options, [](const auto&, const auto&) { return std::unique_ptr<avhost::panel::PanelPeer>{}; },
        note()};
    const auto shown_to_panel = [&](const std::string& key) {
        return ::get(panel.port(), "/", "Authorization: Bearer " + key + "\r\n").substr(9, 3);
    };
    CHECK(shown_to_panel("p1") == "401");
    CHECK(shown_to_panel("p2") == "401");
    auto client = this->client();
    client.line();
    for (const std::string key : {"l1", "l2"}) {
        CHECK(client.ask("key " + key) == "error forbidden this is not an access key of this site");
    }
    CHECK(shown_to_panel("p3") == "401");
    CHECK(shown_to_panel("p4") == "429");
    const auto refused = client.ask("key wall-key"); // the right one, which this address has not shown before
    CHECK(refused.starts_with("error forbidden There were too many wrong access keys. Please try again in "));
    CHECK(client.is_closed()); // the third
    CHECK(gate->wrong_keys() == 5);
    panel.stop();
}

TEST_CASE_FIXTURE(WithSigner, "who operates sees no link and is refused what is marked") {
    REQUIRE(recorder->wait_for<host::Batch>([](const auto& batch) { return batch.revision == 2; }));
    auto wall = client();
    wall.line();
    CHECK(wall.ask("key wall-key") == "ok");
    CHECK(wall.ask("get s.consent_page") == "s.consent_page=");
    CHECK(wall.ask("do s.forget").starts_with("error forbidden forget is for those who set the system up"));
    CHECK(wall.ask("{\"log\":true}")
              .starts_with(R"({"error":"log: expected from one who sets the system up")"));
    auto office = client();
    office.line();
    CHECK(office.ask("key office-key") == "ok");
    CHECK(office.ask("get s.consent_page").find("consent.example") != std::string::npos);
}

TEST_CASE_FIXTURE(Crowded, "of strangers the oldest that said nothing gives way, and they keep nobody out") {
    auto silent = client();
    silent.line();
    auto talking = client();
    talking.line();
    CHECK(talking.ask("ping") == "pong");
    auto third = client();
    CHECK(third.line() == "avhost 1 key");
    CHECK(silent.is_closed());
    CHECK(third.ask("ping") == "pong");
    auto fourth = client();
    CHECK(fourth.line() == "avhost 1 key");
    CHECK(talking.is_closed()); // all have spoken: the oldest
    CHECK(third.ask("key wall-key") == "ok");
    CHECK(fourth.ask("key wall-key") == "ok");
    auto fifth = client();
    auto sixth = client();
    CHECK(fifth.line() == "avhost 1 key");
    CHECK(sixth.ask("ping") == "avhost 1 key"); // strangers have room of their own
    CHECK(third.ask("ping") == "pong");
    CHECK(fifth.ask("key wall-key") == "ok"); // for one that said nothing but its key
    CHECK(fourth.is_closed());
    CHECK(fifth.ask("ping") == "pong");
    CHECK(sixth.line() == "pong");
    CHECK(sixth.ask("key wall-key") ==
          "error forbidden as many connections have come in with such keys as this host takes");
    CHECK(sixth.ask("key office-key") == "ok"); // another role's room
}

TEST_CASE_FIXTURE(CrowdedLoopback, "one too many is told so") {
    auto one = client();
    auto two = client();
    one.line();
    two.line();
    CHECK(one.ask("ping") == "pong");
    CHECK(two.ask("ping") == "pong");
    auto three = client();
    CHECK(three.line() == "error busy as many connections are open as this host takes");
    CHECK(three.is_closed());
    one.send("quit\n");
    CHECK(one.is_closed());
    REQUIRE(soon([&] { return server->connections() == 1; }));
    CHECK(client().line() == "avhost 1 hall door");
}

TEST_CASE_FIXTURE(LinesHost, "of 200 connections 150 never read, and the others hear every change") {
    constexpr int changes = 40;
    const std::string large(48 * 1024, 'x'); // so that what the system holds for a connection is soon full
    std::vector<LinesClient> deaf;
    for (int i = 0; i < 150; ++i) {
        deaf.push_back(client(4096));
        deaf.back().send("watch *\n");
    }
    std::vector<LinesClient> hearing;
    for (int i = 0; i < 50; ++i) {
        hearing.push_back(client());
        hearing.back().line();
        hearing.back().send("watch hall.count\n");
        hearing.back().until("ok");
    }
    for (int i = 1; i <= changes; ++i) {
        write("hall", "notes", dp::Value{dp::Json{"[\"" + std::to_string(i) + large + "\"]"}});
        write("hall", "count", dp::Value{std::int64_t{i}});
        for (auto& one : hearing) {
            REQUIRE(one.line() == "hall.count=" + std::to_string(i));
        }
    }
    // One that reads after all is told what is, and not all that was.
    auto& late = deaf.front();
    std::size_t told = 0;
    std::string line;
    do {
        line = late.line();
        told += line.starts_with("hall.notes=") ? 1U : 0U;
        REQUIRE_FALSE(line.starts_with('('));
    } while (line != "hall.count=" + std::to_string(changes));
    CHECK(told < changes);
    CHECK(server->connections() == 200);
}

TEST_CASE_FIXTURE(LinesHost, "who asks and never reads is listened to no more, and holds nothing up") {
    auto deaf = client(4096);
    std::thread asking{[&] {
        for (int i = 0; i < 20'000; ++i) {
            deaf.send("help\n"); // blocks when the host takes no more, until the server ends
        }
    }};
    auto other = client();
    other.line();
    for (int i = 0; i < 100; ++i) {
        CHECK(other.ask("ping") == "pong");
    }
    server.reset();
    asking.join();
}

TEST_CASE_FIXTURE(LinesHost, "the port is closed with all its connections") {
    auto client = this->client();
    client.line();
    client.send("watch *\ndo hall.wait\n");
    client.until("ok");
    const auto port = server->port();
    server->stop();
    server->stop(); // harmless
    client.until(LinesClient::closed);
    CHECK_THROWS(LinesClient{port});
}

TEST_CASE_FIXTURE(LinesHost, "without keys the port is on loopback only") {
    avhost::tcp::LinesOptions options;
    options.address = "0.0.0.0";
    options.gate = gate;
    CHECK_THROWS_WITH(
        open(options),
        doctest::Contains("The port for lines cannot listen on \"0.0.0.0\" without access keys"));
}
