// Sees when somebody else puts or removes a secret while the host runs: a person at a terminal, another
// process. Knows the folder's files, not what is in them.
#pragma once

#include "host/descriptor.hpp"
#include "host/file_store.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace host {

// Owns one thread, started by start(). The destructor stops and joins it; it hangs only where `changed` does.
class SecretWatch {
public:
    // Called on the watch's thread. Must not throw.
    using Changed = std::function<void(const std::string& owner, const std::string& key)>;

    explicit SecretWatch(Changed changed); // throws StoreError
    ~SecretWatch();
    SecretWatch(const SecretWatch&) = delete;
    SecretWatch& operator=(const SecretWatch&) = delete;

    // What happens in the store's folder from now on is seen, but for what `store` itself does. Any thread.
    // Throws StoreError.
    void add(const std::string& owner, std::shared_ptr<FileStore> store);

    // A call of `changed` about it may still be in progress. Any thread.
    void remove(const std::string& owner);

    void start();

private:
    struct Watched {
        int number = -1; // of inotify
        std::string owner;
        std::shared_ptr<FileStore> store;
        std::filesystem::path folder;
    };

    void run();
    void take_events();
    void seen(const Watched& watched, const std::string& file_name);
    void look_everywhere();

    const Changed changed_;
    Descriptor events_;
    Descriptor stop_;
    std::mutex mutex_;
    std::vector<Watched> watched_; // guarded by mutex_
    std::thread thread_;
};

} // namespace host
