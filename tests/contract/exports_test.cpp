// What the plugins show to the process that loads them.
#include "device_plugin.h"

#include <doctest/doctest.h>

#include <dlfcn.h>
#include <elf.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace {

// The defined dynamic symbols of a 64-bit ELF file, as nm -D --defined-only lists them.
std::vector<std::string> exported(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string image{std::istreambuf_iterator<char>(in), {}};
    REQUIRE(image.size() > sizeof(Elf64_Ehdr));
    const auto* header = reinterpret_cast<const Elf64_Ehdr*>(image.data());
    REQUIRE(header->e_ident[EI_CLASS] == ELFCLASS64);
    const auto* sections = reinterpret_cast<const Elf64_Shdr*>(image.data() + header->e_shoff);
    std::vector<std::string> names;
    for (unsigned i = 0; i < header->e_shnum; ++i) {
        if (sections[i].sh_type != SHT_DYNSYM) {
            continue;
        }
        const auto* symbols = reinterpret_cast<const Elf64_Sym*>(image.data() + sections[i].sh_offset);
        const char* texts = image.data() + sections[sections[i].sh_link].sh_offset;
        for (std::size_t n = 0; n < sections[i].sh_size / sizeof(Elf64_Sym); ++n) {
            if (symbols[n].st_shndx != SHN_UNDEF && symbols[n].st_name != 0) {
                names.emplace_back(texts + symbols[n].st_name);
            }
        }
    }
    return names;
}

} // namespace

TEST_CASE("a plugin shows exactly one symbol") {
    CHECK(exported(SPOTIFY_PLUGIN) == std::vector<std::string>{DP_ENTRY_SYMBOL});
    CHECK(exported(CONTACT_PLUGIN) == std::vector<std::string>{DP_ENTRY_SYMBOL});
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
