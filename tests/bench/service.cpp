#include "service.hpp"

#include "player_answer.hpp"

#include <sstream>

namespace bench {

namespace {

std::int64_t nanoseconds(Moment moment) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(moment.time_since_epoch()).count();
}

std::string message(const std::string& status, const std::string& body, const std::string& headers = "") {
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json; charset=utf-8\r\nCache-Control: " + "private, max-age=0\r\n" +
           headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string no_content() {
    return "HTTP/1.1 204 No Content\r\nCache-Control: private, max-age=0\r\n\r\n";
}

// What stands between `before` and the next '&' or the end.
std::string part_after(const std::string& text, const std::string& before) {
    const auto at = text.find(before);
    if (at == std::string::npos) {
        return {};
    }
    const auto begin = at + before.size();
    return text.substr(begin, text.find('&', begin) - begin);
}

constexpr const char* player_path = "/me/player";

bool is_look(const Asked& asked) {
    return asked.method == "GET" &&
           (asked.target.ends_with(player_path) || asked.target.find("/me/player?") != std::string::npos);
}

bool is_token(const Asked& asked) {
    return asked.target.ends_with("/api/token");
}

} // namespace

Service::Service(std::function<void(const std::string&)> say)
    : say_(std::move(say))
    , started_(std::chrono::steady_clock::now()) {}

void Service::order(const std::string& line) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "delay") {
        int milliseconds = 0;
        words >> milliseconds;
        delay_ = std::chrono::milliseconds{milliseconds};
    } else if (word == "hang") {
        words >> word;
        hang_ = word != "off";
        tells_of_hanging_ = word == "on";
    } else if (word == "change") {
        words >> word;
        change_ = word == "on";
    } else if (word == "watch") {
        words >> word;
        staleness_.begin(word, std::chrono::steady_clock::now());
    } else if (word == "watched") {
        const auto ages = staleness_.end(std::chrono::steady_clock::now());
        say_("watched " + std::to_string(ages.accounts) + " " + std::to_string(ages.polls) + " " +
             std::to_string(ages.mean) + " " + std::to_string(ages.p99));
    } else if (word == "limit") {
        int seconds = 0;
        words >> seconds;
        limit_next_ = std::chrono::seconds{seconds};
    } else if (word == "count") {
        say_("count " + std::to_string(looks_) + " " + std::to_string(connections_));
    } else if (word == "arrivals") {
        std::string said = "arrivals";
        for (const auto arrival : arrivals_) {
            said += " " + std::to_string(arrival);
        }
        say_(said);
    }
}

Reply Service::answer(const Asked& asked) {
    if (limited_at_ && asked.arrived < *limited_at_ + limited_for_) {
        arrivals_.push_back(nanoseconds(asked.arrived) - nanoseconds(*limited_at_));
    }
    Reply reply;
    const auto account = part_after(asked.authorization, "Bearer access-");
    if (is_token(asked)) {
        reply.bytes = message("200 OK", R"({"access_token":"access-)" +
                                            part_after(asked.body, "refresh_token=refresh-") +
                                            R"(","token_type":"Bearer","expires_in":3600,"scope":"user-read-)"
                                            R"(playback-state user-modify-playback-state"})");
    } else if (is_look(asked)) {
        reply = look(asked, account);
    } else if (asked.method == "GET" && asked.target.ends_with("/me")) {
        reply.bytes = message("200 OK", R"({"id":")" + account + R"(","display_name":")" + account + "\"}");
    } else if (asked.method == "GET") {
        reply.bytes = message("404 Not Found", R"({"error":{"status":404,"message":"Not found."}})");
    } else {
        reply = command(asked, account);
    }
    reply.due = asked.arrived + delay_;
    return reply;
}

Reply Service::look(const Asked& asked, const std::string& account) {
    ++looks_;
    Reply reply;
    if (hang_ && account.starts_with("hang")) {
        if (tells_of_hanging_) {
            say_("hanging " + account);
        }
        reply.never = true;
        return reply;
    }
    if (limit_next_) {
        limited_for_ = *limit_next_;
        limit_next_.reset();
        reply.limits = true;
        reply.bytes = message("429 Too Many Requests", "Too many requests",
                              "Retry-After: " + std::to_string(limited_for_.count()) + "\r\n");
        return reply;
    }
    if (limited_at_ && asked.arrived < *limited_at_ + limited_for_) {
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(*limited_at_ + limited_for_ - asked.arrived);
        reply.bytes = message("429 Too Many Requests", "Too many requests",
                              "Retry-After: " + std::to_string(left.count()) + "\r\n");
        return reply;
    }
    auto& player = players_[account];
    player.shuffle = player.shuffle != change_;
    const auto progress =
        std::chrono::duration_cast<std::chrono::milliseconds>(asked.arrived - started_).count();
    const auto body = player_answer({player.is_playing, player.shuffle, progress % track_ms});
    reply.ends = asked.target.starts_with("/once");
    reply.bytes = message("200 OK", body, reply.ends ? "Connection: close\r\n" : "");
    if (account.starts_with("trickle")) {
        reply.at_once = reply.bytes.size() - body.size() / 2;
    }
    return reply;
}

Reply Service::command(const Asked& asked, const std::string& account) {
    auto& player = players_[account];
    if (asked.target.find("/player/pause") != std::string::npos) {
        player.is_playing = false;
    } else if (asked.target.find("/player/play") != std::string::npos) {
        player.is_playing = true;
    } else if (asked.target.find("/player/shuffle") != std::string::npos) {
        player.shuffle = asked.target.find("state=true") != std::string::npos;
    }
    Reply reply;
    reply.bytes = no_content();
    return reply;
}

void Service::sent(const Asked& asked, const Reply& reply, Moment at) {
    const auto account = part_after(asked.authorization, "Bearer access-");
    if (is_look(asked)) {
        if (account.starts_with("trickle")) {
            say_("trickling " + account);
        }
        if (reply.bytes.starts_with("HTTP/1.1 200")) {
            staleness_.answered(account, at);
        }
        if (reply.limits) {
            limited_at_ = at;
            say_("limited " + std::to_string(nanoseconds(at)));
        }
    } else if (asked.method != "GET" && !is_token(asked)) {
        say_("command " + account + " " + std::to_string(nanoseconds(asked.arrived)) + " " +
             std::to_string(nanoseconds(at)));
    }
}

} // namespace bench
