#include "corpus.hpp"

namespace fuzz {
namespace {

enum Opcode : unsigned { continuation = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };

std::string lines(const std::string& begin, const std::vector<std::string>& headers) {
    std::string all = begin + "\r\n";
    for (const auto& header : headers) {
        if (!header.empty()) {
            all += header + "\r\n";
        }
    }
    return all + "\r\n";
}

} // namespace

std::string frame(unsigned opcode, const std::string& payload, bool last) {
    std::string bytes(1, static_cast<char>((last ? 0x80U : 0U) | opcode));
    if (payload.size() < 126) {
        bytes += static_cast<char>(0x80U | payload.size());
    } else if (payload.size() < 65536) {
        bytes += static_cast<char>(0x80U | 126U);
        bytes += static_cast<char>(payload.size() >> 8U);
        bytes += static_cast<char>(payload.size() & 0xFFU);
    } else {
        bytes += static_cast<char>(0x80U | 127U);
        for (unsigned shift = 64; shift > 0; shift -= 8) {
            bytes +=
                static_cast<char>((static_cast<unsigned long long>(payload.size()) >> (shift - 8)) & 0xFFU);
        }
    }
    return bytes + std::string(4, '\0') + payload;
}

std::string opening(const std::string& host, const std::string& key) {
    return lines("GET /ws HTTP/1.1",
                 {"Host: " + host, "Connection: keep-alive, Upgrade", "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                  "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                  "Origin: http://" + host, "Cookie: theme=dark; av_key=" + key});
}

std::vector<std::string> corpus(const std::string& host, const std::string& key) {
    const std::string own = "Host: " + host;
    const std::string origin = "Origin: http://" + host;
    const std::string shown = key.empty() ? "wrong-key" : key;
    const std::string cookie = "Cookie: theme=dark; av_key=" + shown;
    const std::string bearer = "Authorization: Bearer " + shown;
    const std::string form = "key=" + shown;
    const std::string form_type = "Content-Type: application/x-www-form-urlencoded";
    const auto get = [&](const std::string& path, const std::vector<std::string>& more) {
        auto headers = more;
        headers.insert(headers.begin(), own);
        return lines("GET " + path + " HTTP/1.1", headers);
    };
    const std::string hello = opening(host, shown);
    const std::string command = R"({"device":"lobby","invoke":"seek","params":{"position_ms":5},"token":12})";
    return {
        get("/", {cookie}),
        get("/", {cookie}) + get("/av/av.js", {cookie}) + get("/none", {cookie, "Connection: close"}),
        get("/sub/page.html?x=1&y=%20#z", {cookie, "Accept-Encoding: gzip", "Range: bytes=0-5"}),
        get("/%2e%2e/%2e%2e/etc/passwd", {cookie}),
        lines("HEAD /index.html HTTP/1.1", {own, cookie}),
        lines("GET / HTTP/1.0", {own, cookie}),
        get("/metrics", {bearer}),
        get("/support-bundle", {cookie}),
        get("/setup?device=lobby", {cookie}),
        get("/av/login.js", {}),
        lines("POST /login HTTP/1.1",
              {own, origin, form_type, "Content-Length: " + std::to_string(form.size())}) +
            form,
        lines("POST /logout HTTP/1.1", {own, origin, cookie, "Content-Length: 0"}) + get("/", {cookie}),
        lines("POST /login HTTP/1.1", {own, origin, form_type, "Transfer-Encoding: chunked"}) +
            "5\r\nkey=a\r\n0\r\n\r\n",
        lines("OPTIONS * HTTP/1.1", {own, origin, "Access-Control-Request-Method: POST"}),
        hello,
        hello + frame(text, command) + frame(text, R"({"device":"lobby","snapshot":true})") +
            frame(closing, std::string{"\x03\xe8", 2}),
        hello + frame(text, R"({"log":true})") + frame(text, R"({"device":"lobby","attention":"looking"})"),
        hello + frame(ping, "are you there") + frame(pong, "yes") + frame(text, command, false) +
            frame(ping, "") + frame(continuation, command),
        hello + frame(binary, std::string(300, '\x7f')),
        hello + frame(text, "\xC3\x28") + frame(text, "after"),
        hello + frame(text, std::string(70'000, 'x')),
        hello + std::string{"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10},
        hello + frame(text, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{\"a\":1e999}") +
            frame(text, R"({"quit":true})"),
    };
}

const std::vector<std::string>& dictionary() {
    static const std::vector<std::string> words{"\r\n",
                                                "\r\n\r\n",
                                                "\n",
                                                ":",
                                                " ",
                                                "\t",
                                                std::string(1, '\0'),
                                                "%00",
                                                "%2e%2e%2f",
                                                "/../",
                                                "//",
                                                "?",
                                                ";",
                                                "=",
                                                "&key=",
                                                "HTTP/1.1",
                                                "HTTP/9.9",
                                                "Content-Length: 0\r\n",
                                                "Content-Length: 99999999999999999999\r\n",
                                                "Content-Length: -1\r\n",
                                                "Transfer-Encoding: chunked\r\n",
                                                "Expect: 100-continue\r\n",
                                                "Host: evil.example\r\n",
                                                "Origin: null\r\n",
                                                "Cookie: av_key=\r\n",
                                                "Authorization: Bearer \r\n",
                                                "Upgrade: websocket\r\n",
                                                "Connection: Upgrade\r\n",
                                                "\x16\x03\x01\x02",
                                                "\x81\xfe",
                                                "\x88\x80",
                                                "\x89\xff",
                                                "\xff\xff\xff\xff",
                                                "\xEF\xBB\xBF",
                                                "{\"",
                                                "\"}",
                                                "\\u0000",
                                                "1e999",
                                                std::string(9000, 'A'),
                                                std::string(200, '[')};
    return words;
}

} // namespace fuzz
