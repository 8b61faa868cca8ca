// What a poll costs the client's processor: bare OpenSSL, our exchange and our decoding. The whole path is in
// `devices`.
#include "api/decode_player.hpp"
#include "cpu_time.hpp"
#include "net/https_client.hpp"
#include "net/loop.hpp"
#include "player_answer.hpp"
#include "raw_client.hpp"
#include "section.hpp"
#include "statistics.hpp"

#include <sched.h>

#include <algorithm>
#include <functional>
#include <future>
#include <utility>

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

    // Of all threads: an exchange is the loop's.
    template <typename Tasks>
    void measure(int times, Tasks tasks) {
        const auto begin = process_cpu_seconds();
        const auto begin_system = process_system_seconds();
        tasks(times);
        total.push_back((process_cpu_seconds() - begin) * 1e6 / times);
        system.push_back((process_system_seconds() - begin_system) * 1e6 / times);
    }
    template <typename Task>
    void measure_each(int times, Task task) {
        measure(times, [&](int count) {
            for (int i = 0; i < count; ++i) {
                task();
            }
        });
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

// Polls one after the other on the loop, where the next begins with the answer to the one before, as at a site.
class Client {
public:
    using Take = std::function<void(const net::Response&)>;

    explicit Client(const Server& server)
        : destination_{{"127.0.0.1", server.port()}, server.ca_file()} {}
    ~Client() { loop_.stop(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void poll(int times, const std::string& target, const Take& take = {}) {
        std::promise<bool> all;
        left_ = times;
        begin(target, take, all);
        if (!all.get_future().get()) {
            throw CannotMeasure("a poll was not answered");
        }
    }

private:
    void begin(const std::string& target, const Take& take, std::promise<bool>& all) {
        net::Request request{"GET", target, {}, ""};
        request.headers.emplace_back("Authorization", "Bearer access-a");
        request.headers.emplace_back("Accept", "application/json");
        client_.begin(destination_, std::move(request), net::Clock::now() + std::chrono::seconds{10},
                      [this, &target, &take, &all](const net::Result& result) {
                          const auto* response = std::get_if<net::Response>(&result);
                          if (response == nullptr || !response->ok()) {
                              all.set_value(false);
                              return;
                          }
                          if (take) {
                              take(*response);
                          }
                          if (--left_ == 0) {
                              all.set_value(true);
                          } else {
                              begin(target, take, all);
                          }
                      });
    }

    net::Destination destination_;
    net::Loop loop_;
    net::HttpsClient client_{loop_};
    int left_ = 0; // the loop's
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
    bool is_understood = true;
    const auto poll = [&](int times) {
        client.poll(times, target, [&](const net::Response& response) {
            is_understood = is_understood && spotify::api::decode_player(response.body).item->name;
        });
    };
    raw.exchange(request); // connected before anything counts
    poll(1);
    for (int round = 0; round < rounds; ++round) {
        floor.measure_each(polls_a_round, [&] { raw.exchange(request); });
        ours.measure(polls_a_round, poll);
        exchange.measure(polls_a_round, [&](int times) { client.poll(times, target); });
        decode.measure_each(polls_a_round, [&] { spotify::api::decode_player(body); });
    }
    if (!is_understood) {
        throw CannotMeasure("an answer was not understood");
    }
    rows.push_back({"size of the answer", static_cast<double>(body.size()), "bytes",
                    std::to_string(body.size()) + " bytes"});
    rows.push_back(floor.row("a: bare OpenSSL, nothing decoded"));
    rows.push_back(ours.row("b: HttpsClient and decode_player"));
    rows.push_back(exchange.row("   of which the exchange alone"));
    rows.push_back(decode.row("   of which decoding alone"));
    const auto ratio = ratios(ours, floor);
    rows.push_back({"b against a, kept alive", median(ratio), "times", with_spread(ratio, 2, "times"),
                    "at most 1.6 times", median(ratio) <= 1.6});
}

void fresh(Server& server, Rows& rows) {
    RawClient raw(server);
    Client client(server);
    const auto request = raw_request(server);
    Cost raw_fresh;
    Cost ours_fresh;
    Cost ours_kept;
    const std::string once = "/once" + std::string{target}; // the server ends the connection with its answer
    client.poll(1, target);
    for (int round = 0; round < fresh_rounds; ++round) {
        raw_fresh.measure_each(fresh_a_round, [&] {
            raw.disconnect();
            raw.exchange(request);
        });
        ours_kept.measure(polls_a_round, [&](int times) { client.poll(times, target); });
        client.poll(1, once);
        ours_fresh.measure(fresh_a_round, [&](int times) { client.poll(times, once); });
    }
    rows.push_back(raw_fresh.row("bare OpenSSL, a new connection each time"));
    rows.push_back(ours_fresh.row("HttpsClient, a new connection each time"));
    const auto ratio = ratios(ours_fresh, ours_kept);
    rows.push_back(
        {"a new connection against a kept one", median(ratio), "times", with_spread(ratio, 1, "times")});
}

// Client and server on one processor while it lives: what it costs to wake another one says more of the machine than of
// the code, and falls on the one or the other by chance.
class OneProcessor {
public:
    OneProcessor() {
        sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(std::max(sched_getcpu(), 0)), &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    ~OneProcessor() { sched_setaffinity(0, sizeof before_, &before_); }
    OneProcessor(const OneProcessor&) = delete;
    OneProcessor& operator=(const OneProcessor&) = delete;

private:
    cpu_set_t before_{};
};

} // namespace

Rows measure_cpu() {
    const OneProcessor one; // threads and processes that begin from here on have it from this one
    Server server;
    Rows rows;
    kept_alive(server, rows);
    fresh(server, rows);
    return rows;
}

} // namespace bench
