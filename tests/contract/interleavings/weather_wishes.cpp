#include "weather_wishes.hpp"

#include "weather_steps.hpp"

#include <algorithm>
#include <array>

namespace contract {

namespace {

using namespace spotify::player;
using Kind = Given::Kind;

// The shortest item of the catalogue is longer.
constexpr std::int64_t before_any_end_ms = 15'000;

template <std::size_t count>
std::string any_of(const std::array<const char*, count>& texts, sim::Random& chance) {
    return texts.at(static_cast<std::size_t>(chance.between(0, std::int64_t{count} - 1)));
}

constexpr const char* play_pause = "play_pause";
constexpr const char* toggle_shuffle = "toggle_shuffle";

WeatherWish made(Kind kind, std::string value, std::string text, const Wish& wish) {
    WeatherWish one{.given = {}, .wish = wish};
    one.given.kind = kind;
    one.given.value = std::move(value);
    one.given.text = std::move(text);
    return one;
}

const char* flag(bool on) {
    return on ? "true" : "false";
}

// What plays elsewhere is brought here.
Kind other_way(const Playing& shown, const std::string& zone) {
    return shown.is_playing && (zone.empty() || zone == shown.device) ? Kind::pause : Kind::play;
}

WeatherWish of_volume(sim::Random& chance, const Playing& shown, std::int64_t limit) {
    const auto percent = chance.between(0, 100);
    const auto now = shown.volume.value_or(0);
    const auto capped = [&](std::int64_t wanted) {
        return std::to_string(std::clamp<std::int64_t>(wanted, 0, limit));
    };
    switch (chance.between(0, 5)) {
    case 0:
        return made(Kind::volume, capped(now + percent / 4), "volume_up " + std::to_string(percent / 4),
                    ChangeVolume{percent / 4});
    case 1:
        return made(Kind::volume, "0", "mute on", Mute{true});
    default:
        return made(Kind::volume, capped(percent), "set_volume " + std::to_string(percent),
                    SetVolume{percent});
    }
}

WeatherWish of_list(sim::Random& chance) {
    static constexpr std::array<const char*, 3> lists{"spotify:playlist:5kYtQ0vWmHnRzXcBdLpJ2s",
                                                      "spotify:album:0aHarbourTideTables001",
                                                      "spotify:album:0bGeceTrenleri00000002"};
    static constexpr std::array<const char*, 2> items{"spotify:track:1NeapTide0000000000003",
                                                      "spotify:track:2GeceTreni000000000005"};
    if (chance.between(0, 2) == 0) {
        const auto uri = any_of(items, chance);
        return made(Kind::play_uri, uri, "play_uri " + uri, PlayUri{*parse_spotify_uri(uri)});
    }
    const auto uri = any_of(lists, chance);
    const auto which = chance.between(0, 2);
    const auto shuffle = which == 2 ? std::nullopt : std::optional{which == 1};
    auto one =
        made(Kind::preset, uri, "preset " + uri + (shuffle ? std::string{" shuffle "} + flag(*shuffle) : ""),
             PlayPreset{*parse_spotify_uri(uri), false, shuffle});
    one.given.shuffle = shuffle;
    return one;
}

} // namespace

WeatherWish weather_wish(sim::Random& chance, const Playing& shown, std::optional<bool> is_favorite,
                         const std::string& zone, std::int64_t volume_limit) {
    static constexpr std::array<const char*, 3> modes{"off", "context", "track"};
    static constexpr std::array<const char*, 3> devices{"Living Room", "Living Room", "Anna’s MacBook"};
    const bool on = chance.between(0, 1) == 0;
    switch (chance.between(0, 22)) {
    case 0:
    case 1:
        return made(Kind::play, "", "play", Play{});
    case 2:
    case 3:
        return made(Kind::pause, "", "pause", Pause{});
    case 4:
        return made(other_way(shown, zone), "", play_pause, PlayPause{});
    case 5:
    case 6:
        return made(Kind::next, "", "next", Next{});
    case 7:
        return made(Kind::previous, "", "previous", Previous{});
    case 8:
    case 9: {
        const auto position = chance.between(0, before_any_end_ms);
        return made(Kind::seek, std::to_string(position), "seek " + std::to_string(position), Seek{position});
    }
    case 10:
    case 11:
    case 12:
    case 13:
        return of_volume(chance, shown, volume_limit);
    case 14:
        return made(Kind::shuffle, flag(on), std::string{"set_shuffle "} + flag(on), SetShuffle{on});
    case 15:
        return made(Kind::shuffle, flag(!shown.shuffle), toggle_shuffle, ToggleShuffle{});
    case 16: {
        const auto mode = any_of(modes, chance);
        return made(Kind::repeat, mode, "set_repeat " + mode, SetRepeat{mode});
    }
    case 17:
    case 22: {
        const auto device = any_of(devices, chance);
        return made(Kind::transfer, device, "transfer " + device, Transfer{device});
    }
    case 18:
        return of_list(chance);
    case 19: {
        const std::string uri = "spotify:track:4FikaAtFour00000000011";
        return made(Kind::queue, uri, "queue " + uri, Enqueue{*parse_spotify_uri(uri)});
    }
    case 20: {
        auto one = made(Kind::favorite, flag(on), std::string{"favorite "} + flag(on), Favorite{on});
        if (is_favorite && chance.between(0, 1) == 0) {
            one = made(Kind::favorite, flag(!*is_favorite), "favorite the other way", Favorite{});
        }
        one.given.uri = shown.uri;
        return one;
    }
    default: {
        const auto percent = chance.between(0, volume_limit);
        auto one = made(Kind::fade, std::to_string(percent), "fade to " + std::to_string(percent),
                        SetVolume{percent});
        one.given.lasts = std::chrono::milliseconds{chance.between(500, 7'000)};
        return one;
    }
    }
}

void resolve_by_reads(WeatherRecord& record) {
    for (auto& wish : record.wishes) {
        if (wish.text != play_pause && wish.text != toggle_shuffle) {
            continue;
        }
        auto decided_at = wish.done_at;
        for (const auto& one : record.exchanges) {
            const auto step = step_of(one);
            if (one.sent_at >= wish.at && !step.empty() && is_about(step, about_of(wish.kind))) {
                decided_at = std::min(decided_at, one.sent_at);
            }
        }
        for (const auto& read : record.exchanges) {
            if (!read.told || read.ended_at <= wish.at || read.ended_at > decided_at) {
                continue;
            }
            if (wish.text == play_pause) {
                wish.kind = other_way(*read.told, record.zone);
            } else {
                wish.value = flag(!read.told->shuffle);
            }
        }
    }
}

} // namespace contract
