#include "wire.hpp"

#include <Poco/DeflatingStream.h>

#include <algorithm>
#include <sstream>

namespace sim {
namespace {

constexpr std::size_t least_gzipped = 1024; // shorter bodies are sent as they are, as edges do

const char* phrase(unsigned status) {
    switch (status) {
    case 200:
        return "OK";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 411:
        return "Length Required";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "Status";
    }
}

bool may_have_body(unsigned status) {
    return status != 204 && status != 304;
}

// Status line and headers with the empty line, without anything about the body's length.
std::string head(const HttpReply& reply, const NameValues& more) {
    std::ostringstream out;
    out << "HTTP/1.1 " << reply.status << ' ' << phrase(reply.status) << "\r\n";
    for (const auto& [name, value] : reply.headers)
        out << name << ": " << value << "\r\n";
    out << "Server: envoy\r\nVia: HTTP/2 edgeproxy, 1.1 google\r\nAlt-Svc: clear\r\n"
           "X-Content-Type-Options: nosniff\r\nStrict-Transport-Security: max-age=31536000\r\n";
    for (const auto& [name, value] : more)
        out << name << ": " << value << "\r\n";
    out << "\r\n";
    return out.str();
}

std::string whole(const HttpReply& reply, NameValues more, std::size_t announced_length) {
    if (may_have_body(reply.status))
        more.emplace_back("Content-Length", std::to_string(announced_length));
    return head(reply, more) + (may_have_body(reply.status) ? reply.body : std::string());
}

std::string in_chunks(const std::string& body, bool with_end) {
    constexpr std::size_t chunk = 97; // odd on purpose: cuts through words and UTF-8
    std::ostringstream out;
    for (std::size_t at = 0; at < body.size(); at += chunk) {
        const std::string part = body.substr(at, chunk);
        out << std::hex << part.size() << "\r\n" << part << "\r\n";
    }
    if (with_end)
        out << "0\r\n\r\n";
    return out.str();
}

HttpReply huge_body(std::size_t bytes) {
    return {200, {{"Content-Type", "application/json"}}, "{\"filler\":\"" + std::string(bytes, 'x') + "\"}"};
}

} // namespace

Asked asked_of(const HttpRequest& request, bool keep_alive) {
    return {keep_alive, request.header("Accept-Encoding").value_or("").find("gzip") != std::string::npos,
            request.method == "HEAD"};
}

std::string gzipped(const std::string& plain) {
    std::ostringstream out;
    Poco::DeflatingOutputStream deflater(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
    deflater << plain;
    deflater.close();
    return out.str();
}

Delivery deliver(const HttpReply& right, const std::optional<Fault>& fault, const Asked& asked) {
    using End = Delivery::End;
    HttpReply reply = right;
    NameValues more;
    Delivery delivery;
    if (!asked.keep_alive) {
        delivery.end = End::clean;
        more.emplace_back("Connection", "close");
    }
    const auto kind = fault ? std::optional<FaultKind>(fault->kind) : std::nullopt;
    if (kind == FaultKind::status)
        reply = fault->reply;
    else if (kind == FaultKind::empty_200)
        reply = {200, {}, ""};
    else if (kind == FaultKind::huge_body)
        reply = huge_body(fault->bytes);
    delivery.status = reply.status;

    const bool worth_it = asked.accepts_gzip && reply.body.size() >= least_gzipped;
    if ((worth_it || kind == FaultKind::gzip) && !reply.body.empty() && kind != FaultKind::status &&
        !reply.header("Content-Encoding")) {
        reply.body = gzipped(reply.body);
        more.emplace_back("Content-Encoding", "gzip");
    }
    if (!kind) {
        const std::size_t length = reply.body.size();
        if (asked.only_head)
            reply.body.clear();
        delivery.bytes = whole(reply, more, length);
        return delivery;
    }

    switch (*kind) {
    case FaultKind::status:
    case FaultKind::empty_200:
    case FaultKind::huge_body:
    case FaultKind::gzip:
        delivery.bytes = whole(reply, more, reply.body.size());
        break;
    case FaultKind::garbage:
        delivery.bytes = std::string("\x00\xff\x16\x03this is no answer at all\r\n\r\n", 32);
        delivery.end = End::clean;
        delivery.status = 0;
        break;
    case FaultKind::truncate:
        delivery.bytes = whole(reply, more, reply.body.size() + 100);
        delivery.end = End::clean;
        break;
    case FaultKind::cut:
        delivery.end = End::cut;
        delivery.status = 0;
        break;
    case FaultKind::stall:
        delivery.end = End::stall;
        delivery.status = 0;
        break;
    case FaultKind::trickle:
        delivery.bytes = whole(reply, more, reply.body.size());
        delivery.byte_every_ms = fault->every_ms;
        break;
    case FaultKind::surplus: {
        const HttpReply forged{
            200, {{"Content-Type", "application/json"}}, "{\"is_playing\":\"of another account\"}"};
        delivery.bytes = whole(reply, more, reply.body.size()) + whole(forged, {}, forged.body.size());
        break;
    }
    case FaultKind::chunked:
    case FaultKind::chunked_cut:
        if (!may_have_body(reply.status)) {
            delivery.bytes = whole(reply, more, 0);
            break;
        }
        more.emplace_back("Transfer-Encoding", "chunked");
        delivery.bytes = head(reply, more) + in_chunks(reply.body, *kind == FaultKind::chunked);
        if (*kind == FaultKind::chunked_cut)
            delivery.end = End::clean;
        break;
    case FaultKind::close:
        if (asked.keep_alive)
            more.emplace_back("Connection", "close");
        delivery.bytes = whole(reply, more, reply.body.size());
        delivery.end = End::clean;
        break;
    case FaultKind::huge_header:
        more.emplace_back("X-Filler", std::string(fault->bytes, 'x'));
        delivery.bytes = whole(reply, more, reply.body.size());
        break;
    }
    return delivery;
}

} // namespace sim
