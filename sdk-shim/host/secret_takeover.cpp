#include "host/secret_takeover.hpp"

#include "host/file_store.hpp"
#include "host/names.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace host {
namespace {

// Who stores a secret by hand holds the lock for milliseconds, and hosts on one state folder keep each other
// out.
constexpr std::chrono::seconds longest_wait{5};

std::vector<std::string> owners_below(const std::filesystem::path& folder) {
    std::vector<std::string> owners;
    std::error_code problem; // absent: there are no secrets
    for (const auto& entry : std::filesystem::directory_iterator{folder, problem}) {
        const auto name = entry.path().filename().string();
        if (is_plugin_name(name)) {
            owners.push_back(name);
        }
    }
    std::sort(owners.begin(), owners.end());
    return owners;
}

} // namespace

Takeover seal_plain_secrets(const std::filesystem::path& state,
                            std::shared_ptr<const SealingKey> sealing_key) {
    Takeover takeover;
    const auto attempt = [&](const auto& act) {
        try {
            act();
        } catch (const StoreError& problem) { // the others are to be sealed all the same
            takeover.problems.emplace_back(problem.what());
        }
    };
    for (const auto& owner : owners_below(state / "secrets")) {
        attempt([&] {
            FileStore store{state, owner, sealing_key};
            for (const auto& key : store.keys()) {
                attempt([&] { takeover.sealed += store.seal_in_place(key, longest_wait) ? 1U : 0U; });
            }
        });
    }
    return takeover;
}

} // namespace host
