// The doors to what survives a restart. The owner of a session brings them; calls block on storage and are
// made from the storage thread and [ctl] functions only.
#pragma once

#include "base/secret.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace spotify {

// The text says what failed; it holds no value.
class StorageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Thread-safe. Values are durable when put() returns; all throw StorageError.
class SecretStore {
public:
    virtual ~SecretStore() = default;
    virtual std::optional<Secret> get(const std::string& key) = 0;
    virtual void put(const std::string& key, const Secret& value) = 0;
    virtual void remove(const std::string& key) = 0;

    // Held across processes until it is destroyed.
    class Lock {
    public:
        virtual ~Lock() = default;
    };
    // Null when it could not be had in time.
    virtual std::unique_ptr<Lock> lock(const std::string& key, std::chrono::milliseconds most) = 0;
};

// Thread-safe; the same promises.
class StateStore {
public:
    virtual ~StateStore() = default;
    virtual std::optional<std::string> get(const std::string& key) = 0;
    virtual void put(const std::string& key, const std::string& value) = 0;
    virtual void remove(const std::string& key) = 0;
};

} // namespace spotify
