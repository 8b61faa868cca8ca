// What a poll costs the client's processor: bare OpenSSL, our exchange and our decoding. The whole path is in
// `devices`.
#include "api/decode_player.hpp"
#include "cpu_time.hpp"
#include "net/https_client.hpp"
#include "net/resolver.hpp"
#include "player_answer.hpp"
#include "raw_client.hpp"
#include "section.hpp"
#include "statistics.hpp"

namespace bench {

namespace {

namespace net = spotify::net;

constexpr int rounds = 21;
constexpr int polls_a_round = 400;
constexpr int fresh_rounds = 7;
constexpr int fresh_a_round = 40;

// Microseconds a time.
struct Cost {
    std::vector<double> total;
    std::vector<double> system;

    template <typename Task>
    void measure(int times, Task task) {
        const auto begin = thread_cpu_seconds();
        const auto begin_system = thread_system_seconds();
        for (int i = 0; i < times; ++i) {
            task();
        }
        total.push_back((thread_cpu_seconds() - begin) * 1e6 / times);
        system.push_back((thread_system_seconds() - begin_system) * 1e6 / times);
    }
    std::string text() const {
        return with_spread(total, 1, "us") + ", " + in_digits(median(system), 0) + " in the kernel";
    }
    Row row(const std::string& what) const { return {what, median(total), "us", text()}; }
};

// By rounds, so that what disturbs one disturbs the other.
std::vector<double> ratios(const Cost& of, const Cost& to) {
    std::vector<double> values;
    for (std::size_t i = 0; i < of.total.size(); ++i) {
        values.push_back(of.total[i] / to.total[i]);
    }
    return values;
}

class Client {
public:
    explicit Client(const Server& server)
        : destination_{{"127.0.0.1", server.port()}, server.ca_file()} {}

    net::Response look(const std::string& target) {
        net::Request request{"GET", target, {}, ""};
        request.headers.emplace_back("Authorization", "Bearer access-a");
        request.headers.emplace_back("Accept", "application/json");
        auto response =
            client_.exchange(destination_, request, net::Clock::now() + std::chrono::seconds{10}, never_);
        if (!response.ok()) {
            throw CannotMeasure("a look was not answered");
        }
        return response;
    }

private:
    net::Destination destination_;
    net::Resolver resolver_;
    net::HttpsClient client_{resolver_};
    net::Cancel never_;
};

constexpr const char* target = "/v1/me/player?additional_types=track,episode";

std::string raw_request(const Server& server) {
    return std::string{"GET "} + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
           "\r\nAuthorization: Bearer access-a\r\nAccept: application/json\r\n\r\n";
}

void kept_alive(Server& server, Rows& rows) {
    RawClient raw(server);
    Client client(server);
    const auto request = raw_request(server);
    const auto body = player_answer({});
    Cost floor;
    Cost exchange;
    Cost decode;
    Cost ours;
    const auto poll = [&] {
        if (!spotify::api::decode_player(client.look(target).body).item->name) {
            throw CannotMeasure("the answer was not understood");
        }
    };
    raw.exchange(request); // connected before anything counts
    poll();
    for (int round = 0; round < rounds; ++round) {
        floor.measure(polls_a_round, [&] { raw.exchange(request); });
        ours.measure(polls_a_round, poll);
        exchange.measure(polls_a_round, [&] { client.look(target); });
        decode.measure(polls_a_round, [&] { spotify::api::decode_player(body); });
    }
    rows.push_back({"size of the answer", static_cast<double>(body.size()), "bytes",
                    std::to_string(body.size()) + " bytes"});
    rows.push_back(floor.row("a: bare OpenSSL, nothing decoded"));
    rows.push_back(ours.row("b: HttpsClient and decode_player"));
    rows.push_back(exchange.row("   of which the exchange alone"));
    rows.push_back(decode.row("   of which decoding alone"));
    const auto ratio = ratios(ours, floor);
    rows.push_back({"b against a, kept alive", median(ratio), "times", with_spread(ratio, 2, "times"),
                    "at most 3 times", median(ratio) <= 3});
}

void fresh(Server& server, Rows& rows) {
    RawClient raw(server);
    Client client(server);
    const auto request = raw_request(server);
    Cost raw_fresh;
    Cost ours_fresh;
    Cost ours_kept;
    client.look(target);
    for (int round = 0; round < fresh_rounds; ++round) {
        raw_fresh.measure(fresh_a_round, [&] {
            raw.disconnect();
            raw.exchange(request);
        });
        ours_kept.measure(polls_a_round, [&] { client.look(target); });
        client.look("/once" + std::string{target}); // the server ends the kept one with its answer
        ours_fresh.measure(fresh_a_round, [&] { client.look("/once" + std::string{target}); });
    }
    rows.push_back(raw_fresh.row("bare OpenSSL, a new connection each time"));
    rows.push_back(ours_fresh.row("HttpsClient, a new connection each time"));
    const auto ratio = ratios(ours_fresh, ours_kept);
    rows.push_back(
        {"a new connection against a kept one", median(ratio), "times", with_spread(ratio, 1, "times")});
}

} // namespace

Rows measure_cpu() {
    Server server;
    Rows rows;
    kept_alive(server, rows);
    fresh(server, rows);
    return rows;
}

} // namespace bench
