// What the plugins show to the process that loads them.
#include "check/process_facts.hpp"
#include "device_plugin.h"

#include <doctest/doctest.h>

#include <dlfcn.h>

#include <memory>
#include <string>
#include <vector>

using check::exported_symbols;

TEST_CASE("a plugin shows exactly one symbol") {
    CHECK(exported_symbols(SPOTIFY_PLUGIN) == std::vector<std::string>{DP_ENTRY_SYMBOL});
    CHECK(exported_symbols(CONTACT_PLUGIN) == std::vector<std::string>{DP_ENTRY_SYMBOL});
    CHECK(exported_symbols(FEEDTHROUGH_PLUGIN) == std::vector<std::string>{DP_ENTRY_SYMBOL});
}

TEST_CASE("asking a library what it is starts nothing") {
    struct Close {
        void operator()(void* library) const { dlclose(library); }
    };
    const std::unique_ptr<void, Close> library{dlopen(SPOTIFY_PLUGIN, RTLD_NOW | RTLD_LOCAL)};
    REQUIRE(library != nullptr);
    const auto entry = reinterpret_cast<dp_entry_fn>(dlsym(library.get(), DP_ENTRY_SYMBOL));
    REQUIRE((entry != nullptr));
    const auto* plugin = entry();
    CHECK(plugin->abi_major == DP_ABI_MAJOR);
    CHECK(plugin->size == sizeof(dp_plugin));
    CHECK(std::string{plugin->type_id.data, plugin->type_id.size} == "spotify.player");
    CHECK((entry() == plugin));
}
