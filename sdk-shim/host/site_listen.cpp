#include "host/site_listen.hpp"

#include <charconv>
#include <string_view>

#include <arpa/inet.h>

namespace host {
namespace {

bool is_address(const std::string& address, bool is_v6) {
    in6_addr room{};
    return inet_pton(is_v6 ? AF_INET6 : AF_INET, address.c_str(), &room) == 1;
}

} // namespace

bool is_loopback(const std::string& address) {
    in6_addr v6{};
    if (inet_pton(AF_INET6, address.c_str(), &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6);
    }
    in_addr v4{};
    return inet_pton(AF_INET, address.c_str(), &v4) == 1 && ntohl(v4.s_addr) >> 24U == 127;
}

bool shows_keys_to_network(const std::string& address, bool has_keys, bool has_tls) {
    return has_keys && !has_tls && !is_loopback(address);
}

ListenAddress read_listen(const JsonObject& in, const std::string& at, const std::string& example,
                          bool has_keys, const TellMistake& problem) {
    const std::string pointer = at + "/listen";
    const auto value = in->has("listen") ? to_value(in->get("listen")) : dp::Value{};
    const auto* const text = std::get_if<std::string>(&value);
    if (text == nullptr) {
        problem(pointer, "a text such as \"" + example + '"' + (in->has("listen") ? "" : "; it is missing"));
        return {};
    }
    ListenAddress found;
    const auto colon = text->rfind(':');
    const std::string port = colon == std::string::npos ? "" : text->substr(colon + 1);
    found.address = text->substr(0, colon);
    const bool is_v6 =
        found.address.size() > 2 && found.address.front() == '[' && found.address.back() == ']';
    if (is_v6) {
        found.address = found.address.substr(1, found.address.size() - 2);
    }
    const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), found.port);
    if (port.empty() || fault != std::errc{} || end != port.data() + port.size()) {
        problem(pointer, "an address and a port from 0 to 65535, such as \"" + example + '"');
    } else if (!is_address(found.address, is_v6)) {
        problem(pointer, "an IP address, one of IPv6 in brackets, and a port, such as \"" + example +
                             "\" or \"0.0.0.0" + example.substr(example.rfind(':')) + '"');
    } else if (!has_keys && !is_loopback(found.address)) {
        problem(pointer,
                "a loopback address, 127.x.x.x or [::1], and a port; to listen on any other one, access "
                "keys are needed first: avhost panel-key NAME makes one, and it goes under /access/keys");
    }
    return found;
}

} // namespace host
