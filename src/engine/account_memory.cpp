#include "engine/account_memory.hpp"

#include <utility>

namespace spotify {

using account::Memory;

std::string AccountMemory::key_of(Memory what) const {
    return folder_ + (what == Memory::volumes ? "volumes" : "device_names");
}

std::string AccountMemory::load(Memory what) {
    const std::lock_guard storing(store_mutex_);
    try {
        return state_.get(key_of(what)).value_or("");
    } catch (const StorageError&) { // stated above
        return {};
    }
}

void AccountMemory::keep(Memory what, std::string text) {
    const std::lock_guard lock(texts_mutex_);
    texts_[what] = std::move(text);
}

void AccountMemory::store(Memory what) {
    const std::lock_guard storing(store_mutex_);
    std::string text;
    {
        const std::lock_guard lock(texts_mutex_);
        text = texts_[what];
    }
    try {
        text.empty() ? state_.remove(key_of(what)) : state_.put(key_of(what), text);
    } catch (const StorageError&) { // stated above
    }
}

} // namespace spotify
