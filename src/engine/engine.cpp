#include "engine/engine.hpp"

#include "base/json_fields.hpp"

#include <algorithm>

namespace spotify {

namespace {

// A poll blocks its worker for a round trip, so this many polls can be under way at once: at 40 ms each,
// 1,400 in a second. Threads begin as they are needed, and one costs 8 KiB.
constexpr std::size_t most_patient = 56;
constexpr std::size_t most_urgent = 8;

} // namespace

Engine::Engine()
    : client_(resolver_)
    , patient_(most_patient)
    , urgent_(most_urgent) {
    json::prepare();
}

std::shared_ptr<Engine> Engine::acquire() {
    static std::mutex mutex;
    static std::weak_ptr<Engine> living;
    const std::lock_guard lock(mutex);
    auto engine = living.lock();
    if (engine == nullptr) {
        engine = std::make_shared<Engine>();
        living = engine;
    }
    return engine;
}

bool Engine::settle(std::chrono::milliseconds bound) {
    const auto until = WorkerPool::Clock::now() + bound;
    const bool patient = patient_.settle(bound);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - WorkerPool::Clock::now());
    return urgent_.settle(std::max(left, std::chrono::milliseconds{0})) && patient;
}

api::Governor& Engine::governor(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return governors_[name];
}

} // namespace spotify
