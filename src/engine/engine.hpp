// What all sessions of the process share: workers, connections and the request governors.
// The one global of the plugin, alive while at least one instance is.
#pragma once

#include "api/governor.hpp"
#include "engine/worker_pool.hpp"
#include "net/https_client.hpp"
#include "net/resolver.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace spotify {

// Thread-safe. Members are destroyed in reverse order: first the workers, which use the client, then the
// client, then the resolver, which has nothing to wait for.
class Engine {
public:
    // The engine that lives, or a new one. Each instance holds one reference from init to deinit; the last
    // one to go joins the threads, outside of any callback.
    static std::shared_ptr<Engine> acquire();

    Engine();

    net::Transport& transport() { return client_; }

    WorkerPool& urgent() { return urgent_; }
    Lanes lanes() { return {urgent_, patient_}; }

    // See WorkerPool::settle(): for the end of the process, when all sessions have ended.
    bool settle(std::chrono::milliseconds bound);

    // The governor of a client id or of a quota group; lives as long as the engine.
    api::Governor& governor(const std::string& name);

private:
    std::mutex mutex_;
    std::map<std::string, api::Governor> governors_;
    net::Resolver resolver_;
    net::HttpsClient client_;
    WorkerPool patient_;
    WorkerPool urgent_;
};

} // namespace spotify
