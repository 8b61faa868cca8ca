// The Web API without sockets: who is let in, what is refused, and what the answers look like.
#include "web_api_desk.hpp"

#include "auth/consent_link.hpp"

#include <doctest/doctest.h>

using namespace sim;

TEST_CASE("the state has the shape of the Web API") {
    WebApiDesk desk;
    const HttpReply reply = desk.ask("GET", "/v1/me/player?additional_types=track,episode", "", now + 2000);
    REQUIRE(reply.status == 200);
    const auto state = parsed(reply);
    CHECK(state->getObject("device")->getValue<std::string>("name") == "Living Room");
    CHECK(state->getValue<Millis>("progress_ms") == 2000);
    CHECK(state->getValue<bool>("is_playing"));
    CHECK(state->getObject("actions")->getObject("disallows")->getValue<bool>("resuming"));
    const auto item = state->getObject("item");
    CHECK(item->getValue<std::string>("name") == "Neap Tide");
    CHECK(item->getArray("artists")->size() == 2);
    CHECK_FALSE(item->has("available_markets"));
    desk.world.settings.development_mode = false;
    const auto extended = parsed(desk.ask("GET", "/v1/me/player", "", now + 2000))->getObject("item");
    CHECK(extended->getArray("available_markets")->size() > 10);
    CHECK(extended->has("popularity"));
}

TEST_CASE("currently-playing leaves out device, shuffle and repeat, and hides private sessions") {
    WebApiDesk desk;
    const auto state = parsed(desk.ask("GET", "/v1/me/player/currently-playing"));
    CHECK(state->has("item"));
    CHECK_FALSE(state->has("device"));
    CHECK_FALSE(state->has("shuffle_state"));
    CHECK_FALSE(state->has("repeat_state"));
    desk.edit([](PlayerState& player) { player.devices[0].is_private_session = true; });
    CHECK(desk.ask("GET", "/v1/me/player/currently-playing").status == 204);
    CHECK(desk.ask("GET", "/v1/me/player").status == 200);
}

TEST_CASE("an episode is shown only to those who asked for episodes") {
    WebApiDesk desk;
    desk.edit([&](PlayerState& player) { player.aside = desk.world.catalog.first(ItemKind::episode); });
    const auto without = parsed(desk.ask("GET", "/v1/me/player"));
    CHECK(without->getValue<std::string>("currently_playing_type") == "episode");
    CHECK(without->isNull("item"));
    const auto with = parsed(desk.ask("GET", "/v1/me/player?additional_types=track%2Cepisode"));
    CHECK(with->getObject("item")->has("show"));
    CHECK_FALSE(with->getObject("item")->has("artists"));
}

TEST_CASE("adverts, local files and nothing at all") {
    WebApiDesk desk;
    SUBCASE("advert") {
        desk.edit([&](PlayerState& player) { player.aside = desk.world.catalog.first(ItemKind::advert); });
        const auto state = parsed(desk.ask("GET", "/v1/me/player"));
        CHECK(state->isNull("item"));
        CHECK(state->getValue<std::string>("currently_playing_type") == "ad");
        CHECK(refusal_of(desk.ask("POST", "/v1/me/player/next")) ==
              "403 Player command failed: Restriction violated|UNKNOWN");
    }
    SUBCASE("local file") {
        desk.edit([&](PlayerState& player) { player.aside = desk.world.catalog.first(ItemKind::local); });
        const auto item = parsed(desk.ask("GET", "/v1/me/player"))->getObject("item");
        CHECK(item->isNull("id"));
        CHECK(item->getValue<bool>("is_local"));
        CHECK(item->getObject("album")->getArray("images")->size() == 0);
        CHECK(item->getArray("artists")->getObject(0)->isNull("uri"));
    }
    SUBCASE("nothing active") {
        desk.edit([](PlayerState& player) { player.active.reset(); });
        CHECK(desk.ask("GET", "/v1/me/player").status == 204);
        CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/pause")) ==
              "404 Player command failed: No active device found|NO_ACTIVE_DEVICE");
    }
}

TEST_CASE("the door: header, token, app, user, scope, Premium") {
    WebApiDesk desk;
    HttpRequest request = request_for("GET", "/v1/me/player");
    const HttpReply nobody = desk.send(request);
    CHECK(refusal_of(nobody) == "401 Missing/invalid/expired access token|");
    CHECK(nobody.header("WWW-Authenticate").value_or("").find("missing_token") != std::string::npos);
    request.headers = {{"Authorization", "Bearer: " + desk.token}};
    CHECK(refusal_of(desk.send(request)) == "400 Only valid bearer authentication supported|");
    request.headers = {{"Authorization", "Bearer BQunknown"}};
    CHECK(desk.send(request).status == 401);

    desk.demo().premium = false;
    CHECK(desk.ask("GET", "/v1/me/player").status == 200);
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/pause")) ==
          "403 Player command failed: Premium required|PREMIUM_REQUIRED");
    desk.demo().allow_listed = false;
    CHECK(refusal_of(desk.ask("GET", "/v1/me/player")) == "403 plain");
    desk.demo().allow_listed = true;
    desk.world.app_of(desk.demo()).owner_premium = false;
    CHECK(desk.ask("GET", "/v1/me").body.rfind("Active premium subscription required", 0) == 0);
    desk.world.app_of(desk.demo()).owner_premium = true;

    desk.world.tokens.grant("demo", "demo-client", "user-read-playback-state", now);
    desk.token = desk.access("demo", "demo-client");
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/pause")) == "403 Insufficient client scope|");
}

TEST_CASE("an access token ends, with the old text or the new one") {
    WebApiDesk desk;
    CHECK(desk.ask("GET", "/v1/me/player", "", now + 3'599'999).status == 200);
    const Millis over = now + 3'600'000;
    CHECK(refusal_of(desk.ask("GET", "/v1/me/player", "", over)) ==
          "401 Missing/invalid/expired access token|");
    desk.world.settings.old_401_text = true;
    CHECK(refusal_of(desk.ask("GET", "/v1/me/player", "", over)) == "401 The access token expired|");
}

TEST_CASE("a command without a length is stopped by the edge") {
    WebApiDesk desk;
    HttpRequest request = request_for("PUT", "/v1/me/player/pause");
    request.headers = {{"Authorization", "Bearer " + desk.token}};
    const HttpReply reply = desk.send(request);
    CHECK(reply.status == 411);
    CHECK(reply.header("Content-Type").value_or("").rfind("text/html", 0) == 0);
}

TEST_CASE("commands succeed in three forms and fail in many") {
    WebApiDesk desk;
    desk.world.settings.command_success = CommandSuccess::ok_200;
    const HttpReply word = desk.ask("PUT", "/v1/me/player/pause");
    CHECK(word.status == 200);
    CHECK(json::parse_object(word.body).isNull());
    CHECK_FALSE(word.body.empty());
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/pause", "", now + 5000)) ==
          "403 Player command failed: Restriction violated|UNKNOWN");
    desk.world.settings.command_success = CommandSuccess::no_content_204;
    CHECK(desk.ask("PUT", "/v1/me/player/play", "", now + 5000).status == 204);
    desk.world.settings.command_success = CommandSuccess::accepted_202;
    CHECK(desk.ask("PUT", "/v1/me/player/seek?position_ms=10", "", now + 9000).status == 202);
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/seek")) == "400 Missing required field: position_ms|");
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/volume?volume_percent=101")) ==
          "400 Invalid volume_percent|");
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/shuffle?state=on")) == "400 Invalid state|");
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player/play", "[]")) == "400 Malformed json|");
    CHECK(desk.ask("PUT", "/v1/me/player/play", std::string(10'000, ' ')).status == 500);
    CHECK(desk.ask("GET", "/v1/me/player/play").status == 405);
    CHECK(desk.ask("GET", "/v1/no/such").status == 404);
    CHECK(refusal_of(desk.ask("GET", "/v1/me/tracks")) == "403 Forbidden|");
}

TEST_CASE("play takes a list and an offset, transfer exactly one device") {
    WebApiDesk desk;
    const std::string uri = desk.world.catalog.item(7).uri;
    const Millis later = now + 10'000;
    CHECK(desk.ask("PUT", "/v1/me/player/play",
                   R"({"context_uri":"spotify:playlist:5kYtQ0vWmHnRzXcBdLpJ2s","offset":{"uri":")" + uri +
                       R"("},"position_ms":500})")
              .status < 300);
    CHECK(current_item(desk.demo().playback.truth(now + 300), desk.world.catalog).uri == uri);
    const std::string computer = desk.demo().playback.truth(now + 300).devices[1].id.value();
    CHECK(desk.ask("PUT", "/v1/me/player", R"({"device_ids":["a","b"]})", later).status == 400);
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/player", R"({"device_ids":["a"]})", later)) ==
          "404 Device not found|");
    CHECK(desk.ask("PUT", "/v1/me/player", R"({"device_ids":[")" + computer + "\"]}", later).status < 300);
    CHECK(desk.demo().playback.truth(later + 1000).active == 1);
}

TEST_CASE("limits answer 429, and who comes back too early is counted") {
    WebApiDesk desk;
    desk.world.settings.limits.calls_per_30s = 1;
    CHECK(desk.ask("GET", "/v1/me/player").status == 200);
    const HttpReply refused = desk.ask("GET", "/v1/me/player", "", now + 500);
    CHECK(refused.status == 429);
    CHECK(refused.header("Retry-After") == "30");
    CHECK(desk.world.early_requests == 0);
    desk.ask("GET", "/v1/me/player", "", now + 30'499);
    CHECK(desk.world.early_requests == 1);
    desk.ask("GET", "/v1/me/player", "", now + 90'000);
    CHECK(desk.world.early_requests == 1);

    desk.world.settings.limits = {1000, 1};
    desk.world.settings.retry_after = RetryAfter::missing;
    const HttpReply quota = desk.ask("GET", "/v1/me/player", "", now + 200'000);
    CHECK(refusal_of(quota) == "429 Too many requests|QUOTA_EXCEEDED");
    CHECK_FALSE(quota.header("Retry-After").has_value());
    CHECK(desk.ask("GET", "/v1/me", "", now + 200'000).status == 200);
}

TEST_CASE("the log tells which token was used without telling the token") {
    WebApiDesk desk;
    desk.ask("GET", "/v1/me/player?market=NL");
    const RequestEntry& entry = desk.world.log.entries().back();
    CHECK(entry.path == "/v1/me/player?market=NL");
    CHECK(entry.client_id == "demo-client");
    CHECK(entry.status == 200);
    CHECK(entry.token_fingerprint.size() == 8);
    CHECK(desk.token.find(entry.token_fingerprint) == std::string::npos);
    CHECK(fingerprint("abc") == "ba7816bf");
}

TEST_CASE("the name of the listener is told, or null") {
    WebApiDesk desk;
    CHECK(desk.get("/v1/me")->getValue<std::string>("display_name") == "demo");
    CHECK_FALSE(desk.get("/v1/me")->has("product"));
    CHECK_FALSE(desk.get("/v1/me")->has("explicit_content"));
    desk.world.settings.null_display_name = true;
    CHECK(desk.get("/v1/me")->isNull("display_name"));
    desk.world.settings.development_mode = false;
    CHECK(desk.get("/v1/me")->getValue<std::string>("product") == "premium");
}

TEST_CASE("a private session is shown with all it plays, or hidden") {
    WebApiDesk desk;
    desk.edit([](PlayerState& player) { player.devices[0].is_private_session = true; });
    const auto state = desk.get("/v1/me/player");
    CHECK(state->getObject("device")->getValue<bool>("is_private_session"));
    CHECK(state->getObject("item")->getValue<std::string>("name") == "Neap Tide");
    desk.world.settings.hides_private_session = true;
    CHECK(desk.ask("GET", "/v1/me/player").status == 204);
    CHECK(desk.ask("GET", "/v1/me/player/devices").status == 200);
    desk.edit([](PlayerState& player) { player.devices[0].is_private_session = false; });
    CHECK(desk.ask("GET", "/v1/me/player").status == 200);
}

TEST_CASE("playlists, library and search have quotas apart from the player's") {
    WebApiDesk desk;
    desk.world.settings.limits.calls_per_24h = 1;
    for (const std::string target :
         {"/v1/me/player", "/v1/me/playlists", "/v1/me/library/contains?uris=spotify:user:a",
          "/v1/search?q=e&type=track", "/v1/me"}) {
        INFO(target);
        CHECK(desk.ask("GET", target).status == 200);
        CHECK(refusal_of(desk.ask("GET", target)) == "429 Too many requests|QUOTA_EXCEEDED");
    }
    CHECK(desk.ask("GET", "/v1/playlists/2HarbourEvenings000001/items").status == 429);
    CHECK(desk.ask("PUT", "/v1/me/library?uris=spotify:user:a").status == 429);
}

TEST_CASE("an account has the scopes that the driver asks for") {
    CHECK(NewAccount().scopes == spotify::auth::scopes);
}
