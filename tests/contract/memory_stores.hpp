// Stores that forget everything, for tests of what is not stored. One thread at a time.
#pragma once

#include "base/stores.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace contract {

template <typename Base, typename Value>
class MemoryStore : public Base {
public:
    std::optional<Value> get(const std::string& key) override {
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional{found->second};
    }
    void put(const std::string& key, const Value& value) override { values_.insert_or_assign(key, value); }
    void remove(const std::string& key) override { values_.erase(key); }

private:
    std::map<std::string, Value> values_;
};

class MemorySecrets final : public MemoryStore<spotify::SecretStore, spotify::Secret> {
public:
    std::unique_ptr<Lock> lock(const std::string&, std::chrono::milliseconds) override {
        struct Nothing final : Lock {};
        return std::make_unique<Nothing>();
    }
};
using MemoryState = MemoryStore<spotify::StateStore, std::string>;

} // namespace contract
