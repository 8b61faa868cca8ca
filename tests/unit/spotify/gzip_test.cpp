#include "net/error.hpp"
#include "net/gzip.hpp"
#include "wire.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace spotify::net;
using sim::gzipped;

namespace {

constexpr std::size_t roomy = 1024 * 1024;

// Text that repeats itself here and there, as JSON does.
std::string sample(std::size_t size) {
    std::string text;
    for (unsigned i = 0; text.size() < size; ++i) {
        text += R"({"name":"Song )" + std::to_string(i * 7919U % 1000U) + R"(","uri":"spotify:track:)" +
                std::to_string(i * 2654435761U) + "\"},";
    }
    text.resize(size);
    return text;
}

// The failure, or nothing when `bytes` were taken and gave `expected`.
std::optional<Failure> failure_of(const std::string& bytes, const std::string& expected,
                                  std::size_t limit = roomy) {
    try {
        const auto plain = gunzipped(bytes, limit);
        CHECK(plain == expected);
    } catch (const NetError& error) {
        CHECK(error.sent());
        return error.failure();
    }
    return std::nullopt;
}

Response answer(const std::string& body, std::vector<Header> headers) {
    Response response;
    response.status = 200;
    response.headers = std::move(headers);
    response.body = body;
    return response;
}

std::optional<Failure> failure_of_decoding(Response response, bool asked = true) {
    try {
        decode_body(response, asked, roomy);
    } catch (const NetError& error) {
        return error.failure();
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("what was compressed comes out as it went in, of every size around the buffers'") {
    for (const std::size_t size : {1U, 1000U, 16383U, 16384U, 16385U, 32768U, 300000U}) {
        CAPTURE(size);
        CHECK(failure_of(gzipped(sample(size)), sample(size)) == std::nullopt);
    }
    const std::string nothing("\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0", 20);
    CHECK(failure_of(nothing, "") == std::nullopt);
}

TEST_CASE("a cut is found wherever it falls, and so is what follows the end") {
    for (const std::size_t size : {500U, 16384U}) {
        const auto whole = gzipped(sample(size));
        for (std::size_t kept = 0; kept < whole.size(); ++kept) {
            CAPTURE(kept);
            CHECK(failure_of(whole.substr(0, kept), "") == Failure::malformed);
        }
        CHECK(failure_of(whole + "x", "") == Failure::malformed);
        CHECK(failure_of(whole + gzipped("more"), "") == Failure::malformed);
    }
}

TEST_CASE("no flipped bit gives another text: it is found, or it was of no consequence") {
    const auto plain = sample(2000);
    const auto whole = gzipped(plain);
    std::size_t unnoticed = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            CAPTURE(at);
            CAPTURE(bit);
            auto flipped = whole;
            flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
            const auto failure = failure_of(flipped, plain);
            CHECK((!failure || failure == Failure::malformed || failure == Failure::too_large));
            unnoticed += failure ? 0U : 1U;
        }
    }
    CHECK(unnoticed <= 8 * 7); // the date, the flags and the system in the head, which nobody reads
}

TEST_CASE("what is not gzip is malformed") {
    CHECK(failure_of("", "") == Failure::malformed);
    CHECK(failure_of("{\"is_playing\":true}", "") == Failure::malformed);
    CHECK(failure_of(std::string(1000, '\0'), "") == Failure::malformed);
}

TEST_CASE("the limit is that of what comes out") {
    const auto plain = sample(20000);
    CHECK(failure_of(gzipped(plain), plain, 20000) == std::nullopt);
    CHECK(failure_of(gzipped(plain), "", 19999) == Failure::too_large);
    CHECK(failure_of(gzipped("x"), "", 0) == Failure::too_large);
    const auto bomb = gzipped(std::string(64 * roomy, 'x'));
    CHECK(bomb.size() < roomy);
    CHECK(failure_of(bomb, "") == Failure::too_large);
}

TEST_CASE("a compressed answer becomes the plain one") {
    for (const char* name : {"gzip", "GZip"}) {
        auto response = answer(gzipped("hello"), {{"content-encoding", name}, {"etag", "e"}});
        decode_body(response, true, roomy);
        CHECK(response.body == "hello");
        CHECK(response.header("content-encoding") == nullptr);
        CHECK(*response.header("etag") == "e");
    }
    auto plain = answer("hello", {{"etag", "e"}});
    decode_body(plain, true, roomy);
    CHECK(plain.body == "hello");
    auto bodiless = answer("", {{"content-encoding", "gzip"}});
    decode_body(bodiless, true, roomy);
    CHECK(bodiless.body.empty());
}

TEST_CASE("an encoding that was not asked for is malformed") {
    CHECK(failure_of_decoding(answer("x", {{"content-encoding", "br"}})) == Failure::malformed);
    CHECK(failure_of_decoding(answer("x", {{"content-encoding", "gzip, gzip"}})) == Failure::malformed);
    CHECK(failure_of_decoding(answer(gzipped("x"), {{"content-encoding", "gzip"}}), false) ==
          Failure::malformed);
    CHECK(failure_of_decoding(answer(gzipped("x"), {{"content-encoding", "gzip"}})) == std::nullopt);
    CHECK(failure_of_decoding(answer(gzipped("x"), {{"content-encoding", "gzip"},
                                                    {"content-encoding", "gzip"}})) == Failure::malformed);
}
