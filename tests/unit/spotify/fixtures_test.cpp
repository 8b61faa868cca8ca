// Recorded answers of the real service, where they are at hand: each decodes to what stands in this table.
#include "api/decode_contains.hpp"
#include "api/decode_devices.hpp"
#include "api/decode_me.hpp"
#include "api/decode_player.hpp"
#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "api/decode_search.hpp"
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

std::ptrdiff_t count_files(const std::filesystem::path& folder) {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator{});
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
    std::optional<bool> is_explicit;
    const char* context_type; // null for none
    const char* disallows;    // as printed
};

const std::string user_playlist = "spotify:user:test_user_03:playlist:uLrZAusUzrR4Qa4kkkKiKB";

} // namespace

TEST_CASE("every recorded player answer decodes") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const Expected table[] = {
        {"currently_playing_artist_context.json", Content::track, true, 1, true, true, 134'749, std::nullopt,
         true, "artist", "{resuming}"},
        {"currently_playing_relinked.json", Content::track, true, 1, true, true, 22'270, std::nullopt, false,
         "album", "{resuming skipping_prev}"},
        {"currently_playing_unknown_idle.json", Content::none, false, 0, false, false, std::nullopt,
         std::nullopt, std::nullopt, nullptr, "{pausing resuming seeking skipping_next skipping_prev}"},
        {"state_ad.json", Content::advert, true, 0, false, false, 4'100, 100, std::nullopt, nullptr,
         "{interrupting resuming seeking skipping_next skipping_prev transferring}"},
        {"state_episode_item_null.json", Content::episode, true, 0, false, false, 543'215, 100, std::nullopt,
         nullptr, "{resuming}"},
        {"state_episode_nonsquare_art.json", Content::episode, true, 1, true, true, 1'625, 100, false, "show",
         "{resuming toggling_repeat_context toggling_repeat_track toggling_shuffle}"},
        {"state_paused_inactive_device_2017.json", Content::track, false, 1, true, true, 102'509,
         std::nullopt, false, "playlist", "{}"},
        {"state_track_devmode_2026.json", Content::track, true, 1, true, true, 225'564, 69, false,
         "collection", "{resuming}"},
        {"state_track_liked_songs_full_markets.json", Content::track, true, 1, true, true, 225'564, 69, false,
         "collection", "{resuming}"},
        {"state_track_old_playlist_uri.json", Content::track, true, 1, true, true, 249'367, 25, false,
         "playlist", "{skipping_prev toggling_repeat_track}"},
        {"state_track_restricted_sonos.json", Content::track, true, 1, true, true, 7'919, 34, true,
         "collection", "{resuming}"},
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
        CHECK(state.item->content == expected->content);
        CHECK(state.is_playing == expected->is_playing);
        CHECK(state.item->artists.size() == expected->artists);
        CHECK(state.item->name.has_value() == expected->has_name);
        CHECK(state.item->artwork_url.has_value() == expected->has_artwork);
        CHECK(state.progress_ms == expected->progress_ms);
        CHECK((state.device ? state.device->volume_percent : std::nullopt) == expected->volume);
        CHECK(state.item->is_explicit == expected->is_explicit);
        CHECK(state.context->type.has_value() == (expected->context_type != nullptr));
        CHECK(state.context->uri.has_value() == (expected->context_type != nullptr));
        CHECK(state.context->type.value_or("") ==
              (expected->context_type != nullptr ? expected->context_type : ""));
        std::ostringstream disallows;
        disallows << state.disallows;
        CHECK(disallows.str() == expected->disallows);
        CHECK_FALSE(state.is_private);
    }
    CHECK(seen == std::size(table));
}

TEST_CASE("a recorded episode: its show is the album, the show's publisher the artist") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const auto state = api::decode_player(contents(*shared / "player" / "state_episode_nonsquare_art.json"));
    CHECK(state.item->artists == std::vector<std::string>{"Giant Bomb"});
    CHECK(state.item->album == "The Giant Beastcast");
}

TEST_CASE("recorded devices inside the player's state") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const auto device = [&](const char* file) {
        return *api::decode_player(contents(*shared / "player" / file)).device;
    };
    const auto restricted = device("state_track_restricted_sonos.json");
    CHECK_FALSE(restricted.id);
    CHECK(restricted.is_restricted);
    CHECK(restricted.is_active);
    CHECK(restricted.supports_volume == true);
    const auto old = device("state_paused_inactive_device_2017.json");
    CHECK_FALSE(old.is_active);
    CHECK_FALSE(old.supports_volume.has_value());
    CHECK(device("state_ad.json").supports_volume == false);
    CHECK(api::decode_player(contents(*shared / "player" / "state_paused_inactive_device_2017.json"))
              .context->uri == user_playlist);
}

TEST_CASE("every recorded list of devices decodes") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const auto devices = [&](const char* file) {
        return api::decode_devices(contents(*shared / "devices" / file));
    };
    CHECK(devices("devices_none.json").empty());
    const auto one = devices("devices_one.json");
    REQUIRE(one.size() == 1);
    CHECK(one[0] == player::Device{"865f6f0e48ec1dd1b974778a59b53e2a3317891b", "DESKTOP-TEST001", "Computer",
                                   false, 69, false, true, false});
    const auto two = devices("devices_two_supports_volume_false.json");
    REQUIRE(two.size() == 2);
    CHECK(two[0].supports_volume == true);
    CHECK(two[1].name == "My Smartphone");
    CHECK(two[1].supports_volume == false);
    const auto old = devices("devices_two_volume_null_2017.json");
    REQUIRE(old.size() == 2);
    CHECK(old[0].volume_percent == 100);
    CHECK(old[1].is_active);
    CHECK_FALSE(old[1].volume_percent);
    CHECK_FALSE(old[1].supports_volume.has_value());
    CHECK(count_files(*shared / "devices") == 4);
}

TEST_CASE("every recorded queue decodes") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    CHECK(api::decode_queue(contents(*shared / "queue" / "queue_empty_null_current.json")) == api::Queue{});
    const auto queue = api::decode_queue(contents(*shared / "queue" / "queue_episode_then_tracks.json"));
    CHECK(queue.current ==
          api::QueueItem{"spotify:track:7qxQsirGworaoQe9A3MqJy", "Borders", "Kalandra",
                         "https://i.scdn.co/image/ab67616d0000b2734f69726ce7b4d5604c7d915a"});
    REQUIRE(queue.queue.size() == 4);
    CHECK(queue.queue[0] ==
          api::QueueItem{"spotify:episode:3fPnYCH6K5sojLCXGlrfFS", "AUSGABE VIERUNDSIEBZIG",
                         "LANZ &amp; PRECHT",
                         "https://i.scdn.co/image/ab6765630000ba8a604a9a87efaf0bc8446da881"});
    CHECK(queue.queue[3].artist == "Private Paul, LGM");
    CHECK(count_files(*shared / "queue") == 2);
}

TEST_CASE("recorded playlists, search, account and library answers decode") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    const auto page = api::decode_playlists(contents(*shared / "playlists" / "me_playlists_2026.json"));
    CHECK(page.total == 94);
    CHECK(page.has_next);
    REQUIRE(page.playlists.size() == 4);
    CHECK(page.playlists[0] ==
          api::Playlist{"Test playlist Or72", "spotify:playlist:9SHLQiD7GlTkRsfJ0S9jR3",
                        "https://i.scdn.co/image/7a6fdf9172651d0bc443cc5f8a696b8d312157a5"});
    CHECK_FALSE(page.playlists[1].artwork_url);
    CHECK(page.playlists[2].artwork_url->starts_with("https://mosaic.scdn.co/640/"));

    const auto results = api::decode_search(contents(*shared / "search" / "search_tracks.json"));
    REQUIRE(results.size() == 2);
    CHECK(results[0] ==
          api::SearchResult{"track", "Never Gonna Give You Up", "spotify:track:4PTG3Z6ehGkBFwjybzWkR8",
                            "Rick Astley",
                            "https://i.scdn.co/image/ab67616d0000b27315ebbedaacef61af244262a8"});

    CHECK(api::decode_me(contents(*shared / "me" / "me_devmode_2026.json")) ==
          api::Me{"test_user_01", "test_user_01"});
    CHECK(api::decode_me(contents(*shared / "me" / "me_full_fields.json")) ==
          api::Me{"Test User", "test_user_01"});
    CHECK(api::decode_contains(contents(*shared / "library" / "library_contains.json")) ==
          std::vector<std::optional<bool>>{false, false});
}

TEST_CASE("no recorded answer, in whatever decoder, ends otherwise than decoded or as an error") {
    const auto shared = test::shared_or_notice("spotify-fixtures");
    if (!shared) {
        return;
    }
    std::size_t files = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(*shared)) {
        if (!file.is_regular_file()) {
            continue;
        }
        ++files;
        CAPTURE(file.path().string());
        const auto body = contents(file.path());
        const auto attempt = [&](const auto& decode) {
            try {
                decode(body);
            } catch (const json::NotJson&) {
                return; // which is an answer too
            }
        };
        CHECK_NOTHROW(attempt([](const auto& text) { return api::decode_player(text); }));
        CHECK_NOTHROW(attempt(api::decode_devices));
        CHECK_NOTHROW(attempt([](const auto& text) { return api::decode_queue(text); }));
        CHECK_NOTHROW(attempt([](const auto& text) { return api::decode_playlists(text); }));
        CHECK_NOTHROW(attempt(api::decode_contains));
        CHECK_NOTHROW(attempt([](const auto& text) { return api::decode_search(text); }));
        CHECK_NOTHROW(attempt(api::decode_me));
    }
    CHECK(files > 40);
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
