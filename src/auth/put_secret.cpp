#include "auth/put_secret.hpp"

#include <algorithm>

namespace spotify::auth {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\n\v\f";

std::string_view without_space_around(std::string_view text) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(white_space)));
    text.remove_suffix(text.size() - (text.find_last_not_of(white_space) + 1));
    return text;
}

} // namespace

Secret trimmed(const Secret& put) {
    auto text = without_space_around(put.reveal());
    if (text.starts_with(byte_order_mark)) {
        text = without_space_around(text.substr(byte_order_mark.size()));
    }
    return Secret{std::string{text}};
}

bool is_sendable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::string not_sendable(const std::string& key) {
    return "The secret " + key +
           " is not sent to Spotify: it has a space, a control character or a letter beyond ASCII in it. Put "
           "it "
           "again";
}

} // namespace spotify::auth
