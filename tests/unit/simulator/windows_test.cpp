// Windows of wrong answers: when they are open, for which requests, and that nothing behind them is touched.
#include "control_player.hpp"
#include "web_api_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

const std::string player = "/v1/me/player";
constexpr Millis track_end = now + 42'500; // of the track that plays at first

struct Windy : WebApiDesk {
    void open(Window window, Millis at = now) { world.weather.windows.add(std::move(window), at); }

    unsigned get_status(Millis at, const std::string& target = player) {
        return ask("GET", target, "", at).status;
    }
    unsigned put_status(Millis at, const std::string& command) {
        return ask("PUT", player + '/' + command, "", at).status;
    }
};

Window window(WindowScope scope, WindowAnswer answer, std::optional<Millis> lasts = std::nullopt,
              std::optional<std::int64_t> answers = std::nullopt) {
    Window result;
    result.scope = scope;
    result.answer = answer;
    result.lasts = lasts;
    result.answers = answers;
    return result;
}

Window at_each(WindowStart start, Millis lasts) {
    Window result = window(WindowScope::api, WindowAnswer::server_error, lasts);
    result.start = start;
    return result;
}

Window of_endpoint(const std::string& method, const std::string& path) {
    Window result = window(WindowScope::endpoint, WindowAnswer::forbidden);
    result.method = method;
    result.path = path;
    return result;
}

} // namespace

TEST_CASE("a window refuses good tokens for its time, and is over by itself") {
    Windy desk;
    desk.open(window(WindowScope::player, WindowAnswer::unauthorized_absent, 1000));
    CHECK(refusal_of(desk.ask("GET", player)) == "401 Access token missing|");
    CHECK(desk.get_status(now + 999, player + "/queue") == 401);
    CHECK(desk.get_status(now + 999, "/v1/me") == 200);
    CHECK(desk.get_status(now + 1000) == 200);
}

TEST_CASE("what is asked in a window has no effect and counts against no limit") {
    Windy desk;
    desk.world.settings.limits.calls_per_30s = 1;
    desk.open(window(WindowScope::commands, WindowAnswer::premium_required, 1000));
    CHECK(refusal_of(desk.ask("PUT", player + "/pause")) ==
          "403 Player command failed: Premium required|PREMIUM_REQUIRED");
    CHECK(desk.demo().playback.truth(now + 900).is_playing);
    CHECK(desk.get_status(now + 900) == 200);
    CHECK(desk.get_status(now + 900) == 429);
}

TEST_CASE("a window concerns a part of the service") {
    const auto concerned = [](const Window& window, const std::string& method, const std::string& path) {
        Windows windows;
        windows.add(window, now);
        return windows.take(method, path, {}, now).has_value();
    };
    const auto of = [](WindowScope scope) { return window(scope, WindowAnswer::redirect); };
    CHECK(concerned(of(WindowScope::player), "GET", player));
    CHECK(concerned(of(WindowScope::player), "PUT", player + "/pause"));
    CHECK_FALSE(concerned(of(WindowScope::player), "GET", "/v1/me/playlists"));
    CHECK_FALSE(concerned(of(WindowScope::player), "GET", "/v1/me"));
    CHECK(concerned(of(WindowScope::commands), "PUT", "/v1/me/library"));
    CHECK(concerned(of(WindowScope::commands), "POST", player + "/next"));
    CHECK_FALSE(concerned(of(WindowScope::commands), "GET", player));
    CHECK_FALSE(concerned(of(WindowScope::commands), "POST", "/api/token"));
    CHECK(concerned(of(WindowScope::api), "GET", "/v1/search"));
    CHECK_FALSE(concerned(of(WindowScope::api), "POST", "/api/token"));
    CHECK(concerned(of(WindowScope::accounts), "POST", "/api/token"));
    CHECK_FALSE(concerned(of(WindowScope::accounts), "GET", player));
    CHECK(concerned(of(WindowScope::all), "GET", player));
    CHECK(concerned(of(WindowScope::all), "POST", "/api/token"));
    CHECK(concerned(of_endpoint("", player), "PUT", player));
    CHECK(concerned(of_endpoint("GET", player), "GET", player));
    CHECK_FALSE(concerned(of_endpoint("GET", player), "PUT", player));
    CHECK_FALSE(concerned(of_endpoint("GET", player), "GET", player + "/queue"));
    CHECK(concerned(of_endpoint("", "/v1/playlists/{id}/items"), "GET", "/v1/playlists/x/items"));
    CHECK_FALSE(concerned(of_endpoint("", "/v1/playlists/{id}/items"), "GET", "/v1/playlists/x"));
}

TEST_CASE("a window of so many answers closes when they are spent, or when its time is over") {
    Windy desk;
    desk.open(window(WindowScope::api, WindowAnswer::redirect, 1000, 2));
    CHECK(desk.get_status(now, "/v1/me") == 302);
    CHECK(desk.get_status(now + 10, "/v1/me") == 302);
    CHECK(desk.get_status(now + 20, "/v1/me") == 200);
    desk.open(window(WindowScope::api, WindowAnswer::redirect, 1000, 2), now + 30);
    CHECK(desk.get_status(now + 40, "/v1/me") == 302);
    CHECK(desk.get_status(now + 1030, "/v1/me") == 200);
}

TEST_CASE("without an end a window stays open until all are removed, and the oldest answers") {
    Windy desk;
    desk.open(window(WindowScope::api, WindowAnswer::not_found));
    desk.open(window(WindowScope::api, WindowAnswer::server_error));
    CHECK(desk.get_status(now + 1'000'000) == 404);
    CHECK(desk.world.weather.windows.pending(now + 1'000'000).size() == 2);
    desk.world.weather.windows.clear();
    CHECK(desk.get_status(now + 1'000'000) == 200);
}

TEST_CASE("a window opens anew at each track change") {
    Windy desk;
    desk.open(at_each(WindowStart::track_change, 1000), now + 1);
    CHECK(desk.get_status(now + 500) == 200); // the track began before the window was added
    CHECK(desk.get_status(track_end - 1) == 200);
    CHECK(desk.get_status(track_end) == 500);
    CHECK(desk.get_status(track_end + 999) == 500);
    CHECK(desk.get_status(track_end + 1000) == 200);

    SUBCASE("by the end of the next track") {
        const auto& state = desk.demo().playback.truth(track_end + 1000);
        const Millis next_end = track_end + current_item(state, desk.world.catalog).duration_ms;
        CHECK(desk.get_status(next_end - 1) == 200);
        CHECK(desk.get_status(next_end) == 500);
    }
    SUBCASE("by a skip, when it takes effect") {
        desk.world.settings.timing.command_delay = {100, 100};
        desk.world.apply_timing();
        CHECK(desk.ask("POST", player + "/next", "", track_end + 2000).status < 300);
        CHECK(desk.get_status(track_end + 2099) == 200);
        CHECK(desk.get_status(track_end + 2100) == 500);
    }
    SUBCASE("by a new list") {
        desk.world.settings.timing.command_delay = {100, 100};
        desk.world.apply_timing();
        CHECK(desk.ask("PUT", player + "/play", R"({"uris":["spotify:track:1NeapTide0000000000003"]})",
                       track_end + 2000)
                  .status < 300);
        CHECK(desk.get_status(track_end + 2100) == 500);
    }
    SUBCASE("by another hand") {
        change_player(desk.world, desk.demo(), Fields(R"({"volume":9,"progress_ms":5})"), track_end + 2000);
        CHECK(desk.get_status(track_end + 2000) == 200);
        change_player(desk.world, desk.demo(), Fields(R"({"track":9})"), track_end + 2000);
        CHECK(desk.get_status(track_end + 2000) == 500);
    }
    SUBCASE("not by pause and volume") {
        CHECK(desk.put_status(track_end + 2000, "pause") < 300);
        CHECK(desk.put_status(track_end + 2000, "volume?volume_percent=9") < 300);
        CHECK(desk.get_status(track_end + 2300) == 200);
    }
}

TEST_CASE("a window opens anew after each command that was taken") {
    Windy desk;
    desk.open(at_each(WindowStart::command, 300));
    CHECK(desk.get_status(now) == 200);
    CHECK(desk.put_status(now + 100, "play") == 403); // it plays: refused
    CHECK(desk.get_status(now + 101) == 200);
    CHECK(desk.put_status(now + 200, "pause") < 300);
    CHECK(desk.get_status(now + 201) == 500);
    CHECK(desk.put_status(now + 202, "seek?position_ms=1") == 500); // and it does not count as a command
    CHECK(desk.get_status(now + 500) == 200);
    CHECK(desk.ask("PUT", "/v1/me/library?uris=spotify:user:a", "", now + 600).status == 200);
    CHECK(desk.get_status(now + 601) == 500);
}

TEST_CASE("answers are counted from each opening, and for each account alone") {
    Windows windows;
    Window once = window(WindowScope::api, WindowAnswer::redirect, std::nullopt, 1);
    once.start = WindowStart::track_change;
    windows.add(once, now);
    const auto meets = [&](const std::string& account, Millis changed_at) {
        return windows.take("GET", player, {account, changed_at, std::nullopt}, changed_at + 5).has_value();
    };
    CHECK(meets("demo", now + 100));
    CHECK_FALSE(meets("demo", now + 100));
    CHECK(meets("guest", now + 100));
    CHECK(meets("demo", now + 200));
    CHECK_FALSE(meets("guest", now + 100));
    CHECK_FALSE(windows.take("GET", player, {}, now + 300).has_value()); // nobody known asks
}

TEST_CASE("each answer of a window is of its kind") {
    Random random(1);
    const HttpRequest request = request_for("GET", player);
    const auto told = [&](const std::string& name, const HttpRequest& asked) {
        const auto answer = window_answer_from(name);
        REQUIRE(answer.has_value());
        CHECK(window_answer_name(*answer) == name);
        return reply_of(*answer, asked, random);
    };
    const auto refused = [&](const std::string& name) { return refusal_of(told(name, request)); };
    CHECK(refused("401") == "401 Missing/invalid/expired access token|");
    CHECK(refused("401_old") == "401 The access token expired|");
    CHECK(refused("401_missing") == "401 Access token missing|");
    CHECK(told("401", request).header("WWW-Authenticate").has_value());
    CHECK(refused("403_forbidden") == "403 Forbidden|");
    CHECK(refused("403_plain") == "403 plain");
    CHECK(refused("404") == "404 Resource not found|");
    CHECK(told("500", request).body.starts_with("<!DOCTYPE html>"));
    CHECK(told("302", request).header("Location").value_or("").starts_with("/login"));

    const auto body = [&](const std::string& name) {
        const HttpReply reply = told(name, request);
        CHECK(reply.status == 200);
        return reply.body;
    };
    CHECK(told("202", request).status == 202);
    CHECK(told("204", request).status == 204);
    CHECK(body("empty").empty());
    CHECK(body("empty_object") == "{}");
    CHECK(body("array") == "[]");
    CHECK(body("string") == "\"ok\"");
    CHECK(body("html").starts_with("<!DOCTYPE html>"));
    CHECK(body("other_body") == R"({"devices":[]})");
    const auto devices = told("other_body", request_for("GET", player + "/devices"));
    CHECK_FALSE(parsed(devices)->has("devices"));
    CHECK_FALSE(window_answer_from("418").has_value());
    CHECK(window_answer_names().size() == 21);
}
