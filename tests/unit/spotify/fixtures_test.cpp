// Recorded answers of the real service, where they are at hand: each decodes to what stands in this table.
#include "api/decode_player.hpp"
#include "api/refusal.hpp"
#include "auth/token_answer.hpp"
#include "shared_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace spotify;
using player::Content;

namespace {

std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), file.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Expected {
    const char* file;
    Content content;
    bool is_playing;
    std::size_t artists;
    bool has_name;
    bool has_artwork;
    std::optional<std::int64_t> progress_ms;
    std::optional<std::int64_t> volume;
};

} // namespace

TEST_CASE("every recorded player answer decodes") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const Expected table[] = {
        {"currently_playing_artist_context.json", Content::track, true, 1, true, true, 134'749, std::nullopt},
        {"currently_playing_relinked.json", Content::track, true, 1, true, true, 22'270, std::nullopt},
        {"currently_playing_unknown_idle.json", Content::none, false, 0, false, false, std::nullopt,
         std::nullopt},
        {"state_ad.json", Content::advert, true, 0, false, false, 4'100, 100},
        {"state_episode_item_null.json", Content::episode, true, 0, false, false, 543'215, 100},
        {"state_episode_nonsquare_art.json", Content::episode, true, 1, true, true, 1'625, 100},
        {"state_paused_inactive_device_2017.json", Content::track, false, 1, true, true, 102'509,
         std::nullopt},
        {"state_track_devmode_2026.json", Content::track, true, 1, true, true, 225'564, 69},
        {"state_track_liked_songs_full_markets.json", Content::track, true, 1, true, true, 225'564, 69},
        {"state_track_old_playlist_uri.json", Content::track, true, 1, true, true, 249'367, 25},
        {"state_track_restricted_sonos.json", Content::track, true, 1, true, true, 7'919, 34},
    };
    std::size_t seen = 0;
    for (const auto& file : std::filesystem::directory_iterator(*shared / "player")) {
        const auto name = file.path().filename().string();
        CAPTURE(name);
        const auto expected =
            std::ranges::find_if(table, [&](const Expected& row) { return name == row.file; });
        REQUIRE(expected != std::end(table));
        ++seen;
        const auto state = api::decode_player(contents(file.path()));
        CHECK(state.content == expected->content);
        CHECK(state.is_playing == expected->is_playing);
        CHECK(state.artists.size() == expected->artists);
        CHECK(state.name.has_value() == expected->has_name);
        CHECK(state.artwork_url.has_value() == expected->has_artwork);
        CHECK(state.progress_ms == expected->progress_ms);
        CHECK((state.device ? state.device->volume_percent : std::nullopt) == expected->volume);
    }
    CHECK(seen == std::size(table));
}

TEST_CASE("a recorded answer cut anywhere is an error or a state, never a crash") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const auto body = contents(*shared / "player" / "state_track_devmode_2026.json");
    std::size_t errors = 0;
    for (std::size_t length = 1; length < body.size(); ++length) {
        try {
            api::decode_player(body.substr(0, length));
        } catch (const json::NotJson&) {
            ++errors;
        }
    }
    CHECK(errors > body.size() / 2);
}

TEST_CASE("recorded token answers") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const auto read = [&](const char* folder, const char* file, int status) {
        net::Response response;
        response.status = status;
        response.body = contents(*shared / folder / file);
        return auth::read_token_answer(response);
    };
    const auto rotated = read("oauth", "token_refresh_rotated.json", 200);
    REQUIRE(std::holds_alternative<auth::TokenGrant>(rotated));
    CHECK_FALSE(std::get<auth::TokenGrant>(rotated).refresh_token.empty());
    const auto kept = read("oauth", "token_refresh_without_refresh_token.json", 200);
    REQUIRE(std::holds_alternative<auth::TokenGrant>(kept));
    CHECK(std::get<auth::TokenGrant>(kept).refresh_token.empty());
    for (const char* file :
         {"oauth_400_refresh_revoked.json", "oauth_400_refresh_expired.json", "oauth_400_invalid_code.json",
          "oauth_400_bad_verifier.json", "oauth_400_code_expired.json", "oauth_400_redirect_mismatch.json"}) {
        CAPTURE(file);
        const auto refused = read("errors", file, 400);
        REQUIRE(std::holds_alternative<auth::TokenRefused>(refused));
        CHECK(std::get<auth::TokenRefused>(refused).reason == auth::TokenRefused::Reason::sign_in_again);
    }
    const auto client = read("errors", "oauth_400_invalid_client.json", 400);
    REQUIRE(std::holds_alternative<auth::TokenRefused>(client));
    CHECK(std::get<auth::TokenRefused>(client).reason == auth::TokenRefused::Reason::client);
}
