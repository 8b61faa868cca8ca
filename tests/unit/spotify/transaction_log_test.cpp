#include "exchanged.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

using namespace fakes;
using spotify::TransactionLog;
using spotify::net::Request;

TEST_CASE("exchanges of one kind in a row are one entry, so that polls do not push out what went before") {
    Service service([](const Request& request) { return answer(request.target == "/gone" ? 404 : 200); });
    TransactionLog log(service);
    const auto ask = [&](const std::string& method, const std::string& target) {
        test::exchanged(log, {}, {method, target, {}, {}}, spotify::net::Clock::now() + patience);
    };
    ask("PUT", "/play");
    for (int i = 0; i < 500; ++i) {
        ask("GET", "/player?number=" + std::to_string(i));
    }
    ask("GET", "/gone");
    ask("GET", "/gone");
    ask("GET", "/player");
    const auto last = log.last();
    REQUIRE(last.size() == 4);
    CHECK(last[0].path == "/play");
    CHECK(last[0].times == 1);
    CHECK(last[1].path == "/player");
    CHECK(last[1].times == 500);
    CHECK(last[1].last_at_ms >= last[1].at_ms);
    CHECK(last[2].status == 404);
    CHECK(last[2].times == 2);
    CHECK(last[3].times == 1);
    for (std::size_t i = 0; i < 3 * TransactionLog::most; ++i) {
        ask(i % 2 == 0 ? "PUT" : "GET", "/different");
    }
    CHECK(log.last().size() == TransactionLog::most);
}
