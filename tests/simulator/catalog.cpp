#include "catalog.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sim {

Catalog::Catalog() {
    const Artist harbour{"3nLqWzXoYpTr0sVbGkHd71", "Harbour Lights Ensemble"};
    const Artist yildiz{"6TgYhUjMkIoLpZaQxSwEd2", "Yıldız Öztürk"};
    const Artist tanaka{"1ZaQwSxEdCrFvTgByHnUj3", "田中みどり"};
    const Artist bjork{"4PlOkMiJnUhByGvTfCrDx4", "Björn & the Ångströms"};
    const Artist quiet{"2MnBvCxZlKjHgFdSaPoIu5", "The Quiet Machines"};

    albums_ = {
        {"0aHarbourTideTables001", "Tide Tables", "album", "2021-03-12", "day",
         "0a51c27d2e8f4b6990c3d1e7a4b85f62", 4},
        {"0bGeceTrenleri00000002", "Gece Trenleri – İstanbul’dan Şarkılar", "album", "2019-11", "month",
         "1b62d38e3f905c7aa1d4e2f8b5c96073", 3},
        {"0cAmeNoTabi00000000003", "雨の旅", "single", "2024-06-05", "day",
         "2c73e49f40a16d8bb2e5f309c6da7184", 2},
        {"0dSmorgasbord000000004", "Smörgåsbord, Vol. 1 (Déjà Vu 🎧)", "album", "1998", "year",
         "3d84f5a051b27e9cc3f6041ad7eb8295", 3},
        {"", "", "", "", "", "", 0},
        {"7ShowOfRacksAndRooms05", "Racks and Rooms", "show", "2026-02-01", "day",
         "5fa617c273d4a0bee518263cf90da4b7", 42},
    };

    const auto track = [this](std::string id, std::string name, std::vector<Artist> artists,
                              std::size_t album, Millis duration, int number, bool is_explicit = false) {
        Item item;
        item.uri = "spotify:track:" + id;
        item.id = std::move(id);
        item.name = std::move(name);
        item.artists = std::move(artists);
        item.album = album;
        item.duration_ms = duration;
        item.track_number = number;
        item.is_explicit = is_explicit;
        item.isrc = "QZSIM26000" + std::to_string(10 + items_.size());
        items_.push_back(std::move(item));
    };
    track("1SlackWaterAtDawn00001", "Slack Water at Dawn", {harbour}, 0, 64'000, 1);
    track("1TheFerrymansLedger002", "The Ferryman’s Ledger", {harbour}, 0, 187'413, 2);
    track("1NeapTide0000000000003", "Neap Tide", {harbour, quiet}, 0, 42'500, 3);
    track("1HarbourMasterBlues004", "Harbour Master (Blues)", {harbour}, 0, 240'000, 4);
    track("2GeceTreni000000000005", "Gece Treni", {yildiz}, 1, 93'250, 1);
    track("2SonIstasyon0000000006", "Son İstasyon", {yildiz, bjork}, 1, 20'000, 2);
    track("2CayVeSimit00000000007", "Çay ve Simit", {yildiz}, 1, 131'072, 3, true);
    track("3AmeNoEki0000000000008", "雨の駅", {tanaka}, 2, 35'000, 1);
    track("3KasaNoUta000000000009", "傘の歌 (feat. The Quiet Machines)", {tanaka, quiet}, 2, 201'600, 2);
    track("4Smultronstalle0000010", "Smultronställe", {bjork}, 3, 27'350, 1);
    track("4FikaAtFour00000000011", "Fika at Four ☕", {bjork}, 3, 75'001, 2);
    track("4AngstromUnit000000012", "\"Ångström\" is a unit / \\ a slash", {bjork}, 3, 156'789, 3, true);

    Item local;
    local.kind = ItemKind::local;
    local.uri = "spotify:local:Site+Caf%C3%A9:Demos:Opening+Jingle:48";
    local.name = "Opening Jingle";
    local.artists = {{"", "Site Café"}};
    local.album = 4;
    local.duration_ms = 48'000;
    items_.push_back(local);

    Item episode;
    episode.kind = ItemKind::episode;
    episode.id = "5EpisodePatchBays00013";
    episode.uri = "spotify:episode:" + episode.id;
    episode.name = "Episode 7: Patch bays & other regrets";
    episode.album = 5;
    episode.duration_ms = 1'804'000;
    items_.push_back(episode);

    Item advert;
    advert.kind = ItemKind::advert;
    advert.uri = "spotify:ad:0000000000000000000014";
    advert.duration_ms = 30'000;
    items_.push_back(advert);

    Item unknown;
    unknown.kind = ItemKind::unknown;
    unknown.duration_ms = 60'000; // nobody is told, but it does not end at once
    items_.push_back(unknown);

    local.uri = "spotify:local:Site+Caf%C3%A9:Demos:Closing+Jingle:31";
    local.name = "Closing Jingle";
    local.duration_ms = 31'000;
    items_.push_back(local);
    add_playlists();
}

void Catalog::add_playlists() {
    const std::size_t local = first(ItemKind::local);
    std::vector<std::optional<std::size_t>> every_track;
    for (std::size_t index = 0; index < items_.size(); ++index)
        if (items_[index].kind == ItemKind::track)
            every_track.emplace_back(index);

    const auto named = [this](const std::string& uri, std::string name, std::string description,
                              PlaylistOwner owner, bool collaborative, std::string image,
                              std::vector<std::optional<std::size_t>> entries) {
        playlists_.push_back({uri.substr(std::string("spotify:playlist:").size()), std::move(name),
                              std::move(description), owner, collaborative, std::move(image),
                              std::move(entries)});
    };
    const auto own = PlaylistOwner::listener;
    const auto somebody = PlaylistOwner::somebody;
    named(playlist_uri, "The Whole House", "", own, false, "6ab718d384e5b1cff629374d0eb1b5c8", every_track);
    named("spotify:playlist:2HarbourEvenings000001", "Harbour Evenings", "Slow &amp; quiet, from 20:00", own,
          false, "7bc829e495f6c2d0a73a485e1fc2c6d9", {0, 1, std::nullopt, 2, 3, local});
    named("spotify:playlist:3KahvaltiIstanbul00002", "Kahvaltı – İstanbul ☕", "", own, false,
          "8cd93af5a6a7d3e1b84b596f2ad3d7ea", {4, 5, 6});
    named("spotify:playlist:4NothingInItYet0000003", "New playlist", "", own, false, "", {});
    named("spotify:playlist:6FredagsmysBjorn000004", "Fredagsmys", "", somebody, false,
          "9dea4ab6b7b8e4f2c95c6a7a3be4e8fb", {9, 10, 11});
    named("spotify:playlist:6OfficeQueueShared0005", "Office Queue 🎉", "Add what you like", somebody, true,
          "aefb5bc7c8c9f5a3da6d7b8b4cf5f9ac", {1, 5, 8});
    named("spotify:playlist:37i9dQZF1DZ06evO0Harbo", "This Is Harbour Lights Ensemble", "",
          PlaylistOwner::spotify, false, "bfac6cd8d9dab6b4eb7e8c9c5da6aabd", {0, 1, 2, 3});

    for (std::size_t number = 1; number <= numbered_playlists; ++number) {
        const std::string digits = std::to_string(1000 + number).substr(1);
        named("spotify:playlist:8NumberedPlaylist00" + digits, "Numbered " + digits, "", own, false,
              "ca0000000000000000000000000000" + digits.substr(1),
              {every_track[number % every_track.size()]});
    }
}

std::optional<std::size_t> Catalog::find(const std::string& uri) const {
    const auto found =
        std::find_if(items_.begin(), items_.end(), [&](const Item& item) { return item.uri == uri; });
    if (uri.empty() || found == items_.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - items_.begin());
}

std::optional<std::vector<std::size_t>> Catalog::tracks_of(const std::string& context_uri) const {
    std::vector<std::size_t> tracks;
    for (std::size_t index = 0; index < items_.size(); ++index)
        if (items_[index].kind == ItemKind::track &&
            context_uri == "spotify:album:" + album(items_[index]).id)
            tracks.push_back(index);
    for (const Playlist& playlist : playlists_)
        if (context_uri == playlist.uri())
            for (const auto& entry : playlist.entries)
                if (entry)
                    tracks.push_back(*entry);
    if (tracks.empty())
        return std::nullopt;
    return tracks;
}

std::size_t Catalog::first(ItemKind kind) const {
    for (std::size_t index = 0; index < items_.size(); ++index)
        if (items_[index].kind == kind)
            return index;
    throw std::logic_error("the catalogue has no item of that kind");
}

} // namespace sim
