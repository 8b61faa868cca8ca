#include "wishes.hpp"

#include <array>

namespace contract {

namespace {

using namespace spotify::player;

template <typename Value, std::size_t count>
const Value& any_of(const std::array<Value, count>& values, sim::Random& chance) {
    return values.at(static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(count) - 1)));
}

SpotifyUri uri_of(const char* text) {
    return parse_spotify_uri(text).value();
}

constexpr std::array<const char*, 5> items{
    "spotify:track:1NeapTide0000000000003", "spotify:track:2GeceTreni000000000005",
    "spotify:track:4FikaAtFour00000000011", "spotify:episode:5EpisodePatchBays00013",
    "spotify:track:0000000000000000000000"};
constexpr std::array<const char*, 4> contexts{
    "spotify:playlist:5kYtQ0vWmHnRzXcBdLpJ2s", "spotify:album:0aHarbourTideTables001",
    "spotify:album:0bGeceTrenleri00000002", "spotify:playlist:0000000000000000000000"};

std::string flag(const std::optional<bool>& on) {
    return on ? *on ? " on" : " off" : " toggle";
}

std::optional<bool> maybe(sim::Random& chance) {
    const auto which = chance.between(0, 2);
    return which == 2 ? std::nullopt : std::optional{which == 1};
}

NamedWish any_of_volume(sim::Random& chance) {
    const auto percent = chance.between(0, 100);
    const auto which = maybe(chance);
    switch (chance.between(0, 5)) {
    case 0:
    case 1:
        return {"set_volume " + std::to_string(percent), SetVolume{percent}};
    case 2:
        return {"volume_up " + std::to_string(percent / 4), ChangeVolume{percent / 4}};
    case 3:
        return {"volume_down " + std::to_string(percent / 4), ChangeVolume{-percent / 4}};
    case 4:
        return {"mute" + flag(which), Mute{which}};
    default:
        return {"duck" + flag(which.value_or(true)), Duck{which.value_or(true)}};
    }
}

NamedWish any_of_order(sim::Random& chance) {
    static constexpr std::array<const char*, 3> modes{"off", "context", "track"};
    const auto which = maybe(chance);
    const std::string mode = any_of(modes, chance);
    switch (chance.between(0, 3)) {
    case 0:
        return {"set_shuffle" + flag(which.value_or(true)), SetShuffle{which.value_or(true)}};
    case 1:
        return {"toggle_shuffle", ToggleShuffle{}};
    case 2:
        return {"set_repeat " + mode, SetRepeat{mode}};
    default:
        return {"cycle_repeat", CycleRepeat{}};
    }
}

NamedWish any_of_content(sim::Random& chance) {
    const std::string item = any_of(items, chance);
    const auto which = maybe(chance);
    const auto position = chance.between(0, 250'000);
    const auto delta = chance.between(-40'000, 40'000);
    switch (chance.between(0, 6)) {
    case 0:
        return {"play_uri " + item, PlayUri{uri_of(item.c_str())}};
    case 1:
        return {"queue " + item, Enqueue{uri_of(item.c_str())}};
    case 2:
    case 3:
        return {"favorite" + flag(which), Favorite{which}};
    case 4:
        return {"seek " + std::to_string(position), Seek{position}};
    case 5:
        return {"skip_by " + std::to_string(delta), SkipBy{delta}};
    default: {
        const auto device = any_device(chance);
        return {"transfer " + device, Transfer{device}};
    }
    }
}

} // namespace

std::string any_device(sim::Random& chance) {
    static constexpr std::array<const char*, 5> devices{"Living Room", "Living Room", "Anna’s MacBook",
                                                        "Pixel (2)", "Cellar"};
    return any_of(devices, chance);
}

NamedWish any_preset(sim::Random& chance) {
    const std::string uri = any_of(contexts, chance);
    const bool resume = chance.between(0, 1) == 0;
    return {"preset " + uri + (resume ? " resume" : ""), PlayPreset{uri_of(uri.c_str()), resume}};
}

NamedWish any_wish(sim::Random& chance) {
    switch (chance.between(0, 9)) {
    case 0:
        return {"play", Play{}};
    case 1:
        return {"pause", Pause{}};
    case 2:
        return {"play_pause", PlayPause{}};
    case 3:
        return chance.between(0, 2) == 0 ? NamedWish{"previous", Previous{}} : NamedWish{"next", Next{}};
    case 4:
    case 5:
        return any_of_volume(chance);
    case 6:
        return any_of_order(chance);
    case 7:
        return any_preset(chance);
    default:
        return any_of_content(chance);
    }
}

} // namespace contract
