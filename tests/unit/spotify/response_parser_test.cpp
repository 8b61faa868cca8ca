#include "net/error.hpp"
#include "net/response_parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace spotify::net;

namespace {

Failure failure_of(std::string_view bytes, bool end = false, ResponseLimits limits = {}) {
    ResponseParser parser(limits);
    try {
        parser.take(bytes);
        if (end) {
            parser.take_end();
        }
    } catch (const NetError& error) {
        return error.failure();
    }
    return Failure::invalid; // no failure
}

} // namespace

TEST_CASE("a sized answer, in one piece and byte by byte") {
    const std::string text =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello";
    ResponseParser whole;
    CHECK(whole.take(text));
    CHECK(whole.response().status == 200);
    CHECK(whole.response().body == "hello");
    CHECK(*whole.response().header("content-type") == "application/json");
    CHECK(whole.reusable());

    ResponseParser bytewise;
    for (std::size_t i = 0; i < text.size(); ++i) {
        CHECK(bytewise.take(text.substr(i, 1)) == (i + 1 == text.size()));
    }
    CHECK(bytewise.response().body == "hello");
}

TEST_CASE("it makes no difference where the bytes are cut") {
    const std::vector<std::string> answers{
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello and more",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\nsurplus",
        "HTTP/1.1 200 OK\r\nX: y\r\n\r\nuntil the end"};
    for (const auto& text : answers) {
        ResponseParser whole;
        whole.take(text);
        for (std::size_t first = 0; first <= text.size(); ++first) {
            for (std::size_t second = first; second <= text.size(); ++second) {
                ResponseParser parser;
                parser.take(std::string{text.substr(0, first)});
                parser.take(std::string{text.substr(first, second - first)});
                parser.take(std::string{text.substr(second)});
                const bool same = parser.done() == whole.done() && parser.surplus() == whole.surplus() &&
                                  parser.reusable() == whole.reusable() &&
                                  parser.response().headers == whole.response().headers &&
                                  parser.response().body == whole.response().body;
                CAPTURE(first);
                CAPTURE(second);
                CHECK(same);
            }
        }
    }
}

TEST_CASE("204 and 304 have no body whatever they state") {
    ResponseParser parser;
    CHECK(parser.take("HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n"));
    CHECK(parser.reusable());
}

TEST_CASE("chunks with extensions and trailers") {
    ResponseParser parser;
    CHECK(parser.take("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n "
                      "world\r\n0\r\nX: y\r\n\r\n"));
    CHECK(parser.response().body == "hello world");
    CHECK(parser.reusable());
}

TEST_CASE("what is cut is an error, never a short answer") {
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", true) == Failure::closed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true) ==
          Failure::closed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", true) ==
          Failure::closed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-", true) == Failure::closed);
    CHECK(failure_of("", true) == Failure::closed);
}

TEST_CASE("an answer without a length ends with the connection, which is then not used again") {
    ResponseParser parser;
    CHECK_FALSE(parser.take("HTTP/1.1 200 OK\r\n\r\nhello"));
    CHECK(parser.take_end());
    CHECK(parser.response().body == "hello");
    CHECK_FALSE(parser.reusable());
}

TEST_CASE("surplus bytes end the connection: they would become another account's answer") {
    ResponseParser parser;
    CHECK(parser.take("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"));
    CHECK(parser.response().body == "ok");
    CHECK(parser.surplus() > 0);
    CHECK_FALSE(parser.reusable());
}

TEST_CASE("Connection: close and HTTP/1.0 end the connection") {
    ResponseParser asked;
    CHECK(asked.take("HTTP/1.1 200 OK\r\nConnection: Keep-Alive, Close\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(asked.reusable());
    ResponseParser old;
    CHECK(old.take("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(old.reusable());
}

TEST_CASE("interim answers are passed over") {
    ResponseParser parser;
    CHECK(parser.take("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 200 "
                      "OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK(parser.response().status == 200);
    CHECK(parser.response().header("x") == nullptr);
}

TEST_CASE("what is not HTTP is named so") {
    CHECK(failure_of("SSH-2.0-OpenSSH\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 2x0 OK\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/2.0 200 OK\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nno colon\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\n: x\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") ==
          Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") ==
          Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n") ==
          Failure::malformed);
    CHECK(failure_of("HTTP/1.1 101 Switching Protocols\r\n\r\n") == Failure::malformed);
}

TEST_CASE("limits hold for headers, bodies, chunks and for lines that never end") {
    const ResponseLimits small{200, 10};
    CHECK(failure_of("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x'), false, small) == Failure::too_large);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", false, small) == Failure::too_large);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", false, small) ==
          Failure::malformed);
    CHECK(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nB\r\n", false, small) ==
          Failure::too_large);
    CHECK(failure_of("HTTP/1.1 200 OK\r\n\r\n" + std::string(11, 'x'), false, small) == Failure::too_large);
    std::string endless;
    for (int i = 0; i < 20; ++i) {
        endless += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    CHECK(failure_of(endless, false, small) == Failure::too_large);
}
