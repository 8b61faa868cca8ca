// Replies as bytes, whole and spoiled.
#include "wire.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

const HttpReply right{200, {{"Content-Type", "application/json"}}, R"({"a":"the right answer"})"};

Delivery with(FaultKind kind) {
    Fault fault;
    fault.kind = kind;
    fault.bytes = 1000;
    return deliver(right, fault, {});
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a reply without faults has its length, and 204 has none") {
    const Delivery delivery = deliver(right, std::nullopt, {});
    CHECK(holds(delivery.bytes, "HTTP/1.1 200 OK\r\n"));
    CHECK(holds(delivery.bytes, "Content-Length: 24\r\n"));
    CHECK(delivery.bytes.substr(delivery.bytes.size() - 24) == right.body);
    CHECK(delivery.end == Delivery::End::keep_open);
    CHECK_FALSE(holds(deliver({204, {}, ""}, std::nullopt, {}).bytes, "Content-Length"));
}

TEST_CASE("an answer to HEAD tells the length of a body that it does not have") {
    HttpRequest request = request_for("HEAD", "/authorize");
    const Delivery delivery = deliver(right, std::nullopt, asked_of(request, true));
    CHECK(holds(delivery.bytes, "Content-Length: 24\r\n"));
    CHECK(delivery.bytes.substr(delivery.bytes.size() - 4) == "\r\n\r\n");
}

TEST_CASE("gzip is sent to those who ask for it") {
    const HttpReply longer{200, right.headers, std::string(2000, 'x')};
    const Delivery delivery = deliver(longer, std::nullopt, {true, true});
    CHECK(holds(delivery.bytes, "Content-Encoding: gzip\r\n"));
    CHECK(holds(delivery.bytes, "\x1f\x8b"));
    CHECK(delivery.bytes.size() < 1000);
    CHECK_FALSE(holds(deliver(longer, std::nullopt, {true, false}).bytes, "gzip"));
    CHECK(holds(deliver(right, std::nullopt, {true, true}).bytes, right.body)); // too short to be worth it
}

TEST_CASE("each fault spoils in its own way") {
    CHECK(holds(with(FaultKind::truncate).bytes, "Content-Length: 124\r\n"));
    CHECK(with(FaultKind::truncate).end == Delivery::End::clean);
    CHECK_FALSE(holds(with(FaultKind::garbage).bytes, "HTTP"));
    CHECK(with(FaultKind::cut).bytes.empty());
    CHECK(with(FaultKind::cut).end == Delivery::End::cut);
    CHECK(with(FaultKind::stall).end == Delivery::End::stall);
    CHECK(with(FaultKind::trickle).byte_every_ms == 1000);
    CHECK(holds(with(FaultKind::surplus).bytes, right.body + "HTTP/1.1 200 OK"));
    CHECK(holds(with(FaultKind::chunked).bytes, "18\r\n" + right.body + "\r\n0\r\n\r\n"));
    CHECK_FALSE(holds(with(FaultKind::chunked_cut).bytes, "\r\n0\r\n\r\n"));
    CHECK(holds(with(FaultKind::close).bytes, "Connection: close\r\n"));
    CHECK(holds(with(FaultKind::huge_header).bytes, std::string(1000, 'x')));
    CHECK(with(FaultKind::huge_body).bytes.size() > 1000);
    CHECK(holds(with(FaultKind::empty_200).bytes, "Content-Length: 0\r\n"));
}

TEST_CASE("faults are spent in order and only on what they match") {
    Faults faults;
    Fault fault;
    fault.method = "GET";
    fault.path = "/v1/me/player";
    fault.times = 2;
    fault.kind = FaultKind::cut;
    faults.add(fault);
    CHECK_FALSE(faults.take("PUT", "/v1/me/player").has_value());
    CHECK_FALSE(faults.take("GET", "/api/token").has_value());
    CHECK(faults.take("GET", "/v1/me/player/devices").has_value());
    CHECK(faults.take("GET", "/v1/me/player").has_value());
    CHECK_FALSE(faults.take("GET", "/v1/me/player").has_value());
    fault.times = -1;
    faults.add(fault);
    for (int use = 0; use < 5; ++use)
        CHECK(faults.take("GET", "/v1/me/player").has_value());
    faults.clear();
    CHECK_FALSE(faults.take("GET", "/v1/me/player").has_value());
}
