#include "engine/engine.hpp"

#include "base/json_fields.hpp"

#include <algorithm>
#include <future>

namespace spotify {

Engine::Engine()
    : client_(loop_) {
    json::prepare();
}

Engine::~Engine() {
    callbacks_.stop();
    storage_.stop();
    loop_.stop();
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

void Engine::drain_storage(std::chrono::milliseconds bound) {
    auto drained = std::make_shared<std::promise<void>>();
    const auto done = drained->get_future();
    storage_.post([drained = std::move(drained)] { drained->set_value(); }); // or it is dropped: ready, too
    done.wait_for(bound);
}

bool Engine::settle(std::chrono::milliseconds bound) {
    const auto until = net::Clock::now() + bound;
    const auto left = [&] {
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(until - net::Clock::now()),
                        std::chrono::milliseconds{0});
    };
    const bool callbacks = callbacks_.settle(left());
    const bool storage = storage_.settle(left());
    return loop_.settle(left()) && storage && callbacks;
}

api::Governor& Engine::governor(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return governors_[name];
}

} // namespace spotify
