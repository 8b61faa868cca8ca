#include "left_running.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include <unistd.h>

namespace plugin {

void end_left_running();

namespace {

// Any will do to have OpenSSL register its handler; for none it does nothing.
constexpr std::uint64_t openssl_parts = OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS;

struct Registry {
    std::mutex mutex;
    std::vector<const LeftRunning*> objects; // in the order in which they began
    std::atomic<pid_t> process = 0;          // that the youngest began in
};

Registry& registry() {
    static Registry one;
    return one;
}

// Handlers run in the reverse order of their registration. This one's destructor is registered when its constructor is
// done: after the list above has been made and OpenSSL's own handler is in place, so it comes before both. When the
// library is unloaded it runs too, and finds nothing. (Not atexit(): ThreadSanitizer's loses the library it belongs to,
// and calls into it when it has gone.)
struct AtExit {
    AtExit() { OPENSSL_init_crypto(openssl_parts, nullptr); }
    ~AtExit() { end_left_running(); }
    AtExit(const AtExit&) = delete;
    AtExit& operator=(const AtExit&) = delete;
};

} // namespace

void end_left_running() {
    auto& all = registry();
    if (all.process != ::getpid()) {
        return; // before the lock: a thread that is not here may have held it
    }
    const std::lock_guard lock(all.mutex);
    std::vector<const LeftRunning*> ended;
    while (!all.objects.empty()) {
        ended.push_back(all.objects.back());
        all.objects.pop_back();
        ended.back()->end_();
    }
    for (const auto* object : ended) {
        if (object->settle_) {
            object->settle_();
        }
    }
}

LeftRunning::LeftRunning(std::function<void()> end, std::function<void()> settle)
    : end_(std::move(end))
    , settle_(std::move(settle)) {
    auto& all = registry();
    static const AtExit at_exit;
    const std::lock_guard lock(all.mutex);
    all.objects.push_back(this);
    all.process = ::getpid();
}

LeftRunning::~LeftRunning() {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    std::erase(all.objects, this);
}

} // namespace plugin
