#include "net/gzip.hpp"

#include "net/ascii.hpp"
#include "net/error.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <Poco/Checksum.h>
#include <Poco/Exception.h>
#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

namespace spotify::net {

namespace {

constexpr std::size_t trailer_size = 8;

[[noreturn]] void damaged() {
    throw NetError(Failure::malformed, "the answer is compressed and damaged", true);
}

std::uint32_t little_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

std::string inflated(std::string_view compressed, std::size_t limit) {
    Poco::MemoryInputStream source(compressed.data(), static_cast<std::streamsize>(compressed.size()));
    // The buffer and not the stream, which would swallow the exceptions.
    Poco::InflatingStreamBuf inflater(source, Poco::InflatingStreamBuf::STREAM_GZIP);
    std::string plain;
    std::array<char, 16 * 1024> piece; // NOLINT: written before it is read
    while (const auto got = inflater.sgetn(piece.data(), static_cast<std::streamsize>(piece.size()))) {
        if (static_cast<std::size_t>(got) > limit - plain.size()) {
            throw NetError(Failure::too_large,
                           "the answer is too large: its body exceeds " + std::to_string(limit) + " bytes",
                           true);
        }
        plain.append(piece.data(), static_cast<std::size_t>(got));
    }
    return plain;
}

} // namespace

std::string gunzipped(std::string_view compressed, std::size_t limit) {
    std::string plain;
    try {
        plain = inflated(compressed, limit);
    } catch (const Poco::Exception&) {
        damaged();
    }
    // The library takes a member without its end for a whole one, and leaves what follows it unread: either
    // way the last bytes are not the checksum and length of what came out.
    if (compressed.size() < trailer_size) {
        damaged();
    }
    const auto trailer = compressed.substr(compressed.size() - trailer_size);
    Poco::Checksum checksum(Poco::Checksum::TYPE_CRC32);
    checksum.update(plain.data(), static_cast<unsigned>(plain.size()));
    if (little_endian(trailer) != checksum.checksum() || little_endian(trailer.substr(4)) != plain.size()) {
        damaged();
    }
    return plain;
}

void decode_body(Response& response, bool asked, std::size_t limit) {
    const auto is_encoding = [](const Header& header) { return header.first == "content-encoding"; };
    const auto encodings = std::ranges::count_if(response.headers, is_encoding);
    if (encodings == 0) {
        return;
    }
    if (encodings > 1 || !asked || lowered(*response.header("content-encoding")) != "gzip") {
        throw NetError(Failure::malformed, "the answer uses a content encoding that was not asked for", true);
    }
    if (!response.body.empty()) { // a 304, say, may name the encoding of the body that it does not have
        response.body = gunzipped(response.body, limit);
    }
    std::erase_if(response.headers, is_encoding);
}

} // namespace spotify::net
