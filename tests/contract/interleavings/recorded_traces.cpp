#include "recorded_traces.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace contract {

std::map<std::uint64_t, std::string> recorded_traces() {
    std::ifstream file(RECORDED_TRACES);
    std::map<std::uint64_t, std::string> digests;
    std::uint64_t seed = 0;
    for (std::string text; file >> seed >> text;) {
        digests.emplace(seed, text);
    }
    return digests;
}

void record_traces(const std::map<std::uint64_t, std::string>& digests) {
    std::ofstream file(RECORDED_TRACES, std::ios::trunc);
    for (const auto& [seed, text] : digests) {
        file << seed << ' ' << text << '\n';
    }
    if (!file.flush()) {
        throw std::runtime_error(std::string{"cannot write "} + RECORDED_TRACES);
    }
}

void keep_trace(const std::string& name, const std::function<std::string()>& text) {
    const char* folder = std::getenv("INTERLEAVING_TRACES");
    if (folder == nullptr) {
        return;
    }
    std::filesystem::create_directories(folder);
    std::ofstream file(std::filesystem::path{folder} / (name + ".txt"), std::ios::trunc);
    file << text();
    if (!file.flush()) {
        throw std::runtime_error(std::string{"cannot write to "} + folder);
    }
}

} // namespace contract
