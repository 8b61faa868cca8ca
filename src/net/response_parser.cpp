#include "net/response_parser.hpp"

#include "net/ascii.hpp"
#include "net/error.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace spotify::net {

namespace {

[[noreturn]] void malformed(const std::string& what) {
    throw NetError(Failure::malformed, "the answer is not proper HTTP: " + what, true);
}

[[noreturn]] void too_large(const std::string& what) {
    throw NetError(Failure::too_large, "the answer is too large: " + what, true);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// RFC 9110, 5.6.2
bool is_token_character(char c) {
    static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool has_token(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (lowered(trimmed(list.substr(0, comma))) == token) {
            return true;
        }
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return false;
}

std::uint64_t parse_number(std::string_view text, int base, const char* what) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        malformed(what);
    }
    return value;
}

} // namespace

bool ResponseParser::take(std::string_view bytes) {
    begun_ = begun_ || !bytes.empty();
    std::string joined;
    if (!pending_.empty()) {
        joined = std::exchange(pending_, {});
        joined.append(bytes);
        bytes = joined;
    }
    rest_ = bytes;
    while (state_ != State::done && step()) {
    }
    if (done()) {
        surplus_ += rest_.size();
    } else if (!rest_.empty() && rest_.size() == joined.size()) {
        pending_ = std::move(joined); // the line grows, perhaps byte by byte
    } else {
        pending_ = rest_;
    }
    rest_ = {};
    return done();
}

bool ResponseParser::take_end() {
    if (state_ == State::until_close) {
        state_ = State::done;
    }
    if (!done()) {
        throw NetError(Failure::closed, "the connection ended before the answer was whole", true);
    }
    return true;
}

bool ResponseParser::step() {
    std::string_view line;
    switch (state_) {
    case State::status_line:
        if (!next_line(line)) {
            return false;
        }
        read_status_line(line);
        return true;
    case State::headers:
        if (!next_line(line)) {
            return false;
        }
        if (line.empty()) {
            begin_body();
        } else {
            read_header(line);
        }
        return true;
    case State::sized_body:
    case State::chunk_data: {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, rest_.size()));
        append_body(wanted);
        remaining_ -= wanted;
        if (remaining_ > 0) {
            return false;
        }
        state_ = state_ == State::sized_body ? State::done : State::chunk_end;
        return true;
    }
    case State::chunk_size:
        if (!next_line(line)) {
            return false;
        }
        read_chunk_size(line);
        return true;
    case State::chunk_end:
        if (!next_line(line)) {
            return false;
        }
        if (!line.empty()) {
            malformed("a chunk is longer than it says");
        }
        state_ = State::chunk_size;
        return true;
    case State::trailers:
        if (!next_line(line)) {
            return false;
        }
        if (line.empty()) {
            state_ = State::done;
        }
        return true;
    case State::until_close:
        append_body(rest_.size());
        return false;
    case State::done:
        return false;
    }
    return false;
}

// Lines outside the body all count against one limit: endless interim answers, chunk extensions and trailers
// end there.
bool ResponseParser::next_line(std::string_view& line) {
    const auto end = rest_.find('\n');
    const auto length = end == std::string_view::npos ? rest_.size() : end + 1;
    if (header_bytes_ + length > limits_.header_bytes) {
        too_large("its headers exceed " + std::to_string(limits_.header_bytes) + " bytes");
    }
    if (end == std::string_view::npos) {
        return false;
    }
    header_bytes_ += length;
    line = rest_.substr(0, end);
    rest_.remove_prefix(length);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return true;
}

void ResponseParser::read_status_line(std::string_view line) {
    // "HTTP/1.1 200 OK"
    const bool http = line.size() >= 12 && line.starts_with("HTTP/1.") && is_digit(line[7]) &&
                      line[8] == ' ' && is_digit(line[9]) && is_digit(line[10]) && is_digit(line[11]) &&
                      (line.size() == 12 || line[12] == ' ');
    if (!http) {
        malformed("it does not begin with a status line");
    }
    close_ = line[7] == '0';
    response_.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    state_ = State::headers;
}

void ResponseParser::read_header(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 ||
        !std::ranges::all_of(line.substr(0, colon), is_token_character)) {
        malformed("a header line has no name");
    }
    response_.headers.emplace_back(lowered(line.substr(0, colon)),
                                   std::string{trimmed(line.substr(colon + 1))});
}

void ResponseParser::begin_body() {
    if (response_.status >= 100 && response_.status <= 199) { // interim: the real answer follows
        if (response_.status == 101) {
            malformed("it switches protocols unasked");
        }
        response_.headers.clear();
        state_ = State::status_line;
        return;
    }
    const std::string* length = nullptr;
    bool chunked = false;
    for (const auto& [name, value] : response_.headers) {
        if (name == "connection" && has_token(value, "close")) {
            close_ = true;
        } else if (name == "content-length") {
            if (length != nullptr && *length != value) {
                malformed("it states two lengths");
            }
            length = &value;
        } else if (name == "transfer-encoding") {
            if (lowered(value) != "chunked") {
                malformed("it uses a transfer encoding that was not asked for");
            }
            chunked = true;
        }
    }
    if (chunked && length != nullptr) {
        malformed("it is chunked and states a length too");
    }
    if (response_.status == 204 || response_.status == 304) {
        state_ = State::done;
    } else if (chunked) {
        state_ = State::chunk_size;
    } else if (length != nullptr) {
        remaining_ = parse_number(*length, 10, "its length is not a number");
        if (remaining_ > limits_.body_bytes) {
            too_large("its body exceeds " + std::to_string(limits_.body_bytes) + " bytes");
        }
        response_.body.reserve(static_cast<std::size_t>(remaining_));
        state_ = State::sized_body;
    } else {
        framed_ = false;
        state_ = State::until_close;
    }
}

void ResponseParser::read_chunk_size(std::string_view line) {
    const auto size =
        parse_number(trimmed(line.substr(0, line.find(';'))), 16, "a chunk size is not a number");
    if (size > limits_.body_bytes - response_.body.size()) {
        too_large("its body exceeds " + std::to_string(limits_.body_bytes) + " bytes");
    }
    remaining_ = size;
    state_ = size == 0 ? State::trailers : State::chunk_data;
}

void ResponseParser::append_body(std::size_t wanted) {
    if (wanted > limits_.body_bytes - response_.body.size()) {
        too_large("its body exceeds " + std::to_string(limits_.body_bytes) + " bytes");
    }
    response_.body.append(rest_.substr(0, wanted));
    rest_.remove_prefix(wanted);
}

} // namespace spotify::net
