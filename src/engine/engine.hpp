// What all sessions of the process share: the loop, the threads for what may block, connections and the request
// governors. The one global of the plugin, alive while at least one instance is.
#pragma once

#include "api/governor.hpp"
#include "engine/task_queue.hpp"
#include "net/https_client.hpp"
#include "net/loop.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace spotify {

// Thread-safe. Four threads at most, whatever the number of accounts, each from its first task on: one for the loop,
// which all exchanges and timers share and on which nothing blocks; one for storage, so that a store that hangs holds
// up only what needs it; two for callbacks into the host, so that a slow one holds up no poll.
class Engine {
public:
    // The engine that lives, or a new one. Each instance holds one reference from init to deinit; the last
    // one to go joins the threads, outside of any callback. Throws NetError (connect) when the process has no
    // descriptors left.
    static std::shared_ptr<Engine> acquire();

    Engine();
    // Lets what runs end and joins: callbacks first, which use accounts, then storage, then the loop.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    net::Transport& transport() { return client_; }
    Executors executors() { return {loop_, storage_}; }
    net::Loop& loop() { return loop_; }
    Executor& callbacks() { return callbacks_; }

    // Waits, `bound` at most, until what was posted to storage before has run: for an instance that takes its stores
    // away. Not from an engine's thread.
    void drain_storage(std::chrono::milliseconds bound);

    // For the end of the process, when all sessions have ended: see net::Loop::settle().
    bool settle(std::chrono::milliseconds bound);

    // The governor of a client id or of a quota group; lives as long as the engine.
    api::Governor& governor(const std::string& name);

private:
    std::mutex mutex_;
    std::map<std::string, api::Governor> governors_;
    net::Loop loop_;
    net::HttpsClient client_;
    TaskQueue storage_{1};
    TaskQueue callbacks_{2};
};

} // namespace spotify
