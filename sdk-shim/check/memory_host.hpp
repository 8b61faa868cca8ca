// What plugin-check offers a plugin: stores in memory, in good and in bad health, and a log that is kept.
#pragma once

#include "device_plugin.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace check {

// Thread-safe.
class MemoryHost {
public:
    enum class Stores {
        good,
        failing, // everything comes to nothing
        corrupt, // what is read is something else each time
        held     // calls wait until release()
    };

    explicit MemoryHost(Stores stores = Stores::good);
    MemoryHost(const MemoryHost&) = delete;
    MemoryHost& operator=(const MemoryHost&) = delete;

    const dp_host& table() const { return table_; }
    void put_secret(const std::string& key, const std::string& value);
    void release();
    void forget(); // the log, and secrets that were; for who counts memory

    std::vector<std::string> log() const;      // "category: text"
    std::set<std::string> all_secrets() const; // every value that ever was in the secret store
    std::map<std::string, std::string> state() const;
    std::map<std::string, std::string> secrets() const;
    std::size_t waiting() const; // calls that are held now
    std::size_t calls() const;   // of the stores

private:
    using Values = std::map<std::string, std::string>;
    static MemoryHost& of(dp_host_handle* handle) { return *reinterpret_cast<MemoryHost*>(handle); }
    std::int32_t get(Values& values, dp_string key, const dp_text_sink* value);
    std::int32_t put(Values& values, dp_string key, dp_string value);
    std::int32_t remove(Values& values, dp_string key);
    std::int32_t lock(dp_string key, std::uint32_t timeout_ms, std::uint64_t* lock);
    bool passes(std::unique_lock<std::mutex>& guard); // false: the store fails

    const Stores stores_;
    dp_host table_{};
    mutable std::mutex mutex_;
    std::condition_variable released_;
    std::condition_variable unlocked_;
    Values secrets_;
    Values state_;
    std::set<std::string> all_secrets_;
    std::map<std::uint64_t, std::string> locks_;
    std::uint64_t last_lock_ = 0;
    std::vector<std::string> log_;
    std::size_t waiting_ = 0;
    std::size_t calls_ = 0;
    bool is_released_ = false;
};

} // namespace check
