#include "world.hpp"

#include <utility>

namespace sim {
namespace {

PlayerState starting_player(const Catalog& catalog, Random& random, Millis now) {
    PlayerState state;
    Device speaker{random.hex(40), "Living Room", "Speaker", 42};
    Device computer{random.hex(40), "Anna’s MacBook", "Computer", 69};
    Device phone{random.hex(40), "Pixel (2)", "Smartphone", 100};
    phone.supports_volume = false;
    phone.sticks_at_the_end = true;
    state.devices = {speaker, computer, phone};
    state.active = 0;
    state.context_uri = Catalog::playlist_uri;
    state.list = catalog.tracks_of(state.context_uri).value();
    state.position = 2;
    // As if it had begun at the top of the list.
    Millis until = now;
    for (std::size_t index = state.position; index-- > 0;) {
        state.history.push_back({state.list[index], state.context_uri, until});
        until -= catalog.item(state.list[index]).duration_ms;
    }
    state.is_playing = true;
    state.as_of = now;
    state.changed_at = now;
    state.item_since = now;
    return state;
}

} // namespace

World::World(std::uint64_t seed, Millis now)
    : tokens(seed ^ 0x746f6b656e73U)
    , codes(seed ^ 0x636f646573U)
    , random(seed)
    , started_at(now) {
    NewAccount demo;
    demo.name = "demo";
    demo.client_id = "demo-client";
    add_account(demo, now);
    tokens.grant(demo.name, demo.client_id, demo.scopes, now);
}

Account& World::add_account(const NewAccount& wanted, Millis now) {
    App& app = app_named(wanted.client_id);
    app.client_secret = wanted.client_secret;
    app.owner_premium = wanted.owner_premium;
    // Drawn one after the other: compilers differ in the order of a call's arguments, and a seed means one
    // thing.
    const auto seed = static_cast<std::uint64_t>(random.between(0, INT64_MAX - 1));
    PlayerState player = starting_player(catalog, random, now);
    auto account = std::make_unique<Account>(Account{
        wanted.name, wanted.client_id, wanted.scopes, wanted.premium, wanted.allow_listed, Rotation::omitted,
        std::nullopt, std::nullopt, Playback(catalog, std::move(player), settings.timing, seed)});
    auto& slot = accounts_[wanted.name];
    slot = std::move(account);
    return *slot;
}

Account* World::find_account(const std::string& name) {
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? nullptr : found->second.get();
}

std::vector<std::string> World::account_names() const {
    std::vector<std::string> names;
    for (const auto& [name, account] : accounts_)
        names.push_back(name);
    return names;
}

App& World::app_named(const std::string& client_id) {
    App& app = apps[client_id];
    app.client_id = client_id;
    return app;
}

void World::apply_timing() {
    for (auto& [name, account] : accounts_)
        account->playback.set_timing(settings.timing);
}

void World::reset_switches() {
    Settings at_start;
    at_start.pictures_url = settings.pictures_url; // where the covers are is no switch
    settings = at_start;
    apply_timing();
    weather = {};
    for (auto& [name, account] : accounts_) {
        account->rotation = Rotation::omitted;
        account->expires_in.reset();
        account->dropped.reset();
        account->waking_devices = {};
    }
}

} // namespace sim
