#include "engine/account_memory.hpp"

#include <utility>

namespace spotify {

std::string AccountMemory::load() {
    const std::lock_guard storing(store_mutex_);
    try {
        return state_.get(key_).value_or("");
    } catch (const StorageError&) { // stated above
        return {};
    }
}

void AccountMemory::keep(std::string text) {
    const std::lock_guard lock(text_mutex_);
    text_ = std::move(text);
}

void AccountMemory::store() {
    const std::lock_guard storing(store_mutex_);
    std::string text;
    {
        const std::lock_guard lock(text_mutex_);
        text = text_;
    }
    try {
        text.empty() ? state_.remove(key_) : state_.put(key_, text);
    } catch (const StorageError&) { // stated above
    }
}

} // namespace spotify
