#include "left_running.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <vector>

namespace plugin {

namespace {

// Any will do to have OpenSSL register its handler; for none it does nothing.
constexpr std::uint64_t openssl_parts = OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS;

struct Registry {
    std::mutex mutex;
    std::vector<const LeftRunning*> objects; // in the order in which they began
};

Registry& registry() {
    static Registry one;
    return one;
}

} // namespace

void end_left_running() {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    while (!all.objects.empty()) {
        const auto* object = all.objects.back();
        all.objects.pop_back();
        object->end_();
    }
}

LeftRunning::LeftRunning(std::function<void()> end)
    : end_(std::move(end)) {
    auto& all = registry();
    // Handlers run in the reverse order of their registration: OpenSSL registers its own now at the latest,
    // the list above has been made, and ours comes after both. When the library is unloaded it runs too, and
    // finds nothing.
    static const bool registered =
        OPENSSL_init_crypto(openssl_parts, nullptr) == 1 && std::atexit(end_left_running) == 0;
    static_cast<void>(registered);
    const std::lock_guard lock(all.mutex);
    all.objects.push_back(this);
}

LeftRunning::~LeftRunning() {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    std::erase(all.objects, this);
}

} // namespace plugin
