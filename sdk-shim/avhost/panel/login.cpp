#include "panel/login.hpp"

#include "host/json_text.hpp"
#include "panel/shown_key.hpp"

#include <utility>

namespace avhost::panel {
namespace {

constexpr const char* one_year = "31536000"; // s

// HttpOnly: no script sees it. Strict: no other site's page sends it.
std::string cookie(std::string_view key, const char* age, bool secure) {
    return "av_key=" + std::string{key} + "; Path=/; Max-Age=" + age + "; HttpOnly; SameSite=Strict" +
           (secure ? "; Secure" : "");
}

Answer error(unsigned status, const std::string& sentence) {
    return Answer{status, "application/json", "{\"error\":" + host::json_quoted(sentence) + "}\n"};
}

} // namespace

Answer too_many(door::WrongKeys::Duration wait) {
    auto answer = sentence(429, door::sentence_of(wait));
    answer.headers.push_back({"Retry-After", std::to_string(wait.count())});
    return answer;
}

Answer log_in(door::Gate& gate, const std::string& address, std::string_view form, bool secure,
              door::WrongKeys::Time now) {
    const auto key = key_in_form(form);
    if (!key || key->empty()) {
        return error(400, "An access key was expected, as key=... in a form.");
    }
    const auto entry = gate.enter(address, *key, now);
    if (entry.wait) {
        auto answer = error(429, door::sentence_of(*entry.wait));
        answer.headers.push_back({"Retry-After", std::to_string(entry.wait->count())});
        return answer;
    }
    if (!entry.visitor) {
        return error(403, "This is not an access key of this panel.");
    }
    if (!gate.asks_for_keys()) {
        return Answer{204, {}, std::string{}};
    }
    if (!fits_in_cookie(*key)) {
        return error(400, "This access key holds characters that a browser cannot keep. Please make one with "
                          "avhost panel-key.");
    }
    gate.note(dp::LogLevel::info, "\"" + entry.visitor->name + "\" has logged in from " + address + '.');
    Answer answer{204, {}, std::string{}};
    answer.headers.push_back({"Set-Cookie", cookie(*key, one_year, secure)});
    return answer;
}

Answer log_out(bool secure) {
    Answer answer{204, {}, std::string{}};
    answer.headers.push_back({"Set-Cookie", cookie({}, "0", secure)});
    return answer;
}

} // namespace avhost::panel
