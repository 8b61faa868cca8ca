#include "check/process_facts.hpp"

#include <elf.h>
#include <malloc.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace check {

namespace {

std::size_t entries_of(const char* folder) {
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

} // namespace

std::size_t threads_now() {
    return entries_of("/proc/self/task");
}

std::size_t descriptors_now() {
    return entries_of("/proc/self/fd");
}

std::size_t memory_now() {
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

bool is_mapped(const std::filesystem::path& file) {
    std::ifstream maps("/proc/self/maps");
    const auto name = std::filesystem::canonical(file).string();
    for (std::string line; std::getline(maps, line);) {
        if (line.ends_with(name)) {
            return true;
        }
    }
    return false;
}

std::vector<std::string> exported_symbols(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string image{std::istreambuf_iterator<char>(in), {}};
    const auto* header = reinterpret_cast<const Elf64_Ehdr*>(image.data());
    if (image.size() < sizeof(Elf64_Ehdr) || image.compare(0, SELFMAG, ELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_shoff + std::size_t{header->e_shnum} * sizeof(Elf64_Shdr) > image.size()) {
        throw std::runtime_error(file.string() + " is no 64-bit ELF file");
    }
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

} // namespace check
