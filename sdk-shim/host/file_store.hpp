// Small values that must not be lost, and secrets that must not be seen: one file for each key. Secret store
// and state store are both this, over different folders; only secrets are sealed. Knows files and locks;
// knows nothing of plugins.
#pragma once

#include "host/descriptor.hpp"
#include "host/folder.hpp"
#include "host/secret_form.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

namespace host {

// Any thread. All functions but the constructor may block on storage and throw StoreError.
class FileStore {
public:
    static constexpr std::size_t largest_value = 64 * 1024; // bytes

    // Values are in ROOT/kind/owner/, locks in ROOT/locks/kind/owner/. Touches nothing before the first call.
    // What lies in a file is the value, byte for byte.
    FileStore(std::filesystem::path root, const std::string& kind, const std::string& owner);

    // A store of secrets, of the kind "secrets": sealed when there is a key, which may be null.
    FileStore(std::filesystem::path root, const std::string& owner,
              std::shared_ptr<const SealingKey> sealing_key);

    // Nothing when the key is absent; then nothing is written either. Refuses files that somebody else could
    // have read or put there, and sealed ones that its key does not open.
    std::optional<std::string> get(std::string_view key);

    // Atomic and durable when it returns: a reader, another process and a host after a power cut see the old
    // or the new value, whole. When it throws, the old value stands; but for one case, the disk that fails
    // when the new name is to be made durable: then the new value is seen, and may be gone after a power cut.
    void put(std::string_view key, std::string_view value);

    // The same promises; an absent key is no error.
    void remove(std::string_view key);

    // A lock named by `key`, across threads and processes. Waits on the caller's thread, looking every 20 ms;
    // throws Reason::busy when the time is over. Never 0.
    std::uint64_t lock(std::string_view key, std::chrono::milliseconds time);
    void unlock(std::uint64_t lock); // one that is not held: nothing happens

    // Makes the folder and takes away temporary files that a crash left behind. Returns where it is.
    std::filesystem::path prepare();

    // Of all values that are there, sorted.
    std::vector<std::string> keys() const;

    // Seals a value that lies plain, under its lock, for which it waits this long. False when there was
    // nothing to do, as in a store without a key.
    bool seal_in_place(std::string_view key, std::chrono::milliseconds time);

    // Whether the file of `key` is as this object itself last left it.
    bool is_own_doing(std::string_view key);

private:
    struct Trace { // what a file looked like when we were done with it
        bool removed = false;
        ino_t inode = 0;
        timespec changed{};
    };

    std::filesystem::path file_of(std::string_view key) const;
    std::optional<std::string> read(std::string_view key) const; // as it lies there

    const std::filesystem::path root_;
    const std::filesystem::path values_; // below root_
    const std::filesystem::path locks_;  // below root_
    const std::optional<SecretForm> form_;
    std::mutex mutex_; // guards all that follows; held for the length of a rename at most
    std::map<std::string, Trace, std::less<>> traces_;
    std::map<std::uint64_t, Descriptor> held_;
    std::uint64_t last_lock_ = 0;
};

} // namespace host
