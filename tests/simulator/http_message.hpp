// HTTP requests and replies as values, so that the rooms that answer need no sockets to be tested.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

using NameValues = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method;
    std::string target; // as sent: path and query
    std::string path;   // undecoded, without the query
    NameValues query;   // decoded
    NameValues headers;
    std::string body;
    // Content-Length was sent, or the body came in chunks.
    bool says_its_length = false;

    std::optional<std::string> header(std::string_view name) const; // names without regard to case
    std::optional<std::string> parameter(std::string_view name) const;
};

struct HttpReply {
    unsigned status = 200;
    NameValues headers;
    std::string body;

    std::optional<std::string> header(std::string_view name) const;
};

// Splits the target into path and query.
HttpRequest request_for(std::string method, std::string target);

// Names and values of `a=b&c=d` with percent escapes and plus signs decoded; nothing when an escape is
// broken.
std::optional<NameValues> parse_form(std::string_view text);

// The fields of a body that says that it is a form; nothing for any other content type and for broken
// escapes.
std::optional<NameValues> form_of(const HttpRequest& request);

// Everything but letters, digits and - . _ ~ escaped, as RFC 3986 advises.
std::string percent_encoded(std::string_view text);

std::optional<std::string> find_value(const NameValues& values, std::string_view name);
bool same_without_case(std::string_view left, std::string_view right);

} // namespace sim
