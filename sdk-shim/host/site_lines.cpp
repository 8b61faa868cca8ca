#include "host/site_lines.hpp"

#include "host/other_keys.hpp"

#include <utility>

namespace host {

LinesEntry read_lines(const Json& json, const AccessEntry& access, const TellMistake& problem) {
    const auto entry = as_object(json);
    if (entry.isNull()) {
        problem("/lines", "an object with the key listen");
        return {};
    }
    refuse_other_keys(entry, "/lines", {"listen", "tls"}, problem);
    LinesEntry lines;
    auto listen = read_listen(entry, "/lines", "127.0.0.1:4991", access.means_to_have_keys, problem);
    lines.address = std::move(listen.address);
    lines.port = listen.port;
    lines.keys = access.keys;
    const auto tls = entry->has("tls") ? to_value(entry->get("tls")) : dp::Value{false};
    if (tls == dp::Value{true}) {
        lines.tls = access.tls;
        if (!lines.tls) {
            problem("/lines/tls", "false, or a certificate under /access/tls, which there is not");
        }
    } else if (tls != dp::Value{false}) {
        problem("/lines/tls", "true or false; the certificate stands under /access/tls");
    }
    return lines;
}

std::optional<std::string> lines_warning(const LinesEntry& lines) {
    if (!shows_keys_to_network(lines.address, !lines.keys.empty(), lines.tls.has_value())) {
        return std::nullopt;
    }
    return "without \"tls\": true everybody on the network can read the access keys, and use them; where a "
           "control system "
           "cannot do TLS, keep its network apart, and give it a key of the role operate that no panel has";
}

} // namespace host
