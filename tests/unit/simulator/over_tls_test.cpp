// The whole program, started as a process and spoken to over TLS.
#include "simulator.hpp"
#include "temp_dir.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/StreamCopier.h>

#include <doctest/doctest.h>

#include <csignal>

namespace {

using test::Simulator;

struct Answer {
    int status = 0;
    std::string body;
};

// A client that verifies the server; it lives for one connection.
class Client {
public:
    Client(const Simulator& simulator, const std::string& ca_file)
        : session_("127.0.0.1", simulator.port(), context(ca_file)) {
        session_.setTimeout(Poco::Timespan(10, 0));
        session_.setKeepAlive(true);
        session_.setKeepAliveTimeout(Poco::Timespan(60, 0));
    }

    Answer ask(const std::string& method, const std::string& path, const std::string& token) {
        Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
        request.setCredentials("Bearer", token);
        request.setContentLength(0);
        return exchange(request, "");
    }

    std::string refresh(const std::string& client_id, const std::string& refresh_token) {
        Poco::Net::HTTPRequest request("POST", "/api/token", Poco::Net::HTTPMessage::HTTP_1_1);
        const std::string body =
            "grant_type=refresh_token&client_id=" + client_id + "&refresh_token=" + refresh_token;
        request.setContentType("application/x-www-form-urlencoded");
        request.setContentLength(static_cast<std::streamsize>(body.size()));
        const Answer answer = exchange(request, body);
        REQUIRE(answer.status == 200);
        return Poco::JSON::Parser()
            .parse(answer.body)
            .extract<Poco::JSON::Object::Ptr>()
            ->getValue<std::string>("access_token");
    }

private:
    static Poco::Net::Context::Ptr context(const std::string& ca_file) {
        return new Poco::Net::Context(Poco::Net::Context::TLSV1_2_CLIENT_USE, ca_file,
                                      Poco::Net::Context::VERIFY_STRICT);
    }

    Answer exchange(Poco::Net::HTTPRequest& request, const std::string& body) {
        session_.sendRequest(request) << body;
        Poco::Net::HTTPResponse response;
        Answer answer;
        Poco::StreamCopier::copyToString(session_.receiveResponse(response), answer.body);
        answer.status = response.getStatus();
        return answer;
    }

    Poco::Net::HTTPSClientSession session_;
};

} // namespace

TEST_CASE("a client refreshes, reads and pauses over one connection") {
    Simulator simulator;
    simulator.change_settings(R"({"command_delay_ms":[0,0],"command_success":"204"})");
    Client client(simulator, simulator.ca_file());
    const std::string token = client.refresh("demo-client", simulator.grant("demo"));
    const Answer state = client.ask("GET", "/v1/me/player", token);
    CHECK(state.status == 200);
    CHECK(state.body.find("Living Room") != std::string::npos);
    CHECK(client.ask("PUT", "/v1/me/player/pause", token).status == 204);
    CHECK_FALSE(simulator.player("demo").is_playing);

    const auto seen = simulator.requests();
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].path == "/api/token");
    CHECK(seen[2].status == 204);
    CHECK(seen[2].content_length_present);
    CHECK(seen[2].connection == seen[0].connection);
    CHECK(simulator.requests(seen[1].n).size() == 1);
    CHECK(simulator.stats().connections == 1);
}

TEST_CASE("a window answers at the door, and a reset ends it") {
    Simulator simulator;
    Client client(simulator, simulator.ca_file());
    const std::string token = client.refresh("demo-client", simulator.grant("demo"));
    simulator.open_window(R"({"on":"GET /v1/me/player","answer":"302"})");
    simulator.change_weather(R"({"clock_offset_ms":86400000})");
    CHECK(client.ask("GET", "/v1/me/player", token).status == 302);
    CHECK(client.ask("GET", "/v1/me", token).status == 401);
    simulator.clear_weather();
    CHECK(client.ask("GET", "/v1/me/player", token).status == 200);
    simulator.open_window(R"({"on":"api","answer":"500"})");
    simulator.add_fault(R"({"kind":"status","status":503,"times":-1})");
    CHECK(client.ask("GET", "/v1/me", token).status == 503);
    simulator.reset();
    CHECK(client.ask("GET", "/v1/me", token).status == 200);
}

TEST_CASE("who does not trust the authority never gets to send a request") {
    Simulator simulator;
    Client client(simulator, simulator.other_ca_file());
    CHECK_THROWS_AS(client.ask("GET", "/v1/me", "x"), Poco::Net::SSLException);
    // The server learns of it from the client's alert, in its own time; asking again is all the waiting there
    // is.
    for (int look = 0; look < 1000 && simulator.stats().handshakes_failed == 0; ++look) {
    }
    CHECK(simulator.stats().handshakes_failed == 1);
    CHECK(simulator.stats().requests == 0);
}

TEST_CASE("a certificate for another name is refused by a strict client") {
    Simulator simulator({"--cert-name", "music.example"});
    Client client(simulator, simulator.ca_file());
    CHECK_THROWS_AS(client.ask("GET", "/v1/me", "x"), Poco::Net::SSLException);
    CHECK(simulator.stats().requests == 0);
}

TEST_CASE("faults reach the wire") {
    Simulator simulator;
    Client client(simulator, simulator.ca_file());
    const std::string token = client.refresh("demo-client", simulator.grant("demo"));
    simulator.add_fault(R"({"path":"/v1/me/player","kind":"status","status":502,"body":"<html>"})");
    const Answer answer = client.ask("GET", "/v1/me/player", token);
    CHECK(answer.status == 502);
    CHECK(answer.body == "<html>");
    simulator.add_fault(R"({"kind":"chunked"})");
    CHECK(client.ask("GET", "/v1/me/player", token).body.find("\"is_playing\":true") != std::string::npos);
    simulator.add_fault(R"({"kind":"cut"})");
    CHECK_THROWS_AS(client.ask("GET", "/v1/me/player", token), Poco::Exception);
    CHECK(simulator.requests().back().status == 0);
}

TEST_CASE("idle connections can be ended") {
    Simulator simulator;
    Client client(simulator, simulator.ca_file());
    client.refresh("demo-client", simulator.grant("demo"));
    CHECK(simulator.hang_up_idle() == 1);
}

TEST_CASE("the program ends cleanly, and its temporary folder with it") {
    Simulator simulator;
    SUBCASE("by SIGTERM") {
        simulator.process().send_signal(SIGTERM);
    }
    SUBCASE("by SIGINT") {
        simulator.process().send_signal(SIGINT);
    }
    SUBCASE("by the control door") {
        simulator.shut_down();
    }
    const auto ended = simulator.process().wait(std::chrono::seconds(10));
    REQUIRE(ended.has_value());
    CHECK(ended->status == 0);
    CHECK_FALSE(std::filesystem::exists(simulator.ca_file()));
}

TEST_CASE("account files are read, and bad ones named") {
    test::TempDir dir;
    const auto good = dir.write("good.json", R"({"name":"bar","client_id":"bar-client"})");
    const auto bad = dir.write("bad.json", R"({"name":"bar"})");
    Simulator simulator({"--account", good.string(), "--dir", dir.path().string()});
    CHECK(simulator.player("bar").is_playing);
    CHECK(simulator.ca_file() == (dir.path() / "ca.pem").string());
    CHECK_THROWS_WITH_AS(Simulator({"--account", bad.string()}),
                         doctest::Contains("bad.json: key \"client_id\""), test::SimulatorError);
}

TEST_CASE("a process is talked to by lines and its end is told") {
    test::Process::Options options;
    options.environment = {{"GREETING", "hello"}};
    test::Process echo({"/bin/sh", "-c", "echo $GREETING; echo oops >&2; read line; echo got $line; exit 7"},
                       options);
    CHECK(echo.read_line(std::chrono::seconds(10)) == "hello");
    CHECK(echo.wait_for_error_text("oops", std::chrono::seconds(10)));
    CHECK(echo.write_line("it"));
    CHECK(echo.wait_for_line([](const std::string& line) { return line == "got it"; },
                             std::chrono::seconds(10)));
    const auto ended = echo.wait(std::chrono::seconds(10));
    REQUIRE(ended.has_value());
    CHECK(ended->status == 7);
    CHECK_FALSE(echo.read_line(std::chrono::milliseconds(1)).has_value());
}
